"""The lists of the register: counting, searching in two ways, and what they never tell."""

import datetime as dt

import pytest
from django.http import QueryDict

from knooppunt.network.actions.contacts import delete_contact
from knooppunt.network.models import Contact, ContactFunction, HubContact, Organisation, Role
from knooppunt.network.queries import searching
from knooppunt.network.queries.facets import count_organisations
from knooppunt.network.queries.searching import ContactSearch, OrganisationSearch
from knooppunt.network.views import lists

from .factories import HubFactory
from .factories_people import user_with
from .factories_register import (
    ContactFactory,
    FunctionFactory,
    HubContactFactory,
    OrganisationFactory,
    PlaceFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return HubFactory()


@pytest.fixture
def ambassador(hub):
    return user_with(Role.AMBASSADOR, hub=hub)


@pytest.fixture
def people(hub):
    """Six contacts of the hub and one of another, at three organisations."""
    school = OrganisationFactory(name="ROC Duinrand", kind="mbo")
    house = OrganisationFactory(name="Hospice Duinrand")
    far = OrganisationFactory(name="Ver weg")
    today = dt.date.today()
    for number, (where, function) in enumerate(
        [(school, "docent"), (school, "bestuurder"), (house, "docent"), (house, ""), (far, "docent"), (None, "")]
    ):
        one = ContactFactory(name=f"Naam {number}", sector="mbo" if number % 2 else "")
        days = [None, 10, 500][number % 3]
        HubContactFactory(
            hub=hub,
            contact=one,
            last_touch_on=days and today - dt.timedelta(days=days),
            due_on=days and today - dt.timedelta(days=days - 30),
            verified_on=today if number == 1 else None,
        )
        if where:
            FunctionFactory(contact=one, organisation=where, function=function, levels=["mbo-3"] if number == 0 else [])
    FunctionFactory(contact=HubContactFactory(contact__name="Naam elders").contact, organisation=school)


QUERIES = [
    "",
    "q=duinrand",
    "q=duinrand+naam",
    "q=naam+3",
    "q=roc+voorbeeld.example",
    "q=niets",
    "functie=docent",
    "q=duinrand&functie=docent",
    "soort=mbo&niveau=mbo-3",
    "sector=mbo",
    "contact=uit-beeld",
    "contact=uit-beeld&sorteer=wanneer&q=duinrand",
    "contact=jaar&klopt=nee",
    "sorteer=contact",
    "sorteer=wanneer",
]


@pytest.mark.parametrize("few", [0, 300])
@pytest.mark.parametrize("query", QUERIES)
def test_a_page_counts_and_shows_the_same_whichever_way_it_is_asked(hub, ambassador, people, monkeypatch, query, few):
    monkeypatch.setattr(searching, "FEW", few)  # with 0 each word is "in many organisations"
    both = user_with(Role.AMBASSADOR, hub=hub)
    user_with(Role.AMBASSADOR, hub=HubFactory(), user=both)

    def page(user):
        found, total = ContactSearch.from_query(QueryDict(query), hub.pk).page_for(user)
        return [one.name for one in found], total

    names, total = page(ambassador)
    straight = ContactSearch.from_query(QueryDict(query), hub.pk).apply(Contact.objects.filter(hubs=hub))
    assert names == [one.name for one in straight]
    assert total == len(names)
    assert page(both) == (names, total)
    assert "Naam elders" not in names
    assert bool(names) == (query != "q=niets")


def test_that_another_hub_knows_a_contact_too_cannot_be_found_out(client, hub, ambassador):
    shared, own = HubContactFactory(hub=hub).contact, HubContactFactory(hub=hub).contact
    other = HubContactFactory(contact=shared).hub
    client.force_login(ambassador)

    page = client.get(f"/werkplek/netwerk/contacten/?knooppunt={other.slug}")

    assert {row.subject for row in page.context["rows"]} == {shared, own}
    assert other.short_name not in page.content.decode()


@pytest.mark.parametrize("query", ["", "soort=mbo", "q=duin", "provincie=zeeland", "fase=partner", "niveau=mbo-3"])
def test_organisations_are_counted_as_they_are_listed(hub, query):
    for number in range(6):
        one = OrganisationFactory(
            name=f"Duin {number}" if number % 2 else f"Dal {number}",
            kind="mbo" if number < 4 else "hospice",
            levels=["mbo-3"] if number == 0 else [],
        )
        PlaceFactory(organisation=one, province="zeeland" if number < 3 else "flevoland")
        PlaceFactory(organisation=one, name="Goes", province="zeeland")
        RelationFactory(hub=hub, organisation=one, stage="partner" if number == 3 else "unknown")
    gone = PlaceFactory(organisation__name="Duin weg", province="zeeland").organisation
    RelationFactory(hub=hub, organisation=gone)
    Organisation.objects.filter(pk=gone.pk).update(binned_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    search = OrganisationSearch.from_query(QueryDict(query), hub.pk)
    found = list(search.apply(Organisation.objects.all()))

    counts = count_organisations(search, Organisation.objects.all())

    assert counts.total == len(found)
    assert found
    assert gone not in found
    if query in {"", "q=duin"}:  # nothing chosen in a group itself: each number says how many are listed now
        assert counts.kinds == {kind: sum(one.kind == kind for one in found) for kind in {one.kind for one in found}}
        assert counts.provinces["zeeland"] == len(found)  # an organisation with two places there counts once
        assert counts.hubs == {hub.pk: len(found)}
        assert sum(counts.stages.values()) == len(found)


@pytest.mark.parametrize("rows", [1, 3])
def test_words_cost_the_same_however_many_are_found(hub, ambassador, rows, django_assert_num_queries):
    for number in range(rows):
        FunctionFactory(contact=HubContactFactory(hub=hub, contact__name=f"Jo {number}").contact)
    ambassador.has_perm("network.view_contacts")  # mandates are read once

    with django_assert_num_queries(4):  # two words, counting, the page
        found, total = ContactSearch.from_query(QueryDict("q=jo+organisatie"), hub.pk).page_for(ambassador)
        assert len(found) == total == rows


def test_all_columns_can_be_shown(client, hub, ambassador):
    organisation = PlaceFactory(organisation__name="Hospice Duinrand").organisation
    RelationFactory(hub=hub, organisation=organisation, stage="partner", next_step="Bellen", owner=ambassador)
    contact = HubContactFactory(hub=hub, contact__phone="06 0000").contact
    FunctionFactory(contact=contact, organisation=organisation)
    ended = FunctionFactory(contact=contact, organisation__name="Vroeger BV", until_date=dt.date(2020, 1, 1))
    client.force_login(ambassador)

    page = client.get(
        "/werkplek/netwerk/?kolom=plaats&kolom=knooppunten&kolom=fase&kolom=stap&kolom=eigenaar&kolom=mensen"
    )
    cells = dict(page.context["rows"][[row.subject for row in page.context["rows"]].index(organisation)].cells)
    assert list(cells.values()) == ["Almere", hub.short_name, "Partner", "Bellen", str(ambassador), "1"]

    page = client.get("/werkplek/netwerk/contacten/?kolom=werk&kolom=functie&kolom=telefoon&kolom=klopt")
    (row,) = page.context["rows"]
    assert [text for _title, text in row.cells] == ["Hospice Duinrand", "docent", "06 0000", "–"]
    assert ended.organisation.name not in page.content.decode()
    assert HubContact.objects.count() == ContactFunction.objects.count() - 1


@pytest.mark.parametrize("sort", ["naam", "contact", "wanneer"])
def test_pages_from_the_end_have_the_rows_that_the_list_has_there(sort, people, ambassador, hub, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    search = ContactSearch.from_query(QueryDict(f"sorteer={sort}"), hub.pk)
    found, total = search.page_for(ambassador)
    pages = lists.Counted(found, total)

    shown = [pk for page in pages for pk in pages.in_order(page, [one.pk for one in page.object_list])]

    assert total == 6
    assert shown == [one.pk for one in found]
    assert pages.get_page("99").number == 3


def test_deleted_contacts_are_not_counted(people, ambassador, hub):
    search = ContactSearch.from_query(QueryDict(), hub.pk)
    assert search.page_for(ambassador)[1] == 6

    delete_contact(contact=Contact.objects.get(name="Naam 2"), by=ambassador)

    assert search.page_for(ambassador)[1] == 5
