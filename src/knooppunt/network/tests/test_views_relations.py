"""The pages of relations, lists, imports, merges, pictures, research and factsheets: who gets in, and what they do."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from knooppunt.network.models import (
    Contact,
    FactsheetText,
    HubContact,
    HubNetwork,
    Organisation,
    ResearchApplication,
    Role,
    Segment,
    Stage,
    StakeholderRelation,
    Tag,
    Tie,
)

from .factories import HubFactory
from .factories_people import user_with
from .factories_register import FunctionFactory, HubContactFactory, OrganisationFactory, RelationFactory

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
def ambassador(hub, client):
    user = user_with(Role.AMBASSADOR, hub=hub)
    client.force_login(user)
    return user


@pytest.fixture
def relation(hub):
    return RelationFactory(hub=hub, organisation__name="ROC Duin", organisation__sort_name="roc duin")


def relation_data(**more):
    today = timezone.localdate().isoformat()
    return {"version": 1, "stage": "partner", "since": today, "cadence_months": "3", "tags": "keuzedeel", **more}


def test_a_relation_from_form_to_page(client, ambassador, relation):
    url = f"{NET}/organisaties/{relation.organisation_id}/relatie/hier/"
    assert client.get(url).status_code == 200

    answer = client.post(url, relation_data(needs="Lesmateriaal", owner=ambassador.pk))

    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Lesmateriaal" in page
    assert "keuzedeel" in page
    relation.refresh_from_db()
    assert (relation.stage, relation.owner, relation.version) == ("partner", ambassador, 2)
    assert client.post(url, relation_data(version=1, needs="Anders")).status_code == 409
    assert client.post(url, relation_data(version=2, stage="zomaar")).status_code == 422


def test_another_hub_neither_sees_nor_changes_a_relation(client, relation, hub):
    relation.needs, relation.stage = "GEHEIM-NODIG", Stage.PARTNER
    relation.save()
    Tag.objects.create(hub=hub, name="GEHEIM-LABEL", folded="g").organisations.add(relation.organisation)
    known = HubContactFactory(hub=hub, contact__name="GEHEIM-NAAM")
    FunctionFactory(contact=known.contact, organisation=relation.organisation)
    Segment.objects.create(hub=hub, name="GEHEIM-FILTER", subject="organisations")
    ResearchApplication.objects.create(hub=hub, title="GEHEIM-ONDERZOEK")
    Tie.objects.create(
        kind="adviseert", first_contact=known.contact, second_organisation=relation.organisation, hub=hub
    )
    pk = relation.organisation_id
    pages = [
        f"{NET}/?kolom=fase&kolom=tags&kolom=mensen&kolom=stap&fase=partner",
        f"{NET}/?bij=hier&fase=partner",
        f"{NET}/organisaties/{pk}/",
        f"{NET}/contacten/",
        f"{NET}/contacten.vcf",
        f"{NET}/contacten.csv",
        f"{NET}/uit-beeld/",
        f"{NET}/witte-vlekken/",
        f"{NET}/beeld/",
        f"{NET}/beeld/kumu.xlsx",
        f"{NET}/regio/",
        f"{NET}/onderzoek/",
        f"{NET}/dubbel/contacten/",
    ]
    for role in (Role.AMBASSADOR, Role.BOARD, Role.COORDINATOR, Role.PROGRAMME, Role.MEMBER):
        client.force_login(user_with(role))
        for page in pages:
            answer = client.get(page)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"GEHEIM" not in body, (role, page)
        for url in (f"relatie/{hub.slug}/", "relatie/hier/"):
            assert client.get(f"{NET}/organisaties/{pk}/{url}").status_code in {403, 404}
        assert client.post(f"{NET}/contacten/{known.contact_id}/hier/doe/", {"doe": "gesproken"}).status_code in {
            403,
            404,
        }
    assert not known.contact.touches.exists()


@pytest.mark.parametrize(
    ("what", "field", "filled"),
    [("gesproken", "last_touch_on", True), ("later-3", "snoozed_until", True), ("klopt", "verified_on", True)],
)
def test_one_press_on_the_page(client, ambassador, relation, what, field, filled):
    url = f"{NET}/organisaties/{relation.organisation_id}/hier/doe/"

    assert client.post(url, {"doe": what, "terug": "https://elders.example/"}).url.startswith(NET)

    relation.refresh_from_db()
    assert bool(getattr(relation, field)) is filled
    assert client.post(url, {"doe": "onzin"}).status_code == 302


def test_the_same_for_a_contact(client, ambassador, hub):
    known = HubContactFactory(hub=hub)
    url = f"{NET}/contacten/{known.contact_id}/hier/doe/"
    client.post(url, {"doe": "gesproken"})
    client.post(url, {"doe": "klopt"})
    client.post(url, {"doe": "later-1"})
    form = f"{NET}/contacten/{known.contact_id}/bekend/hier/"
    seen = client.get(form).context["form"]["version"].value()
    assert client.post(form, {"version": seen, "cadence_months": "1", "tags": "a, b"}).url

    known.refresh_from_db()
    assert known.last_touch_on == known.verified_on == timezone.localdate()
    assert known.cadence_months == 1
    page = client.get(f"{NET}/contacten/{known.contact_id}/").content.decode()
    assert "a, b" in page
    client.post(url, {"doe": "niet-gesproken"})
    client.post(url, {"doe": "niet-later"})
    known.refresh_from_db()
    assert (known.last_touch_on, known.snoozed_until) == (None, None)


def test_two_of_one_hub_at_the_cadence_and_tags_of_a_contact_lose_nothing(client, ambassador, hub):
    known = HubContactFactory(hub=hub)
    form = f"{NET}/contacten/{known.contact_id}/bekend/hier/"
    page = client.get(form)
    seen = page.context["form"]["version"].value()
    assert f'name="version" value="{seen}"' in page.content.decode()
    client.post(form, {"version": seen, "cadence_months": "3", "tags": "klankbord"})

    second = client.post(form, {"version": seen, "cadence_months": "", "tags": "nieuwsbrief"})

    assert (second.status_code, [row.theirs for row in second.context["rows"]]) == (
        409,
        ["elke drie maanden", "klankbord"],
    )
    known.refresh_from_db()
    assert known.cadence_months == 3
    client.post(form, {"version": second.context["version"], "cadence_months": "", "tags": "nieuwsbrief"})
    known.refresh_from_db()
    assert (known.cadence_months, [tag.name for tag in known.contact.tags.all()]) == (None, ["nieuwsbrief"])


def test_a_relation_with_a_tag_that_cannot_be_is_not_half_saved(client, ambassador, relation):
    form = f"{NET}/organisaties/{relation.organisation_id}/relatie/hier/"
    shown = client.get(form).context["form"]
    given = {name: shown[name].value() or "" for name in shown.fields}
    Tag.objects.bulk_create([Tag(hub=relation.hub, name=f"t{n}", folded=f"t{n}") for n in range(200)])

    page = client.post(form, {**given, "since": "2026-01-01", "next_step": "Bellen", "tags": "nog een"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["tags"])
    relation.refresh_from_db()
    assert relation.next_step == ""


def test_a_tie_by_name_and_its_end(client, ambassador, relation, hub):
    OrganisationFactory(name="Netwerk Kust", sort_name="netwerk kust")
    url = f"{NET}/organisaties/{relation.organisation_id}/banden/nieuw/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"kind": "lid-van", "other": "Bestaat niet"}).status_code == 422

    assert client.post(url, {"kind": "lid-van", "other": "netwerk KUST"}).status_code == 302

    tie = Tie.objects.get()
    assert (tie.first, tie.hub) == (relation.organisation, None)
    assert "Netwerk Kust" in client.get(f"{NET}/organisaties/{relation.organisation_id}/").content.decode()
    client.post(f"{NET}/banden/{tie.pk}/einde/", {"on": timezone.localdate().isoformat()})
    tie.refresh_from_db()
    assert tie.until_date == timezone.localdate()
    client.post(f"{NET}/banden/{tie.pk}/einde/", {"weg": "1"})
    assert not Tie.objects.exists()
    HubContactFactory(hub=hub, contact__name="Anna Voorbeeld", contact__sort_name="anna voorbeeld")
    client.post(url, {"kind": "adviseert", "other": "Anna Voorbeeld", "turned": "on"})
    assert Tie.objects.get().hub == hub


def test_one_change_to_ticked_rows_and_undo_through_the_page(client, ambassador, relation):
    other = OrganisationFactory()
    data = {"kies": [relation.organisation_id], "stage": "partner", "tag": "samen", "filters": "ons=1"}

    answer = client.post(f"{NET}/organisaties/samen/", data)

    assert answer.url.startswith(f"{NET}/?")
    assert "1 rij gewijzigd" in client.get(answer.url).content.decode()
    assert Tag.objects.get().organisations.get() == relation.organisation
    client.post(f"{NET}/organisaties/samen/terug/", {"filters": ""})
    relation.refresh_from_db()
    assert (relation.stage, Tag.objects.get().organisations.count()) == ("unknown", 0)
    client.post(f"{NET}/organisaties/samen/", {"alle": "1", "ours": "on", "filters": "q="})
    assert set(StakeholderRelation.objects.values_list("organisation", flat=True)) == {
        relation.organisation_id,
        other.pk,
    }
    for wrong in ({"stage": "partner"}, {"kies": ["x", "99999999"]}, {"kies": [other.pk], "stage": "onzin"}):
        assert client.post(f"{NET}/organisaties/samen/", wrong).status_code == 302
    answer = client.post(f"{NET}/organisaties/samen/", {"kies": [other.pk, relation.organisation_id], "weg": "1"})
    assert "2 gegevens zitten 30 dagen in de prullenbak" in client.get(answer.url).content.decode()
    assert not Organisation.objects.exists()
    client.post(f"{NET}/organisaties/samen/terug/", {"filters": ""})
    assert Organisation.objects.count() == 2


def test_a_filter_is_kept_for_the_hub_and_dropped(client, ambassador, hub, relation):
    answer = client.post(f"{NET}/organisaties/filter/", {"naam": "Partners", "filters": "fase=partner"})
    assert answer.status_code == 302
    segment = Segment.objects.get()
    assert (segment.hub, segment.query) == (hub, "fase=partner")
    assert "Partners" in client.get(f"{NET}/").content.decode()

    client.force_login(user_with(Role.AMBASSADOR))
    assert client.post(f"{NET}/filter/{segment.pk}/weg/").status_code == 404
    client.force_login(ambassador)
    assert client.post(f"{NET}/filter/{segment.pk}/weg/").status_code == 302
    assert not Segment.objects.exists()


def test_columns_are_chosen_in_the_address(client, ambassador, relation):
    relation.next_step = "Bellen in januari"
    relation.save()

    assert "Bellen in januari" not in client.get(f"{NET}/").content.decode()
    assert "Bellen in januari" in client.get(f"{NET}/?kolom=stap&kolom=onzin").content.decode()


def test_a_messy_list_from_upload_to_saving(client, ambassador, hub):
    known = HubContactFactory(hub=hub, contact__name="Anna Voorbeeld", contact__email="oud@voorbeeld.example").contact
    text = (
        "Lijst\nNaam;E-mail\nA. Voorbeeld;nieuw@voorbeeld.example\nBram Voorbeeld;krom\nCarla Voorbeeld;c@x.example\n"
    )
    upload = SimpleUploadedFile("lijst.csv", text.encode())
    url = f"{NET}/contacten/invoeren/"
    assert client.get(url).status_code == 200

    answer = client.post(url, {"file": upload})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rij 4" in page
    assert f'name="person-3" value="{known.pk}"' in page
    uuid = answer.context["stored"].uuid
    columns = {"kolommen": "1", "kolom-name": "0", "kolom-email": "1", "file": uuid, "person-3": str(known.pk)}
    assert client.post(f"{url}bewaren/", {**columns, "bewaren": "1"}).status_code == 422
    assert Contact.objects.count() == 1
    assert client.post(f"{url}bewaren/", {**columns, "bewaren": "1", "zonder": "1"}).url == f"{NET}/contacten/"
    assert set(Contact.objects.values_list("name", flat=True)) == {"Anna Voorbeeld", "Carla Voorbeeld"}
    assert client.post(f"{url}bewaren/", {"file": "onzin"}).url == url
    assert client.post(url, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4 niets")}).status_code == 422


def test_cards_of_ones_own_contacts(client, ambassador, hub):
    known = HubContactFactory(hub=hub, contact__name="Anna Voorbeeld")
    HubContactFactory(contact__name="Vreemde")

    answer = client.get(f"{NET}/contacten.vcf")

    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"].startswith("text/vcard")
    assert b"FN:Anna Voorbeeld" in content
    assert b"Vreemde" not in content
    assert str(known.contact.uuid).encode() in content


def test_what_goes_out_as_a_list_comes_in_again(client, ambassador, hub):
    known = HubContactFactory(hub=hub, contact__name="=Anna Voorbeeld", contact__phone="+31 6").contact
    FunctionFactory(contact=known, function="docent", levels=["mbo-4"])
    export = client.get(f"{NET}/contacten.xlsx").content

    answer = client.post(f"{NET}/contacten/invoeren/", {"file": SimpleUploadedFile("c.xlsx", export)})

    assert answer.context["counts"]["same"] == 1


def test_merging_through_the_pages(client, ambassador, hub):
    one = OrganisationFactory(name="Hospice Zee", sort_name="hospice zee")
    other = OrganisationFactory(name="Hospice Zee", sort_name="hospice zee", website="https://zee.example")
    assert "Hospice Zee" in client.get(f"{NET}/dubbel/organisaties/").content.decode()
    url = f"{NET}/dubbel/organisaties/{one.pk}/{other.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"gezien-een": 7, "gezien-twee": 1}).status_code == 409

    assert client.post(url, {"gezien-een": 1, "gezien-twee": 1, "veld-website": "twee"}).status_code == 302

    page = client.get(f"{NET}/dubbel/organisaties/").content.decode()
    assert Organisation.objects.get().website == "https://zee.example"
    assert "/terug/" in page
    assert client.get(url).status_code == 404
    people = [HubContactFactory(hub=hub).contact for _ in range(2)]
    url = f"{NET}/dubbel/contacten/{people[0].pk}/{people[1].pk}/"
    assert client.post(url, {"doe": "anders"}).status_code == 302
    client.force_login(user_with(Role.AMBASSADOR))
    assert client.get(url).status_code == 404


def test_research_from_form_to_bin_and_back(client, ambassador, hub):
    OrganisationFactory(name="ROC Duin", sort_name="roc duin")
    data = {"version": 0, "title": "Onderzoek Voorbeeld", "state": "idea", "visibility": "hub", "partners": "ROC Duin"}
    assert client.post(f"{NET}/onderzoek/nieuw/", {**data, "lead": "Onbekend"}).status_code == 422

    url = client.post(f"{NET}/onderzoek/nieuw/", data).url

    assert "ROC Duin" in client.get(url).content.decode()
    assert "Onderzoek Voorbeeld" in client.get(f"{NET}/onderzoek/?stand=idea").content.decode()
    change = {**data, "version": 1, "state": "granted", "visibility": "network"}
    assert client.post(f"{url}wijzigen/", change).status_code == 302
    assert client.post(f"{url}wijzigen/", {**change, "title": "Anders"}).status_code == 409
    other = user_with(Role.AMBASSADOR)
    client.force_login(other)
    assert client.get(url).status_code == 200  # shared with all hubs now
    assert client.post(f"{url}weg/").status_code == 403
    client.force_login(ambassador)
    assert client.post(f"{url}weg/").status_code == 302
    assert client.get(url).status_code == 404
    assert "Onderzoek Voorbeeld" in client.get(f"{NET}/prullenbak/").content.decode()
    assert client.post(f"{url}terug/").url == url


@pytest.mark.parametrize("page", ["", "?jaar=2020&groep=praktijk&zoom=4", "?jaar=abc&zoom=9"])
def test_the_picture_page(client, ambassador, relation, page):
    answer = client.get(f"{NET}/beeld/{page}")

    assert answer.status_code == 200
    assert b"<script>" not in answer.content


@pytest.mark.parametrize("rows", [1, 3])
def test_the_picture_page_costs_the_same(client, ambassador, hub, rows, django_assert_num_queries):
    for _row in range(rows):
        RelationFactory(hub=hub, since=dt.date(2020, 1, 1))
    client.get(f"{NET}/beeld/")

    with django_assert_num_queries(11):  # four of them: how recent it was a year ago
        client.get(f"{NET}/beeld/")


def test_a_factsheet_in_national_words_until_the_hub_writes_its_own(client, ambassador, hub):
    HubNetwork.objects.create(hub=hub, name="Netwerk Kust")
    public = "/knooppunten/hier/wie-doet-wat/"
    assert "Netwerk Kust" in client.get(public).content.decode()
    client.force_login(user_with(Role.COORDINATOR))
    client.post("/werkplek/beheer/wie-doet-wat/", {"consortium": "Landelijke woorden.", "hub": "Overal hetzelfde."})
    client.force_login(ambassador)
    client.post("/werkplek/hier/wie-doet-wat/", {"hub": "Bij ons in de buurt."})

    page = client.get(public).content.decode()

    assert "Landelijke woorden." in page
    assert "Bij ons in de buurt." in page
    assert "Overal hetzelfde." not in page
    assert client.post("/werkplek/beheer/wie-doet-wat/", {}).status_code == 403
    assert client.post("/werkplek/hier/wie-doet-wat/", {"hub": "x" * 800}).status_code == 422
    assert client.post("/werkplek/hier/wie-doet-wat/", {"hub": "Te laat", "version-hub": 9}).status_code == 409
    client.force_login(user_with(Role.AMBASSADOR))
    assert client.post("/werkplek/hier/wie-doet-wat/", {}).status_code == 403


def test_two_people_at_one_factsheet_see_each_others_words_and_lose_none(client, ambassador, hub):
    client.force_login(ambassador)
    url = "/werkplek/hier/wie-doet-wat/"
    FactsheetText.objects.create(hub=hub, part="hub", text="Van een ander.")  # after both opened the page

    answer = client.post(url, {"hub": "Van mij.", "consortium": "Ook van mij."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Van een ander." in page
    assert "Van mij." in page
    assert "Ook van mij." in page
    assert list(FactsheetText.objects.values_list("text", flat=True)) == ["Van een ander."]
    again = {"hub": "Van mij.", "consortium": "Ook van mij.", "version-hub": FactsheetText.objects.get().version}
    assert f'name="version-hub" value="{again["version-hub"]}"' in page
    assert client.post(url, again).status_code == 302
    assert set(FactsheetText.objects.values_list("text", flat=True)) == {"Van mij.", "Ook van mij."}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_who_saves_the_national_words_comes_out_where_that_person_may_be(client, role):
    client.force_login(user_with(role))

    answer = client.post("/werkplek/beheer/wie-doet-wat/", {"hub": "Overal hetzelfde."}, follow=True)

    assert answer.status_code == 200


@pytest.mark.parametrize("words", ["", "Woorden " * 87])
def test_the_factsheet_is_one_page_however_long_its_words(client, hub, words):
    for part in FactsheetText.Part:
        FactsheetText.objects.create(hub=hub, part=part, text=words.strip())
    for number in range(25):
        HubNetwork.objects.create(hub=hub, name=f"Netwerk Palliatieve Zorg {number}")

    answer = client.get("/knooppunten/hier/wie-doet-wat.pdf")

    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert pages[0].extract_text().count("Zorg") >= 25  # each network by name
    assert client.get("/knooppunten/nergens/wie-doet-wat.pdf").status_code == 404


def test_no_consent_no_name_on_the_factsheet(client, hub, ambassador):
    assert ambassador.name not in client.get("/knooppunten/hier/wie-doet-wat/").content.decode()
    ambassador.mandates.update(public_consent_at=timezone.now())
    assert ambassador.name in client.get("/knooppunten/hier/wie-doet-wat/").content.decode()


def test_a_fading_contact_is_on_the_list_until_spoken_to(client, ambassador, hub):
    known = HubContactFactory(hub=hub, contact__name="Anna Voorbeeld", cadence_months=1)
    HubContact.objects.filter(pk=known.pk).update(due_on=timezone.localdate())
    assert "Anna Voorbeeld" in client.get(f"{NET}/uit-beeld/").content.decode()

    client.post(f"{NET}/contacten/{known.contact_id}/hier/doe/", {"doe": "gesproken", "terug": f"{NET}/uit-beeld/"})

    assert client.get(f"{NET}/uit-beeld/").context["fading"].contact_count == 0
