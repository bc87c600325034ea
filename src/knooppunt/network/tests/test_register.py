"""Organisations and contacts: writing, searching, doubles, and who sees what."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from knooppunt.core.models import Change
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.contacts import (
    FunctionData,
    add_function,
    create_contact,
    delete_contact,
    end_function,
    restore_contact,
    update_contact,
)
from knooppunt.network.actions.organisations import (
    OrganisationData,
    create_organisation,
    delete_organisation,
    restore_organisation,
    update_organisation,
    work_with,
    write_notes,
)
from knooppunt.network.models import Contact, HubContact, Organisation, Role, StakeholderRelation
from knooppunt.network.queries.contacts import contacts_visible_to, similar_contacts, with_functions
from knooppunt.network.queries.facets import count_organisations, facets_of
from knooppunt.network.queries.organisations import (
    organisations_visible_to,
    relations_visible_to,
    similar_organisations,
)
from knooppunt.network.queries.searching import ContactSearch, OrganisationSearch

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


def data(**extra):
    return OrganisationData(**{"name": "Hospice Élan", "kind": "hospice", "places": [("Almere", "flevoland")], **extra})


def search(**params):
    query = QueryDict(mutable=True)
    for name, value in params.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return OrganisationSearch.from_query(query)


def found(**params):
    return [one.name for one in search(**params).apply(Organisation.objects.all())]


def test_an_organisation_is_found_by_any_name_or_place_without_accents():
    create_organisation(data=data(aliases=["HÉ", "Elan-huis"]), hubs=[], by=None)

    for words in ["elan", "ÉLAN", "hospice almere", "elan huis", "he"]:
        assert found(q=words) == ["Hospice Élan"]
    assert found(q="elan rotterdam") == []
    assert found(q="100%_") == []


def test_writing_signs_and_is_noted_for_the_search_index():
    by = user_with(Role.COORDINATOR)
    made = create_organisation(data=data(), hubs=[HubFactory()], by=by)

    assert made.history.get().history_user == by
    assert list(Change.objects.values_list("kind", "key")) == [("network.organisation", str(made.pk))]


def test_changing_replaces_names_and_places_and_keeps_other_hubs():
    mine, other = HubFactory(), HubFactory()
    made = create_organisation(data=data(aliases=["Oud"]), hubs=[mine, other], by=None)

    changed = data(name="Hospice Nieuw", aliases=["Jong"], places=[("Lelystad", "flevoland")])
    update_organisation(organisation=made, seen=1, data=changed, hubs=[], among=[mine], by=None)

    assert found(q="jong") == found(q="lelystad") == ["Hospice Nieuw"]
    assert found(q="oud") == found(q="almere") == []
    assert [relation.hub for relation in made.relations.all()] == [other]


def test_two_editors_of_an_organisation_meet_a_conflict():
    made = create_organisation(data=data(), hubs=[], by=None)
    late = Organisation.objects.get(pk=made.pk)
    update_organisation(organisation=made, seen=1, data=data(name="Eerst"), hubs=[], among=[], by=None)

    with pytest.raises(Conflict):
        update_organisation(
            organisation=late, seen=1, data=data(name="Laat", aliases=["X"]), hubs=[], among=[], by=None
        )

    assert found() == ["Eerst"]
    assert not Organisation.objects.get().aliases.exists()


def test_an_organisation_is_never_part_of_itself():
    top, middle = OrganisationFactory(), OrganisationFactory()
    Organisation.objects.filter(pk=middle.pk).update(parent=top)
    middle.refresh_from_db()

    with pytest.raises(ValidationError):
        update_organisation(organisation=top, seen=1, data=data(parent=middle), hubs=[], among=[], by=None)


def test_deleting_and_restoring_keeps_everything():
    made = create_organisation(data=data(), hubs=[HubFactory()], by=None)
    function = FunctionFactory(organisation=made)

    delete_organisation(organisation=made, by=None)
    assert not Organisation.objects.exists()
    function.refresh_from_db()
    assert function.organisation.name == "Hospice Élan"

    restore_organisation(organisation=Organisation.all_objects.get(), by=None)
    assert found(q="almere") == ["Hospice Élan"]
    assert StakeholderRelation.objects.count() == 1


def test_filters_can_be_combined_and_count_what_one_could_add():
    north, south = HubFactory(slug="noord"), HubFactory(slug="zuid")
    first = PlaceFactory(organisation__name="Eerste", organisation__kind="hospice").organisation
    second = PlaceFactory(
        organisation__name="Tweede", organisation__kind="mbo", name="Goes", province="zeeland"
    ).organisation
    RelationFactory(hub=north, organisation=first)
    RelationFactory(hub=south, organisation=second)

    assert found(soort="mbo") == ["Tweede"]
    assert found(knooppunt="noord") == ["Eerste"]
    assert found(provincie=["zeeland", "flevoland"]) == ["Eerste", "Tweede"]
    assert found(plaats="goes") == ["Tweede"]
    assert found(soort="mbo", knooppunt="noord") == []
    assert found(soort="onbekend", provincie="x", knooppunt="\x00") == ["Eerste", "Tweede"]
    chosen = search(soort="mbo")
    counts = count_organisations(chosen, Organisation.objects.all())
    groups = {group.name: group for group in facets_of(chosen, counts)}
    assert {option.value: (option.count, option.checked) for option in groups["soort"].options} == {
        "mbo": (1, True),
        "hospice": (1, False),
    }
    assert [option.value for option in groups["knooppunt"].options] == ["zuid"]
    assert counts.total == 1


@pytest.mark.parametrize(
    ("sort", "names"),
    [("naam", ["aap", "Noot", "Zus"]), ("-naam", ["Zus", "Noot", "aap"]), ("soort", ["Zus", "aap", "Noot"])],
)
def test_sorting_ignores_capitals(sort, names):
    for name, kind in [("Noot", "mbo"), ("aap", "hospice"), ("Zus", "hbo")]:
        OrganisationFactory(name=name, kind=kind)

    assert found(sorteer=sort) == names


@pytest.mark.parametrize(
    ("name", "website", "mailbox"),
    [
        ("hospice de vlinder", "", ""),
        ("Hospice De Vlindr", "", ""),
        ("Stichting Hospice Vlinder", "", ""),
        ("De Vlinderclub", "", ""),
        ("Heel iets anders", "https://vlinder.example/over", ""),
        ("Heel iets anders", "", "info@vlinder.example"),
    ],
)
def test_a_double_is_seen_by_name_alias_or_domain(name, website, mailbox):
    create_organisation(
        data=data(name="Hospice De Vlinder", aliases=["Vlinderclub"], website="https://www.vlinder.example"),
        hubs=[],
        by=None,
    )

    assert [one.organisation.name for one in similar_organisations(name, website, mailbox)] == ["Hospice De Vlinder"]


def test_what_is_different_is_no_double():
    OrganisationFactory(name="Hospice De Vlinder", role_mailbox="vlinder@gmail.com")

    assert similar_organisations("Hospice De Roos", mailbox="roos@gmail.com") == []


def test_organisations_are_for_the_network():
    OrganisationFactory()
    hub = HubFactory()
    network = [Role.AMBASSADOR, Role.BOARD, Role.PROGRAMME, Role.COORDINATOR, Role.EDITOR]

    for role in Role.values:
        user = user_with(role, hub=hub, organisation=OrganisationFactory() if role == Role.PROVIDER else None)
        assert organisations_visible_to(user).exists() is (role in network), role


# ---- Isolation: nobody outside the hub sees its contacts and notes -----------------------------------------------------


@pytest.fixture
def marked():
    """A hub with a contact and notes, and everybody around it."""
    hub, other = HubFactory(slug="hier"), HubFactory(slug="daar")
    link = HubContactFactory(hub=hub, contact__name="Geheim Voorbeeld", notes="merkteken contact")
    RelationFactory(hub=hub, notes="merkteken organisatie")
    insiders = [user_with(Role.AMBASSADOR, hub=hub), user_with(Role.BOARD, hub=hub)]
    outsiders = [
        user_with(role) for role in [Role.COORDINATOR, Role.ADMINISTRATOR, Role.EDITOR, Role.PROGRAMME, Role.MEMBER]
    ]
    outsiders += [user_with(Role.AMBASSADOR, hub=other), user_with(Role.BOARD, hub=other)]
    outsiders.append(user_with(Role.AMBASSADOR, hub=hub, valid_from="2020-01-01", valid_until="2021-01-01"))
    return link, insiders, outsiders


def test_contacts_and_notes_are_for_their_hub_alone(marked):
    link, insiders, outsiders = marked

    for user in insiders:
        assert list(contacts_visible_to(user)) == [link.contact]
        assert [relation.notes for relation in relations_visible_to(user)] == ["merkteken organisatie"]
    for user in outsiders:
        assert not contacts_visible_to(user).exists()
        assert not relations_visible_to(user).exists()
        assert not user.has_perm("network.view_contacts", link.contact)
        assert not user.has_perm("network.edit_contacts", link.contact)
        assert similar_contacts(user, link.contact.name, link.contact.email) == []


def test_the_board_reads_and_does_not_write(marked):
    link, (ambassador, board), _outsiders = marked

    assert ambassador.has_perm("network.edit_contacts", link.contact)
    assert not board.has_perm("network.edit_contacts", link.contact)
    assert board.has_perm("network.view_contacts", link.contact)


def test_two_hubs_that_know_one_person_do_not_see_each_other(marked):
    link, (ambassador, _board), _outsiders = marked
    other = HubFactory()
    HubContact.objects.create(hub=other, contact=link.contact, notes="van de ander")
    theirs = user_with(Role.AMBASSADOR, hub=other)

    seen = with_functions(contacts_visible_to(ambassador), ambassador).get()
    assert [row.notes for row in seen.hub_contacts.all()] == ["merkteken contact"]
    seen = with_functions(contacts_visible_to(theirs), theirs).get()
    assert [row.notes for row in seen.hub_contacts.all()] == ["van de ander"]


# ---- Contacts ----------------------------------------------------------------------------------------------------------


def test_a_contact_needs_a_hub():
    with pytest.raises(ValidationError):
        create_contact(values={"name": "Zonder"}, hubs=[], by=None)
    assert not Contact.all_objects.exists()


def test_a_person_who_moves_keeps_history():
    old, new = OrganisationFactory(name="Oud"), OrganisationFactory(name="Nieuw")
    contact = create_contact(
        values={"name": "Bram Voorbeeld"},
        hubs=[HubFactory()],
        by=None,
        function=FunctionData(old, "docent", from_date=dt.date(2022, 9, 1)),
    )

    end_function(function=contact.functions.get(), on=dt.date(2024, 8, 31), by=None)
    add_function(contact=contact, function=FunctionData(new, "docent", from_date=dt.date(2024, 9, 1)), by=None)

    assert [(f.organisation.name, f.until_date) for f in contact.functions.order_by("pk")] == [
        ("Oud", dt.date(2024, 8, 31)),
        ("Nieuw", None),
    ]
    assert [function.organisation.name for function in contact.functions.current()] == ["Nieuw"]


def test_a_last_day_before_the_first_is_refused():
    function = FunctionFactory(from_date=dt.date(2024, 1, 1))

    with pytest.raises(ValidationError):
        end_function(function=function, on=dt.date(2023, 1, 1), by=None)


def test_taking_a_contact_from_ones_hub_leaves_it_with_another():
    mine, other = HubFactory(), HubFactory()
    contact = create_contact(values={"name": "Samen Voorbeeld"}, hubs=[mine, other], by=None)

    update_contact(contact=contact, seen=1, values={"name": "Samen Voorbeeld"}, hubs=[], among=[mine], by=None)
    assert [row.hub for row in contact.hub_contacts.all()] == [other]

    with pytest.raises(ValidationError):
        update_contact(contact=contact, seen=2, values={"name": "Samen"}, hubs=[], among=[other], by=None)


def test_deleting_and_restoring_a_contact():
    contact = HubContactFactory().contact

    delete_contact(contact=contact, by=None)
    assert not Contact.objects.exists()

    restore_contact(contact=Contact.all_objects.get(), by=None)
    assert Contact.objects.get().hub_contacts.count() == 1


def test_contacts_are_found_by_name_address_and_organisation():
    contact = ContactFactory(name="Zoë Voorbeeld", email="zoe@voorbeeld.example", sector="mbo")
    FunctionFactory(contact=contact, organisation__name="ROC Duinrand", until_date=None)
    ContactFactory()

    def seek(**params):
        query = QueryDict(mutable=True)
        query.update(params)
        return list(ContactSearch.from_query(query).apply(Contact.objects.all()))

    for params in [
        {"q": "zoe"},
        {"q": "zoe duinrand"},
        {"q": "zoe@voorbeeld"},
        {"sector": "mbo"},
        {"functie": "docent"},
    ]:
        assert seek(**params) == [contact], params
    assert seek(q="zoe", sector="hbo") == []


def test_notes_of_a_hub_meet_a_conflict():
    relation = RelationFactory()
    late = StakeholderRelation.objects.get()
    write_notes(relation=relation, seen=1, notes="eerst")

    with pytest.raises(Conflict):
        write_notes(relation=late, seen=1, notes="laat")


def test_working_together_twice_is_once():
    organisation, hub = OrganisationFactory(), HubFactory()

    for _time in range(2):
        work_with(organisation=organisation, hub=hub, by=None)

    assert StakeholderRelation.objects.count() == 1
