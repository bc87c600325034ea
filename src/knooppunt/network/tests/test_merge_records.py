"""Two records that are one: found, merged with the right of each hub, and taken back."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from knooppunt.core.versions import Conflict
from knooppunt.journal.tests.factories import MomentFactory
from knooppunt.network.actions.contacts import update_contact
from knooppunt.network.actions.merge_records import (
    merge_contacts,
    merge_organisations,
    not_the_same,
    undo_record_merge,
)
from knooppunt.network.actions.organisations import OrganisationData, create_organisation
from knooppunt.network.actions.ties import TieData, add_tie
from knooppunt.network.models import Contact, HubContact, Organisation, RegisterMerge, Role, StakeholderRelation, Tag
from knooppunt.network.queries.duplicates import double_contacts, double_organisations, merges_visible_to

from .factories import HubFactory
from .factories_people import MandateFactory, user_with
from .factories_register import ContactFactory, FunctionFactory, HubContactFactory, RelationFactory

pytestmark = pytest.mark.django_db


def make(name, **more):
    return create_organisation(data=OrganisationData(name, "hospice", **more), hubs=[], by=None)


def merged(kept, gone, *, take=(), by=None):
    return merge_organisations(
        kept=kept, gone=gone, seen={kept.pk: kept.version, gone.pk: gone.version}, take=take, by=by
    )


def merged_contacts(kept, gone, hubs, *, take=()):
    seen = {kept.pk: kept.version, gone.pk: gone.version}
    return merge_contacts(kept=kept, gone=gone, seen=seen, take=take, hubs=hubs, by=None)


def snapshot():
    """Everything a merge may touch, as plain values."""
    return {
        "organisations": list(
            Organisation.all_objects.order_by("pk").values_list("name", "website", "levels", "search_text", "binned_at")
        ),
        "aliases": sorted(Organisation.objects.values_list("pk", "aliases__name")),
        "relations": list(StakeholderRelation.objects.order_by("pk").values_list("organisation", "notes", "needs")),
        "contacts": list(Contact.all_objects.order_by("pk").values_list("name", "email", "phone", "binned_at")),
        "known": sorted(HubContact.objects.values_list("hub", "contact", "notes")),
        "functions": sorted(Contact.objects.values_list("pk", "functions__organisation")),
    }


def test_everything_of_the_second_organisation_goes_on_and_comes_back():
    kept, gone = (
        make("Hospice De Brug", levels=["mbo-3"]),
        make("Hospice de Brug Almere", website="https://brug.example"),
    )
    both = RelationFactory(organisation=kept, notes="Eerst.")
    second = RelationFactory(organisation=gone, hub=both.hub, notes="Later.", needs="Stages")
    second.supported.create(lineage="0" * 32, label="Nascholing")
    elsewhere = RelationFactory(organisation=gone)
    function = FunctionFactory(organisation=gone)
    moment = MomentFactory(hub=both.hub, date=timezone.localdate())
    moment.organisations.add(gone)
    tie = add_tie(data=TieData("lid-van", gone, make("Netwerk")), by=None)
    before = snapshot()

    merge = merged(kept, gone, take=["website"])

    kept.refresh_from_db()
    assert (kept.website, list(kept.aliases.values_list("name", flat=True))) == (
        "https://brug.example",
        ["Hospice de Brug Almere"],
    )
    for row, field in ((function, "organisation"), (tie, "first_organisation"), (elsewhere, "organisation")):
        row.refresh_from_db()
        assert getattr(row, field) == kept
    both.refresh_from_db()
    assert (both.notes, both.needs, both.supported.count()) == ("Eerst.\n\nLater.", "Stages", 1)
    assert list(moment.organisations.all()) == [kept]
    assert both.last_touch_on == moment.date
    assert not Organisation.objects.filter(pk=gone.pk).exists()

    undo_record_merge(merge=merge, by=None)

    assert snapshot() == before
    assert list(moment.organisations.all()) == [gone]
    assert both.supported.count() == 0
    with pytest.raises(ValidationError):
        undo_record_merge(merge=merge, by=None)


def test_a_merge_of_what_somebody_edits_is_a_conflict():
    kept, gone = make("Een"), make("Twee")
    seen = {kept.pk: 1, gone.pk: 1}
    Organisation.objects.filter(pk=gone.pk).update(version=2)

    with pytest.raises(Conflict):
        merge_organisations(kept=kept, gone=gone, seen=seen, take=[], by=None)

    assert Organisation.objects.count() == 2


def test_what_cannot_be_one_is_refused():
    whole = make("Geheel")
    part = make("Deel", parent=whole)
    for one, other in ((whole, part), (part, whole), (part, part)):
        with pytest.raises(ValidationError):
            merged(one, other)


def test_contacts_of_ones_own_hub_become_one_and_two_again():
    hub = HubFactory()
    kept = HubContactFactory(hub=hub, notes="a", contact__phone="").contact
    gone = HubContactFactory(hub=hub, notes="b", contact__phone="06").contact
    FunctionFactory(contact=gone)
    tag = Tag.objects.create(hub=hub, name="a", folded="a")
    tag.contacts.add(gone)
    before = snapshot()

    merge = merged_contacts(kept, gone, [hub], take=["phone"])

    kept.refresh_from_db()
    assert (kept.phone, kept.functions.count(), list(tag.contacts.all())) == ("06", 1, [kept])
    assert list(HubContact.objects.filter(contact=kept).values_list("notes", flat=True)) == ["a\n\nb"]
    undo_record_merge(merge=merge, by=None)
    assert snapshot() == before
    assert list(tag.contacts.all()) == [gone]


def test_a_function_that_says_nothing_new_stays_behind_and_what_is_taken_out_of_the_bin_is_whole(client):
    hub = HubFactory()
    kept, gone = (HubContactFactory(hub=hub).contact for _ in range(2))
    at = FunctionFactory(contact=kept, function="docent").organisation
    FunctionFactory(contact=gone, organisation=at, function="")
    elsewhere = FunctionFactory(contact=gone, function="docent")
    before = snapshot()
    merged_contacts(kept, gone, [hub])
    assert {row.organisation_id for row in kept.functions.all()} == {at.pk, elsewhere.organisation_id}
    assert kept.functions.count() == 2

    client.force_login(MandateFactory(role="ambassador", hub=hub).user)
    client.post(f"/werkplek/netwerk/contacten/{gone.pk}/terug/")

    assert snapshot() == before
    assert not RegisterMerge.objects.filter(undone_at__isnull=True).exists()


def test_another_hub_keeps_its_contact_as_it_was():
    mine, theirs = HubFactory(), HubFactory()
    kept, gone = HubContactFactory(hub=mine).contact, HubContactFactory(hub=mine).contact
    HubContactFactory(hub=theirs, contact=gone, notes="van hen")
    FunctionFactory(contact=gone)
    own, other = MomentFactory(hub=mine), MomentFactory(hub=theirs)
    own.contacts.add(gone)
    other.contacts.add(gone)

    merge = merged_contacts(kept, gone, [mine])

    gone.refresh_from_db()
    assert not gone.is_binned
    assert list(gone.hub_contacts.values_list("hub", "notes")) == [(theirs.pk, "van hen")]
    assert (gone.functions.count(), kept.functions.count()) == (1, 1)
    assert (list(own.contacts.all()), list(other.contacts.all())) == ([kept], [gone])
    undo_record_merge(merge=merge, by=None)
    assert set(gone.hub_contacts.values_list("hub", flat=True)) == {mine.pk, theirs.pk}
    assert list(own.contacts.all()) == [gone]


def test_a_contact_that_ones_hub_does_not_know_cannot_be_merged():
    known = HubContactFactory()

    with pytest.raises(ValidationError):
        merged_contacts(known.contact, HubContactFactory().contact, [known.hub])


def test_taking_back_leaves_what_was_changed_since():
    hub = HubFactory()
    kept, gone = HubContactFactory(hub=hub).contact, HubContactFactory(hub=hub, contact__phone="06").contact
    merge = merged_contacts(kept, gone, [hub], take=["phone"])
    update_contact(contact=kept, seen=kept.version, values={"name": "Anders"}, hubs=[hub], among=[hub], by=None)

    undo_record_merge(merge=merge, by=None)

    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("Anders", "06")


def test_doubles_are_found_by_name_domain_and_place():
    user = user_with(Role.AMBASSADOR)
    a = make("Hospice De Brug", places=[("Almere", "flevoland")])
    b = make("Stichting Hospice de Brug", places=[("Almere", "flevoland")])
    make("Hospice De Brug", places=[("Goes", "zeeland")])
    c = make("Iets", website="https://www.zeebries.example")
    d = make("Anders", role_mailbox="onderwijs@zeebries.example")

    assert [(pair.one, pair.other) for pair in double_organisations(user)] == [(a, b), (c, d)]
    not_the_same(subject="organisation", one=b.pk, other=a.pk, by=user)
    assert [(pair.one, pair.other) for pair in double_organisations(user)] == [(c, d)]
    assert double_organisations(user_with(Role.MEMBER)) == []


def test_double_contacts_are_looked_for_in_ones_own_hub_only():
    user = user_with(Role.AMBASSADOR)
    hub = user.mandates.get().hub
    one = HubContactFactory(hub=hub, contact__email="a@voorbeeld.example").contact
    other = HubContactFactory(hub=hub, contact__email="A@voorbeeld.example").contact
    HubContactFactory(contact=ContactFactory(email="a@voorbeeld.example"))

    assert [(pair.one, pair.other) for pair in double_contacts(user)] == [(one, other)]
    assert double_contacts(user_with(Role.COORDINATOR)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_doubles_costs_the_same(rows, django_assert_num_queries):
    user = user_with(Role.AMBASSADOR)
    hub = user.mandates.get().hub
    for number in range(rows):
        for _twice in range(2):
            make(("Hospice De Linde", "Zeester", "Thuiszorg Brug")[number])
            HubContactFactory(hub=hub, contact__email=f"{number}@voorbeeld.example")

    with django_assert_num_queries(7):
        assert len(double_organisations(user)) == rows
    with django_assert_num_queries(6):  # functions and hubs tell two of one name apart
        assert len(double_contacts(user)) == rows


def test_merges_of_contacts_are_taken_back_by_colleagues_of_the_same_hub_only():
    here, there = HubFactory(), HubFactory()
    maker = MandateFactory(role=Role.AMBASSADOR, hub=here).user
    colleague = MandateFactory(role=Role.AMBASSADOR, hub=here).user
    other = MandateFactory(role=Role.AMBASSADOR, hub=there).user
    kept, gone = HubContactFactory(hub=here).contact, HubContactFactory(hub=here).contact
    HubContactFactory(hub=there, contact=kept)
    merge = merge_contacts(
        kept=kept, gone=gone, seen={kept.pk: kept.version, gone.pk: gone.version}, take=[], hubs=[here], by=maker
    )

    assert [list(merges_visible_to(user)) for user in (maker, colleague, other)] == [[merge], [merge], []]
    MandateFactory(role=Role.AMBASSADOR, hub=there, user=maker)
    merge.moved["hubs"] = sorted([here.pk, there.pk])  # made for two hubs: not one colleague's to take back
    merge.save()
    assert list(merges_visible_to(colleague)) == []


def test_merges_of_organisations_are_taken_back_by_who_may_edit_them():
    user = user_with(Role.AMBASSADOR)
    merge = merged(make("Een"), make("Een"), by=user)

    assert list(merges_visible_to(user_with(Role.AMBASSADOR))) == [merge]
    assert list(merges_visible_to(user_with(Role.BOARD))) == []
