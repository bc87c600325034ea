"""Relations that fade, decided from the weekly mail."""

import datetime as dt

import pytest
from django.utils import timezone

from knooppunt.core.decisions import Decision, DecisionRefused, Settled
from knooppunt.network import deciding
from knooppunt.network.actions.stakeholders import set_cadence
from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.network.tests.factories_register import HubContactFactory, RelationFactory

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=400)


@pytest.fixture
def hub():
    return HubFactory()


@pytest.fixture
def ambassador(hub):
    return user_with(Role.AMBASSADOR, hub=hub)


def due(factory, hub):
    """A relation or contact with whom the hub should have been in touch long ago."""
    row = factory(hub=hub, since=timezone.localdate() - LONG_AGO)
    set_cadence(row=row, months=6)
    return row


def keys(user):
    return [one.key for one in deciding.waiting(user)]


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_due_waits_in_the_mail(hub, ambassador, count, django_assert_num_queries):
    rows = [due(RelationFactory, hub) for _ in range(count)]
    person = due(HubContactFactory, hub)
    RelationFactory(hub=hub)
    due(RelationFactory, HubFactory())
    ambassador.has_perm("network.run_hub")

    with django_assert_num_queries(2):
        found = keys(ambassador)

    assert sorted(found) == sorted([*(f"o{row.pk}" for row in rows), f"c{person.pk}"])


@pytest.mark.parametrize("factory", [RelationFactory, HubContactFactory])
@pytest.mark.parametrize("choice", [deciding.TOUCHED, deciding.LATER])
def test_one_press_finishes_it_and_can_be_taken_back(hub, ambassador, factory, choice):
    row = due(factory, hub)
    [key] = keys(ambassador)

    done = deciding.decide(ambassador, key, choice)

    assert keys(ambassador) == []
    assert isinstance(deciding.look(ambassador, key), Settled)
    with pytest.raises(DecisionRefused):
        deciding.decide(ambassador, key, choice)

    deciding.undo(ambassador, key, done.undo)
    row.refresh_from_db()
    assert (row.last_touch_on, row.snoozed_until) == (None, None)
    assert isinstance(deciding.look(ambassador, key), Decision)


def test_only_who_runs_the_hub_decides(hub, ambassador):
    key = f"o{due(RelationFactory, hub).pk}"
    for stranger in (user_with(Role.AMBASSADOR, hub=HubFactory()), user_with(Role.BOARD, hub=hub)):
        assert keys(stranger) == []
        assert isinstance(deciding.look(stranger, key), Settled)
        with pytest.raises(DecisionRefused):
            deciding.decide(stranger, key, deciding.TOUCHED)
    assert keys(ambassador) == [key]


@pytest.mark.parametrize("key", ["", "o", "x1", "o-1", "o1;2", "c" + "9" * 30])
def test_a_strange_key_gets_a_sentence(ambassador, key):
    assert isinstance(deciding.look(ambassador, key), Settled)
