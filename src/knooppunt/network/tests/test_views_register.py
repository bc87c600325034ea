"""The pages of the register: who gets in, what they show, constant queries."""

import csv
import io
from html import unescape

import pytest
from openpyxl import load_workbook

from knooppunt.network import vocabulary
from knooppunt.network.models import Contact, ContactFunction, HubContact, Organisation, Role, StakeholderRelation

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
NET = "/werkplek/netwerk"


@pytest.fixture(autouse=True)
def only_our_own_page(monkeypatch):
    """Without what other apps put on these pages: they count and test that themselves."""
    monkeypatch.setattr("knooppunt.core.registries.work_extras", [])
    monkeypatch.setattr("knooppunt.core.registries.timeline", [])


@pytest.fixture
def hub():
    return HubFactory(slug="hier", short_name="Hier")


@pytest.fixture
def ambassador(hub):
    return user_with(Role.AMBASSADOR, hub=hub)


@pytest.fixture
def people(hub, ambassador):
    return {
        "ambassador": ambassador,
        "elsewhere": user_with(Role.AMBASSADOR, hub=HubFactory(slug="daar", short_name="Daar")),
        "board": user_with(Role.BOARD, hub=hub),
        "coordinator": user_with(Role.COORDINATOR),
        "programme": user_with(Role.PROGRAMME),
        "editor": user_with(Role.EDITOR),
        "administrator": user_with(Role.ADMINISTRATOR),
        "member": user_with(Role.MEMBER),
    }


def statuses(client, people, url):
    found = {}
    for name, user in people.items():
        client.force_login(user)
        found.setdefault(client.get(url).status_code, set()).add(name)
    return found


NETWORK = {"ambassador", "elsewhere", "board", "coordinator", "programme", "editor"}
WRITERS = {"ambassador", "elsewhere", "coordinator"}


def test_who_gets_into_the_register(client, people):
    one = OrganisationFactory().pk

    for path in ["/", "/organisaties.csv", "/organisaties.xlsx", f"/organisaties/{one}/", "/organisaties/zoeken/"]:
        assert statuses(client, people, NET + path)[200] == NETWORK, path
    for path in ["/organisaties/nieuw/", f"/organisaties/{one}/wijzigen/", "/invoeren/", "/prullenbak/"]:
        assert statuses(client, people, NET + path)[200] == WRITERS, path


def test_who_gets_at_a_contact(client, people, hub):
    contact = HubContactFactory(hub=hub).contact.pk

    for path in ["", "nieuw/"]:
        assert "coordinator" in statuses(client, people, f"{NET}/contacten/{path}")[403]
    assert statuses(client, people, f"{NET}/contacten/{contact}/") == {
        200: {"ambassador", "board"},
        404: {"elsewhere"},
        403: {"coordinator", "programme", "editor", "administrator", "member"},
    }
    for path in ["wijzigen/", "functie/", "notities/hier/"]:
        found = statuses(client, people, f"{NET}/contacten/{contact}/{path}")
        assert (found[200], found[404]) == ({"ambassador"}, {"elsewhere"}), path


def test_no_page_of_the_register_shows_another_hubs_contacts_or_notes(client, people, hub):
    """The marker test of this part: every page and export, as everybody who is not of the hub."""
    organisation = OrganisationFactory(name="Openbaar Huis")
    RelationFactory(hub=hub, organisation=organisation, notes="MERKTEKEN notitie")
    contact = ContactFactory(name="MERKTEKEN Voorbeeld", email="merkteken@voorbeeld.example", phone="MERKTEKEN 06")
    HubContactFactory(hub=hub, contact=contact, notes="MERKTEKEN contactnotitie")
    FunctionFactory(contact=contact, organisation=organisation, title="MERKTEKEN functie")
    pages = [
        "/", "/?q=merkteken", "/organisaties.csv", f"/organisaties/{organisation.pk}/", "/organisaties/zoeken/?parent=merk",
        f"/organisaties/{organisation.pk}/wijzigen/", f"/organisaties/{organisation.pk}/notities/hier/", "/contacten/",
        "/contacten/?q=merkteken", "/contacten.csv", f"/contacten/{contact.pk}/", f"/contacten/{contact.pk}/wijzigen/",
        f"/contacten/{contact.pk}/notities/hier/", "/prullenbak/", "/invoeren/",
    ]  # fmt: skip

    def everything(name):
        client.force_login(people[name])
        answers = [client.get(NET + page) for page in pages]
        return "".join((b"".join(a.streaming_content) if a.streaming else a.content).decode() for a in answers)

    assert everything("ambassador").count("MERKTEKEN") > 8, "the hub itself does see them"
    for name in set(people) - {"ambassador", "board"}:
        said = everything(name).replace("q=merkteken", "").replace('value="merkteken"', "")
        assert "merkteken" not in said.lower(), name


@pytest.mark.parametrize("method", ["post"])
def test_nobody_else_acts_on_a_contact(client, people, hub, method):
    link = HubContactFactory(hub=hub)
    function = FunctionFactory(contact=link.contact)
    base = f"{NET}/contacten/{link.contact_id}"
    posts = {
        f"{base}/wijzigen/": {"version": 1, "name": "Gekaapt"},
        f"{base}/weg/": {},
        f"{base}/functie/{function.pk}/einde/": {"on": "2024-01-01"},
        f"{base}/notities/hier/": {"version": 0, "notes": "Gekaapt"},
    }
    for name in set(people) - {"ambassador"}:
        client.force_login(people[name])
        for url, given in posts.items():
            assert client.post(url, given).status_code in {403, 404}, (name, url)

    assert Contact.objects.get().name == link.contact.name
    assert HubContact.objects.get().notes == ""
    assert ContactFunction.objects.get().until_date is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_organisation_and_three(
    client, ambassador, hub, django_assert_num_queries, count
):
    for organisation in OrganisationFactory.create_batch(count):
        PlaceFactory(organisation=organisation)
        RelationFactory(hub=hub, organisation=organisation)
    client.force_login(ambassador)
    client.get(NET + "/")

    with django_assert_num_queries(14):
        client.get(NET + "/")


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_costs_the_same_for_one_organisation_and_three(
    client, ambassador, hub, django_assert_num_queries, count
):
    for organisation in OrganisationFactory.create_batch(count):
        PlaceFactory(organisation=organisation)
        RelationFactory(hub=hub, organisation=organisation)
    client.force_login(ambassador)
    client.get(NET + "/")

    with django_assert_num_queries(7):
        b"".join(client.get(NET + "/organisaties.csv").streaming_content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_contacts_cost_the_same_for_one_and_three(client, ambassador, hub, django_assert_num_queries, count):
    for link in [HubContactFactory(hub=hub) for _number in range(count)]:
        FunctionFactory(contact=link.contact)
    client.force_login(ambassador)
    client.get(NET + "/contacten/")

    with django_assert_num_queries(10):
        client.get(NET + "/contacten/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_organisation_costs_the_same_for_one_contact_and_three(
    client, ambassador, hub, django_assert_num_queries, count
):
    organisation = RelationFactory(hub=hub).organisation
    for link in [HubContactFactory(hub=hub) for _number in range(count)]:
        FunctionFactory(contact=link.contact, organisation=organisation)
        Organisation.objects.filter(pk=OrganisationFactory().pk).update(parent=organisation)
    client.force_login(ambassador)
    url = f"{NET}/organisaties/{organisation.pk}/"
    client.get(url)

    with django_assert_num_queries(18):
        client.get(url)


def test_pages_follow_each_other(client, ambassador):
    OrganisationFactory.create_batch(60)
    client.force_login(ambassador)

    assert len(client.get(NET + "/").context["page"].object_list) == 50
    assert len(client.get(NET + "/?page=2").context["page"].object_list) == 10
    for page in ["abc", "999", "-1", "0"]:
        assert client.get(NET + f"/?page={page}").status_code == 200


def given(**extra):
    return {
        "version": 0,
        "name": "Hospice Voorbeeld",
        "kind": "hospice",
        "places": "Almere\nRijswijk (Zuid-Holland)",
        **extra,
    }


def test_adding_an_organisation(client, ambassador, hub):
    client.force_login(ambassador)

    response = client.post(
        NET + "/organisaties/nieuw/", given(aliases="HV\nHuiskamer", hubs=[hub.pk], website="hv.example")
    )

    made = Organisation.objects.get()
    assert response["Location"] == f"{NET}/organisaties/{made.pk}/"
    assert [(place.name, place.province) for place in made.places.all()] == [
        ("Almere", "flevoland"),
        ("Rijswijk", "zuid-holland"),
    ]
    assert (made.website, [relation.hub for relation in made.relations.all()]) == ("https://hv.example", [hub])


def test_a_double_is_shown_first_and_can_be_used_or_added_all_the_same(client, ambassador, hub):
    known = OrganisationFactory(name="Hospice De Vlindr")
    client.force_login(ambassador)

    double = given(name="Hospice De Vlinder", hubs=[hub.pk])
    page = client.post(NET + "/organisaties/nieuw/", double)
    assert page.status_code == 422
    assert [one.organisation for one in page.context["similar"]] == [known]
    assert Organisation.objects.count() == 1

    client.post(f"{NET}/organisaties/{known.pk}/knooppunt/", {"hub": "hier"})
    assert StakeholderRelation.objects.get().organisation == known

    client.post(NET + "/organisaties/nieuw/", {**double, "other": "1"})
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "ruimtestation"}, "kind"),
        ({"places": "Almere (Nergens)"}, "places"),
        ({"places": "\n".join(f"Plaats {n}" for n in range(60))}, "places"),
        ({"parent": "Bestaat niet"}, "parent"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"role_mailbox": "x"}, "role_mailbox"),
        ({"hubs": ["999"]}, "hubs"),
    ],
)
def test_a_wrong_organisation_is_refused_at_its_field(client, ambassador, wrong, field):
    client.force_login(ambassador)

    response = client.post(NET + "/organisaties/nieuw/", given(**wrong))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Organisation.objects.exists()


def test_an_ambassador_cannot_speak_for_another_hub(client, people):
    client.force_login(people["ambassador"])
    other = HubFactory()
    organisation = OrganisationFactory()

    assert client.post(NET + "/organisaties/nieuw/", given(hubs=[other.pk])).status_code == 422
    assert client.post(f"{NET}/organisaties/{organisation.pk}/knooppunt/", {"hub": other.slug}).status_code == 404
    assert not StakeholderRelation.objects.exists()


def test_a_conflict_shows_both_versions(client, ambassador):
    organisation = OrganisationFactory(name="Begin")
    client.force_login(ambassador)
    url = f"{NET}/organisaties/{organisation.pk}/wijzigen/"
    client.post(url, given(version=1, name="Van een ander"))

    page = client.post(url, given(version=1, name="Van mij"))

    assert page.status_code == 409
    assert "Van een ander" in page.content.decode()
    assert "Van mij" in page.content.decode()


def test_deleting_needs_every_hub_that_works_with_it(client, people, hub):
    organisation = RelationFactory(hub=hub).organisation
    url = f"{NET}/organisaties/{organisation.pk}/weg/"
    client.force_login(people["elsewhere"])
    assert client.post(url).status_code == 403

    client.force_login(people["ambassador"])
    client.post(url)
    assert not Organisation.objects.exists()
    assert organisation.name in client.get(NET + "/prullenbak/").content.decode()
    client.force_login(people["elsewhere"])
    assert organisation.name not in client.get(NET + "/prullenbak/").content.decode()
    assert client.post(f"{NET}/organisaties/{organisation.pk}/terug/").status_code == 403

    client.force_login(people["ambassador"])
    client.post(f"{NET}/organisaties/{organisation.pk}/terug/")
    assert Organisation.objects.exists()


def test_exports_are_safe_and_follow_the_filter(client, ambassador, hub):
    OrganisationFactory(name="=HYPERLINK(1)", kind="hospice")
    OrganisationFactory(name="Elders", kind="mbo")
    client.force_login(ambassador)

    content = b"".join(client.get(NET + "/organisaties.csv?soort=hospice").streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Naam", "'=HYPERLINK(1)"]
    content = b"".join(client.get(NET + "/organisaties.xlsx?soort=hospice").streaming_content)
    cell = load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_contact_from_beginning_to_end(client, ambassador, hub):
    school = OrganisationFactory(name="ROC Voorbeeld")
    hospice = OrganisationFactory(name="Hospice Voorbeeld")
    client.force_login(ambassador)
    new = {
        "version": 0, "name": "Anna Voorbeeld", "email": "anna@voorbeeld.example", "organisation": "roc voorbeeld",
        "function": "docent", "from_date": "2023-09-01", "sector": "mbo", "hubs": [hub.pk],
    }  # fmt: skip

    client.post(NET + "/contacten/nieuw/", new)
    anna = Contact.objects.get()
    assert [(f.organisation, f.function) for f in anna.functions.all()] == [(school, "docent")]
    assert client.post(NET + "/contacten/nieuw/", new).status_code == 422, "the same person again"

    base = f"{NET}/contacten/{anna.pk}"
    client.post(f"{base}/functie/{anna.functions.get().pk}/einde/", {"on": "2024-08-31"})
    client.post(
        f"{base}/functie/", {"organisation": "Hospice Voorbeeld", "function": "opleider", "from_date": "2024-09-01"}
    )
    client.post(f"{base}/notities/hier/", {"version": 0, "notes": "Belt liever"})
    page = client.get(f"{base}/").content.decode()
    assert page.index(hospice.name) < page.index(school.name)
    assert "docent, van 1 september 2023 tot en met 31 augustus 2024" in page
    assert "Belt liever" in page

    client.post(f"{base}/weg/")
    assert not Contact.objects.exists()
    client.post(f"{base}/terug/")
    assert Contact.objects.get().functions.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"organisation": "Bestaat niet"}, {"from_date": "gisteren"}, {"email": "x"}, {"hubs": []}, {"name": ""}]
)
def test_a_wrong_contact_is_refused_and_keeps_what_was_typed(client, ambassador, hub, wrong):
    client.force_login(ambassador)
    new = {"version": 0, "name": "Anna Voorbeeld", "phone": "telefoon blijft", "hubs": [hub.pk], **wrong}

    page = client.post(NET + "/contacten/nieuw/", new)

    assert page.status_code == 422
    assert "telefoon blijft" in page.content.decode()
    assert not Contact.objects.exists()


def test_names_are_suggested_while_typing(client, ambassador):
    OrganisationFactory(name="Hospice De Brug")
    client.force_login(ambassador)

    assert 'value="Hospice De Brug"' in client.get(NET + "/organisaties/zoeken/?parent=brug").content.decode()
    assert client.get(NET + "/organisaties/zoeken/?organisation=").content.decode().strip() == ""


def test_a_conflict_about_a_contact_names_what_both_ticked(client, ambassador, hub):
    contact = HubContactFactory(hub=hub).contact
    (one, first), (two, second) = vocabulary.choices("topics")[:2]
    client.force_login(ambassador)
    url = f"{NET}/contacten/{contact.pk}/wijzigen/"
    typed = {"version": 1, "name": contact.name, "email": contact.email, "hubs": [hub.pk]}
    client.post(url, {**typed, "interests": [one], "expertise": [two]})

    page = client.post(url, {**typed, "interests": [two, one], "expertise": []})

    assert page.status_code == 409
    assert f"{second}, {first}" in unescape(page.content.decode())
    assert Contact.objects.get(pk=contact.pk).interests == [one]
