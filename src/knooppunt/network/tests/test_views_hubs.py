"""The pages on which hubs are kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knooppunt.core.files import may_read
from knooppunt.network.models import Hub, Role

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 200


@pytest.fixture(autouse=True)
def only_our_own_page(monkeypatch):
    """Without what other apps put on every page of the workspace: they count and test that themselves."""
    monkeypatch.setattr("knooppunt.core.registries.work_extras", [])


@pytest.fixture
def hub():
    return HubFactory(slug="hier", short_name="Hier")


@pytest.fixture
def people(hub):
    elsewhere = HubFactory(slug="daar", short_name="Daar")
    return {
        "administrator": user_with(Role.ADMINISTRATOR),
        "coordinator": user_with(Role.COORDINATOR),
        "ambassador": user_with(Role.AMBASSADOR, hub=hub),
        "elsewhere": user_with(Role.AMBASSADOR, hub=elsewhere),
        "board": user_with(Role.BOARD, hub=hub),
        "programme": user_with(Role.PROGRAMME),
        "editor": user_with(Role.EDITOR),
        "member": user_with(Role.MEMBER),
    }


def allowed(client, people, url, method="get"):
    found = set()
    for name, user in people.items():
        client.force_login(user)
        if getattr(client, method)(url).status_code != 403:
            found.add(name)
    return found


@pytest.mark.parametrize("path", ["", "nieuw/", "hier/", "hier/samenvoegen/", "hier/sluiten/"])
def test_only_coordinator_and_administrator_keep_hubs(client, people, path):
    assert allowed(client, people, f"/werkplek/beheer/knooppunten/{path}") == {"administrator", "coordinator"}


def test_who_reads_and_who_writes_the_data_of_a_hub(client, people):
    readers = {"administrator", "coordinator", "ambassador", "board", "programme"}
    writers = {"administrator", "coordinator", "ambassador"}

    for path in ["", "geschiedenis/"]:
        assert allowed(client, people, f"/werkplek/hier/gegevens/{path}") == readers
    for path in ["tekst/", "afspraken/"]:
        assert allowed(client, people, f"/werkplek/hier/gegevens/{path}") == writers


def test_the_short_address_leads_to_ones_own_hub(client, people):
    client.force_login(people["ambassador"])

    assert client.get("/werkplek/gegevens/")["Location"] == "/werkplek/hier/gegevens/"
    assert allowed(client, people, "/werkplek/gegevens/") == {"ambassador", "elsewhere", "board"}


def fields(response):
    form = response.context["form"]
    return {
        field.html_name: "" if field.value() is None else field.value() for field in form if field.value() is not False
    }


def test_an_ambassador_edits_the_public_text(client, people):
    client.force_login(people["ambassador"])
    url = "/werkplek/hier/gegevens/tekst/"
    given = {**fields(client.get(url)), "motto": "Samen  leren", "role_mailbox": "hier@voorbeeld.example"}

    assert client.post(url, given)["Location"] == "/werkplek/hier/gegevens/"
    hub = Hub.objects.get(slug="hier")
    assert (hub.motto, hub.role_mailbox, hub.version) == ("Samen leren", "hier@voorbeeld.example", 2)
    assert hub.history.first().history_user == people["ambassador"]


def test_bad_input_keeps_the_text_and_says_what_is_wrong(client, people):
    client.force_login(people["ambassador"])

    response = client.post(
        "/werkplek/hier/gegevens/tekst/", {"version": 1, "motto": "blijft staan", "role_mailbox": "geen adres"}
    )

    assert response.status_code == 422
    assert "blijft staan" in response.content.decode()
    assert Hub.objects.get(slug="hier").motto == ""


def test_a_conflict_shows_both_texts_and_ones_own_can_be_kept(client, people):
    client.force_login(people["ambassador"])
    url = "/werkplek/hier/gegevens/tekst/"
    mine = {**fields(client.get(url)), "motto": "mijn zin"}
    client.post(url, {**mine, "motto": "jouw zin"})

    page = client.post(url, mine)

    assert page.status_code == 409
    assert "mijn zin" in page.content.decode()
    assert "jouw zin" in page.content.decode()
    again = {**dict(page.context["hidden"].items()), "version": page.context["version"]}
    assert client.post(url, again).status_code == 302
    assert Hub.objects.get(slug="hier").motto == "mijn zin"


def test_agreements_with_a_document(client, people, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    client.force_login(people["ambassador"])
    url = "/werkplek/hier/gegevens/afspraken/"
    given = {
        "version": 1,
        "commissioner": "Consortium",
        "agreed_hours": "8,5",
        "hours_period": "week",
        "mandate_upload": SimpleUploadedFile("mandaat.pdf", PDF),
    }

    assert client.post(url, given).status_code == 302
    hub = Hub.objects.get(slug="hier")
    assert (hub.commissioner, str(hub.agreed_hours), hub.mandate_file.name) == ("Consortium", "8.5", "mandaat.pdf")
    assert b"".join(client.get("/werkplek/hier/gegevens/mandaat/").streaming_content) == PDF
    readers = {name for name, user in people.items() if may_read(user, hub.mandate_file)}
    assert readers == {"administrator", "coordinator", "ambassador", "board", "programme"}
    assert client.post(url, {"version": 2, "commissioner": "Consortium", "remove_document": "on"}).status_code == 302
    assert Hub.objects.get(slug="hier").mandate_file is None


@pytest.mark.parametrize("content", [b"gewone tekst", b"", b"PK\x03\x04kapot", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_another_kind_of_document_is_refused_with_a_sentence(client, people, settings, tmp_path, content):
    settings.FILES_ROOT = tmp_path
    client.force_login(people["ambassador"])
    given = {"version": 1, "commissioner": "blijft", "mandate_upload": SimpleUploadedFile("mandaat.pdf", content)}

    response = client.post("/werkplek/hier/gegevens/afspraken/", given)

    assert response.status_code == 422
    assert response.context["form"].errors["mandate_upload"]
    assert Hub.objects.get(slug="hier").commissioner == ""


def test_hours_need_a_period(client, people):
    client.force_login(people["ambassador"])

    response = client.post("/werkplek/hier/gegevens/afspraken/", {"version": 1, "agreed_hours": "8"})

    assert response.context["form"].errors["hours_period"] == ["Kies voor welke periode deze uren zijn."]


def hub_data(**extra):
    return {
        "version": 0, "name": "Onderwijsknooppunt Oost", "short_name": "Oost", "kind": "regional", "order": 3,
        "networks": "Haaglanden (Den Haag)\nZonder plek", "area_gelderland": "on", "part_gelderland": "oost", **extra,
    }  # fmt: skip


def test_the_coordinator_adds_renames_closes_and_opens_a_hub(client, people):
    client.force_login(people["coordinator"])
    client.post("/werkplek/beheer/knooppunten/nieuw/", hub_data())
    hub = Hub.objects.get(slug="oost")
    assert [(area.province, area.part) for area in hub.areas.all()] == [("gelderland", "oost")]
    assert [(one.name, one.near) for one in hub.networks.all()] == [("Haaglanden", "Den Haag"), ("Zonder plek", "")]

    client.post("/werkplek/beheer/knooppunten/oost/", hub_data(version=1, slug="verder-oost"))
    assert client.get("/knooppunten/oost/")["Location"] == "/knooppunten/verder-oost/"

    client.post("/werkplek/beheer/knooppunten/verder-oost/sluiten/", {"version": 2})
    assert Hub.objects.get(slug="verder-oost").closed_on
    client.post("/werkplek/beheer/knooppunten/verder-oost/openen/", {"version": 3})
    assert not Hub.objects.get(slug="verder-oost").closed_on


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"networks": "Ergens (Nergenshuizen)"}, "networks"),
        ({"area_gelderland": ""}, "area_gelderland"),
        ({"slug": "beheer"}, "slug"),
        ({"slug": "hier"}, "slug"),
        ({"slug": "Met Spaties"}, "slug"),
        ({"order": "-1"}, "order"),
        ({"name": "\x07"}, "name"),
        ({"kind": "anders"}, "kind"),
    ],
)
def test_a_wrong_hub_is_refused_at_its_field(client, people, wrong, field):
    client.force_login(people["coordinator"])

    response = client.post("/werkplek/beheer/knooppunten/nieuw/", hub_data(**wrong))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Hub.objects.filter(short_name="Oost").exists()


def test_closing_with_an_old_version_only_warns(client, people):
    client.force_login(people["coordinator"])

    for version in ["0", "", "abc", "99999999999999999999"]:
        client.post("/werkplek/beheer/knooppunten/hier/sluiten/", {"version": version})

    assert Hub.objects.get(slug="hier").closed_on is None


def test_merging_and_taking_it_back_in_the_browser(client, people):
    client.force_login(people["coordinator"])
    target = Hub.objects.get(slug="daar")
    url = "/werkplek/beheer/knooppunten/hier/samenvoegen/"

    assert client.post(url, {"version": 1, "target": target.pk}).status_code == 422, "without reading what happens"
    assert client.post(url, {"version": 1, "target": target.pk, "sure": "on"}).status_code == 302
    assert Hub.objects.get(slug="hier").merged_into == target
    page = client.get("/werkplek/hier/gegevens/").content.decode()
    assert "Draai de samenvoeging terug" in page
    client.post("/werkplek/beheer/knooppunten/hier/terugdraaien/")
    assert Hub.objects.get(slug="hier").merged_into is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_coordinators_list_costs_the_same_for_one_hub_and_three(client, django_assert_num_queries, count):
    for _number in range(count):
        MandateFactory(hub=HubFactory())
    client.force_login(user_with(Role.COORDINATOR))
    client.get("/werkplek/beheer/knooppunten/")

    with django_assert_num_queries(7):
        client.get("/werkplek/beheer/knooppunten/")
