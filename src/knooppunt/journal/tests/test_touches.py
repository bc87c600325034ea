"""A moment is a touch: the register hears when a hub was last in touch."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from knooppunt.journal.actions.moments import MomentData, add_moment, change_moment, delete_moments, restore_moments
from knooppunt.network.tests.factories_people import user_with
from knooppunt.network.tests.factories_register import FunctionFactory, HubContactFactory, RelationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def relation():
    return RelationFactory()


@pytest.fixture
def user(relation):
    return user_with("ambassador", relation.hub)


def test_a_moment_resets_the_cadence_and_taking_it_back_does_so_too(relation, user):
    day = timezone.localdate() - dt.timedelta(days=3)
    moment = add_moment(hub=relation.hub, data=MomentData(day, 60, organisations=[relation.organisation]), by=user)
    relation.refresh_from_db()
    assert relation.last_touch_on == day

    batch = delete_moments(moments=[moment], by=user)
    relation.refresh_from_db()
    assert relation.last_touch_on is None

    restore_moments(batch=batch, hub=relation.hub, by=user)
    relation.refresh_from_db()
    assert relation.last_touch_on == day


def test_a_moment_that_turns_out_to_be_with_somebody_else_moves_the_touch(relation, user):
    day = timezone.localdate()
    other = RelationFactory(hub=relation.hub)
    moment = add_moment(hub=relation.hub, data=MomentData(day, 60, organisations=[relation.organisation]), by=user)

    change_moment(
        moment=moment, data=MomentData(day, 60, organisations=[other.organisation]), seen=moment.version, by=user
    )

    relation.refresh_from_db()
    other.refresh_from_db()
    assert (relation.last_touch_on, other.last_touch_on) == (None, day)


def test_a_moment_with_a_person_counts_for_the_organisation(relation, user):
    known = HubContactFactory(hub=relation.hub)
    FunctionFactory(contact=known.contact, organisation=relation.organisation)
    today = timezone.localdate()
    add_moment(hub=relation.hub, data=MomentData(today, 60, contacts=[known.contact]), by=user)

    relation.refresh_from_db()
    assert relation.last_touch_on == today
