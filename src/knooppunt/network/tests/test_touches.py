"""When a hub was last in touch, and what keeps that right."""

from __future__ import annotations

import datetime as dt

import pytest

from knooppunt.core.registries import last_touches
from knooppunt.network.actions.consents import give_consent, withdraw_consent
from knooppunt.network.actions.touches import note_touch, refresh_touches
from knooppunt.network.models import Consent, Contact, Organisation
from knooppunt.network.models.fields import with_code

from .factories import HubFactory
from .factories_register import (
    ContactFactory,
    FunctionFactory,
    HubContactFactory,
    OrganisationFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db
MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)


def test_a_touch_with_an_organisation_is_its_last_touch():
    relation = RelationFactory()

    note_touch(hub=relation.hub, organisation=relation.organisation, on=MAY, by=None)

    relation.refresh_from_db()
    assert relation.last_touch_on == MAY


def test_a_touch_with_a_person_counts_for_where_that_person_works_now_and_not_for_where_it_worked():
    relation = RelationFactory()
    old = RelationFactory(hub=relation.hub)
    known = HubContactFactory(hub=relation.hub)
    FunctionFactory(contact=known.contact, organisation=relation.organisation)
    FunctionFactory(contact=known.contact, organisation=old.organisation, until_date=dt.date(2024, 1, 1))

    note_touch(hub=relation.hub, contact=known.contact, on=MAY, by=None)

    for row in (relation, old, known):
        row.refresh_from_db()
    assert (known.last_touch_on, relation.last_touch_on, old.last_touch_on) == (MAY, MAY, None)


def test_a_touch_of_one_hub_says_nothing_to_another_hub():
    relation = RelationFactory()
    other = RelationFactory(organisation=relation.organisation)

    note_touch(hub=relation.hub, organisation=relation.organisation, on=MAY, by=None)

    other.refresh_from_db()
    assert other.last_touch_on is None


def test_what_higher_apps_know_counts_and_goes_when_it_goes():
    relation = RelationFactory()
    known: dict[int, dt.date] = {relation.organisation_id: JUNE}
    last_touches.register("test", lambda hub, kind, ids, day: known if kind == "organisation" else {})
    try:
        note_touch(hub=relation.hub, organisation=relation.organisation, on=MAY, by=None)
        relation.refresh_from_db()
        assert relation.last_touch_on == JUNE

        known.clear()
        refresh_touches(relation.hub)
    finally:
        last_touches.unregister("test")

    relation.refresh_from_db()
    assert relation.last_touch_on == MAY


@pytest.mark.parametrize("rows", [1, 3])
def test_working_out_touches_takes_the_same_number_of_queries(rows, django_assert_num_queries):
    hub = HubFactory()
    for _row in range(rows):
        known = HubContactFactory(hub=hub)
        FunctionFactory(contact=known.contact, organisation=RelationFactory(hub=hub).organisation)
        note_touch(hub=hub, contact=known.contact, on=MAY, by=None)
    hub.hub_contacts.update(last_touch_on=None)
    hub.relations.update(last_touch_on=None)

    with django_assert_num_queries(12):
        refresh_touches(hub)

    assert set(hub.relations.values_list("last_touch_on", flat=True)) == {MAY}


def test_consent_given_twice_stands_once_and_withdrawing_keeps_the_proof():
    contact = ContactFactory()
    given = {"contact": contact, "purpose": Consent.Purpose.DIRECTORY, "source": Consent.Source.CONTACT}

    first = give_consent(**given, text="Ik wil gevonden worden.", text_version="1")
    again = give_consent(**given, text="Ik wil gevonden worden.", text_version="1")
    newer = give_consent(**given, text="Ik wil vindbaar zijn.", text_version="2")

    assert (first, newer) == (again, Consent.objects.standing().get())
    assert withdraw_consent(**given) == 1
    assert withdraw_consent(**given) == 0
    assert list(contact.consents.order_by("pk").values_list("text_version", "withdrawn_source")) == [
        ("1", "contact"),
        ("2", "contact"),
    ]


def test_codes_are_kept_once_and_found_whole():
    school = OrganisationFactory(levels=["mbo-3", "mbo-4", "mbo-3"])
    OrganisationFactory(levels=["mbo-2"])
    person = ContactFactory(interests=["rouw"])

    school.refresh_from_db()
    assert school.levels == ["mbo-3", "mbo-4"]
    assert list(Organisation.objects.filter(with_code("levels", ["mbo-4", "hbo"]))) == [school]
    assert list(Organisation.objects.filter(with_code("levels", ["mbo"]))) == []
    assert list(Organisation.objects.filter(with_code("levels", []))) == []
    assert Contact.objects.get(interests=["rouw"]) == person
