"""The public page of an entry, its calendar, files, JSON-LD; collections, kept lists and feeds."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.catalogue.actions.entries import hide_entry
from knooppunt.catalogue.models import (
    Alignment,
    Collection,
    CollectionItem,
    Entry,
    EntryRelation,
    KeptEntry,
    QualityLabel,
    QualityMark,
)
from knooppunt.catalogue.queries.pages import mark_of
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.core import files

pytestmark = pytest.mark.django_db


def _html(client: Client, path: str) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())


def _json_ld(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_page_of_a_training_shows_runs_points_and_facts(client: Client, terms: None) -> None:
    entry = an_entry(
        description="Eerste alinea.\n\n- een punt",
        outcomes=["Je herkent de tekenen."],
        concepts={"levels": ["mbo-3", "mbo-4"], "domains": ["stervensfase"]},
        runs=[
            a_run(20, place="Haarlem", starts_at="9.30", ends_at="16.30", price_incl="195", seats_left="4",
                  enrol_url="https://voorbeeld.example/aanmelden", windows=[{"group": "Leden"}]),
            a_run(-20, place="Voorbij"),
        ],
        accreditations=[{"register": "kr-vv", "points": "6,5", "category": "Vakinhoudelijk"},
                        {"register": "napa", "is_pending": True}],
    )  # fmt: skip

    html = _html(client, entry.get_absolute_url())

    assert f"<h1>{entry.title}</h1>" in html
    for text in (
        "Haarlem",
        "9.30 – 16.30",
        "€ 195",
        "Nog 4 plaatsen",
        "Leden: altijd",
        "6,5",
        "In aanvraag",
        "mbo 3 en mbo 4",
    ):
        assert text in html, text
    assert f'href="/aanbod/{entry.pk}/naar/{mark_of("https://voorbeeld.example/aanmelden")}/"' in html
    assert html.index("Eerdere data") < html.index("Voorbij")
    assert "<ul><li>een punt</li></ul>" in html


def test_scripts_in_every_field_stay_text(client: Client) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=y>"
    fields = (
        "summary description contact study_load group_size prior_knowledge programme_text assessment certificate terms"
    )
    more = {name: evil for name in fields.split() if name != "contact"}
    entry = an_entry(title=evil, outcomes=[evil], guideline=evil, price_note=evil,
                     runs=[a_run(place=evil, schedule=evil, price_note=evil, address=evil, windows=[{"group": evil}])],
                     accreditations=[{"register": "kr-vv", "points": 1, "category": evil}] if False else [], **more)  # fmt: skip

    html = client.get(entry.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert _json_ld(html)["name"] == evil


@pytest.mark.parametrize("state", ["concept", "ingediend", "teruggegeven", "verborgen", "gearchiveerd"])
def test_what_is_not_published_is_found_by_nobody(client: Client, state: str) -> None:
    entry = an_entry(state, runs=[a_run()])

    for path in (entry.get_absolute_url(), f"/aanbod/{entry.pk}/", f"/aanbod/{entry.pk}/agenda.ics"):
        assert client.get(path).status_code == 404
    assert str(entry.uuid) not in client.get("/feeds/aanbod.atom").content.decode()
    assert b"BEGIN:VEVENT" not in client.get("/feeds/aanbod.ics").content


def test_an_old_title_in_the_address_leads_to_the_page(client: Client) -> None:
    entry = an_entry()

    response = client.get(f"/aanbod/{entry.pk}-oude-titel/")

    assert (response.status_code, response["Location"]) == (302, entry.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_number_of_queries_whatever_it_holds(
    client: Client, terms: None, rows: int, django_assert_num_queries: Any, an_item: Any
) -> None:
    entry = an_entry(
        runs=[a_run(number + 1, windows=[{"group": "a"}]) for number in range(rows)],
        accreditations=[{"register": code, "points": 1} for code in ("kr-vv", "gaia", "vsr")[:rows]],
        links=[{"url": f"https://voorbeeld.example/{number}"} for number in range(rows)],
        concepts={"levels": ["mbo-2", "mbo-3", "mbo-4"][:rows]},
        licence="cc-by",
    )
    for number in range(rows):
        other = an_entry(title=f"Ander {number}")
        EntryRelation.objects.create(entry=entry, other=other, type="related")
        label = QualityLabel.objects.create(code=f"k{number}", name=f"Keur {number}", labeller="Voorbeeld")
        QualityMark.objects.create(entry=entry, label=label, given_on="2026-01-01")
        Alignment.objects.create(entry=entry, item=an_item(), state="confirmed", confirmed_at="2026-01-01T00:00Z")
        made = Collection.objects.create(title=f"Lijst {number}", state="gepubliceerd")
        CollectionItem.objects.create(collection=made, entry=entry, order=1)

    with django_assert_num_queries(6):  # two of them for names of terms and hubs, kept half a minute otherwise
        html = _html(client, entry.get_absolute_url())

    for number in range(rows):
        assert f"Ander {number}" in html
        assert f"Keur {number}" in html
        assert f"Lijst {number}" in html


def test_a_suggested_alignment_never_shows_among_the_confirmed(client: Client, an_item: Any) -> None:
    entry, shown, hidden = an_entry(), an_item(full_statement="Wel te zien"), an_item(full_statement="Niet te zien")
    Alignment.objects.create(entry=entry, item=shown, state="confirmed", confirmed_at="2026-01-01T00:00Z")
    Alignment.objects.create(entry=entry, item=hidden, reason="lijkt erop", score=90)

    html = _html(client, entry.get_absolute_url())

    assert "Wel te zien" in html
    assert "Niet te zien" not in html


def test_related_entries_show_from_both_sides_and_only_when_public(client: Client) -> None:
    part, whole, draft = an_entry(title="Deel"), an_entry(title="Geheel"), an_entry("concept", title="Geheim")
    EntryRelation.objects.create(entry=part, other=whole, type="part_of")
    EntryRelation.objects.create(entry=part, other=draft, type="replaces")

    assert "Is onderdeel van" in _html(client, part.get_absolute_url())
    assert "Heeft als onderdeel" in _html(client, whole.get_absolute_url())
    assert "Geheim" not in _html(client, part.get_absolute_url())


def test_json_ld_of_a_course_has_instances_and_offers(client: Client, terms: None) -> None:
    run = a_run(place="Almere", starts_at="9", ends_at="12", price_incl="12,50", state="full")
    entry = an_entry(runs=[run, a_run(40, is_online=True)], licence="cc-by-sa", concepts={"levels": ["hbo"]})

    data = _json_ld(client.get(entry.get_absolute_url()).content.decode())

    first, second = data["hasCourseInstance"]
    assert (data["@type"], data["@id"]) == ("Course", f"urn:uuid:{entry.uuid}")
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert first["startDate"].startswith(f"{run['starts_on']}T09:00+0")
    assert first["offers"]["price"] == "12.50"
    assert first["offers"]["availability"].endswith("SoldOut")
    assert first["location"][0]["name"] == "Almere"
    assert (second["courseMode"], second["location"][0]["@type"]) == (["online"], "VirtualLocation")


@pytest.mark.parametrize(
    ("kind", "expected", "more"),
    [
        ("material", "LearningResource", {"duration_minutes": 45}),
        ("research", "ResearchProject", {"question": "Wat werkt?"}),
        ("person", "Person", {"person_name": "V. Voorbeeld", "consent_on": "2026-01-01", "consent_note": "per mail"}),
        ("tool", "LearningResource", {}),
        ("example", "CreativeWork", {"results": "Het werkt."}),
        ("source", "WebSite", {"links": [{"url": "https://voorbeeld.example"}]}),
    ],
)
def test_every_kind_has_a_page_and_a_type(client: Client, kind: str, expected: str, more: dict[str, Any]) -> None:
    entry = an_entry(kind=kind, **more)

    html = client.get(entry.get_absolute_url()).content.decode()

    assert _json_ld(html)["@type"] == expected
    assert f'content="http://127.0.0.1:8000/aanbod/{entry.pk}/delen.png?v=' in html


def test_a_calendar_holds_the_coming_runs_and_one_run_alone(client: Client) -> None:
    import icalendar

    runs = [a_run(-5), a_run(10, starts_at="9.30", ends_at="16.30", place="Zwolle"), a_run(20, state="cancelled")]
    entry = an_entry(runs=runs)
    key = str(entry.runs.get(place="Zwolle").key)

    all_of_it = icalendar.Calendar.from_ical(client.get(f"/aanbod/{entry.pk}/agenda.ics").content)
    one = icalendar.Calendar.from_ical(client.get(f"/aanbod/{entry.pk}/agenda/{key}.ics").content)

    assert [str(event["STATUS"]) for event in all_of_it.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    event = one.walk("VEVENT")[0]
    assert (str(event["UID"]), str(event["LOCATION"])) == (f"{key}@knooppunt", "Zwolle")
    assert client.get(f"/aanbod/{entry.pk}/agenda/{entry.uuid}.ics").status_code == 404


def test_files_and_pictures_of_a_published_entry_are_given_out_and_no_others(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    pdf = files.store(
        ContentFile(b"%PDF-1.4 x", name="les.pdf"), allowed_types={"application/pdf"}, max_bytes=99, by=None
    )
    other = files.store(
        ContentFile(b"%PDF-1.4 y", name="b.pdf"), allowed_types={"application/pdf"}, max_bytes=99, by=None
    )
    png = files.store(
        ContentFile(b"\x89PNG\r\n\x1a\nx", name="a.png"), allowed_types={"image/png"}, max_bytes=99, by=None
    )
    entry = an_entry(kind="material", files=[{"file": str(pdf.uuid), "label": "De les"}],
                     image=str(png.uuid), image_alt="Een klas")  # fmt: skip

    assert "De les" in _html(client, entry.get_absolute_url())
    assert b"".join(client.get(f"/aanbod/{entry.pk}/bestand/{pdf.uuid}/")) == b"%PDF-1.4 x"
    assert client.get(f"/aanbod/{entry.pk}/beeld/")["Content-Type"] == "image/png"
    assert client.get(f"/aanbod/{entry.pk}/bestand/{other.uuid}/").status_code == 404
    hide_entry(entry=entry, by=None)
    assert client.get(f"/aanbod/{entry.pk}/bestand/{pdf.uuid}/").status_code == 404
    assert client.get(f"/aanbod/{entry.pk}/beeld/").status_code == 404


def test_the_feed_names_what_is_new_and_can_be_of_one_hub(client: Client) -> None:
    from knooppunt.network.tests.factories import HubFactory

    hub = HubFactory()
    here, elsewhere = an_entry(title="Hier & nu", hub=hub.slug), an_entry(title="Elders")

    feed = ET.fromstring(client.get("/feeds/aanbod.atom").content)
    of_hub = ET.fromstring(client.get(f"/feeds/aanbod.atom?knooppunt={hub.slug}").content)

    space = "{http://www.w3.org/2005/Atom}"
    assert [one.text for one in feed.iterfind(f"{space}entry/{space}title")] == [elsewhere.title, here.title]
    assert [one.text for one in of_hub.iterfind(f"{space}entry/{space}id")] == [f"urn:uuid:{here.uuid}"]
    assert client.get("/feeds/aanbod.atom?knooppunt=nergens").status_code == 404


def _collection(*entries: Entry, **more: Any) -> Collection:
    made = Collection.objects.create(**({"title": "Toolbox", "state": "gepubliceerd"} | more))
    for order, entry in enumerate(entries):
        CollectionItem.objects.create(
            collection=made, entry=entry, order=order, heading=f"Kop {order}", text=f"Tekst {order}"
        )
    return made


@pytest.mark.parametrize("rows", [1, 3])
def test_a_collection_shows_its_parts_in_order_whatever_their_number(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    entries = [an_entry(title=f"Deel {number}") for number in range(rows)]
    collection = _collection(*reversed(entries))

    with django_assert_num_queries(5):
        html = _html(client, collection.get_absolute_url())

    places = [html.index(f">Deel {number}<") for number in reversed(range(rows))]
    assert places == sorted(places)


def test_a_collection_leaves_out_what_is_no_longer_public_and_drafts_are_nobodys(client: Client) -> None:
    gone = an_entry(title="Weg")
    shown = _collection(an_entry(title="Blijft"), gone)
    draft = _collection(title="Ontwerp", state="concept")
    hide_entry(entry=gone, by=None)

    html = _html(client, shown.get_absolute_url())

    assert "Blijft" in html
    assert ">Weg<" not in html
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Ontwerp" not in _html(client, "/verzamelingen/")
    assert "Toolbox" in _html(client, "/verzamelingen/")


def test_a_kept_list_lives_in_the_address(client: Client) -> None:
    first, second, hidden = an_entry(title="Een"), an_entry(title="Twee"), an_entry("verborgen", title="Nee")

    html = _html(client, f"/bewaard/?e={second.pk},{first.pk},{hidden.pk},x,-1,99999999999999999999")

    assert html.index(">Twee<") < html.index(">Een<")
    assert ">Nee<" not in html
    assert f'name="weg" value="{first.pk}"' in html
    assert "niet meer" in html
    assert not client.cookies


def test_something_can_be_added_to_a_kept_list_without_script(client: Client) -> None:
    have, wanted = an_entry(title="Heb ik"), an_entry(title="Wil ik over rouw")
    an_entry("concept", title="Concept over rouw")

    html = _html(client, f"/bewaard/?e={have.pk}&zoek=ROUW")

    assert f'name="erbij" value="{wanted.pk}"' in html
    assert "Concept over rouw" not in html


def test_something_is_added_and_taken_off_without_script(client: Client) -> None:
    assert client.get("/bewaard/?e=3,4&weg=3")["Location"] == "/bewaard/?e=4#lijst"
    assert client.get("/bewaard/?e=3,4&erbij=9")["Location"] == "/bewaard/?e=3,4,9#lijst"
    assert client.get("/bewaard/?e=3,4&erbij=4")["Location"] == "/bewaard/?e=3,4#lijst"
    assert client.get("/bewaard/?e=3&weg=3")["Location"] == "/bewaard/#lijst"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_kept_list_costs_the_same_and_grows_by_a_card_a_line(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    numbers = ",".join(str(an_entry(title=f"Nummer {number}").pk) for number in range(rows))
    numbers += "," + ",".join(str(10**8 + number) for number in range(290))  # a long list, of which most is gone

    with django_assert_num_queries(4):
        html = client.get(f"/bewaard/?e={numbers}").content.decode()

    assert html.count("<article") == rows
    assert len(html) < 60_000


def test_a_full_list_says_so_and_keeps_the_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("actions.kept", "queries.collections", "views.kept"):
        monkeypatch.setattr(f"knooppunt.catalogue.{module}.MOST_KEPT", 2)
    entries, user = [an_entry(title=f"Nummer {number}") for number in range(3)], UserFactory()
    client.force_login(user)

    client.post("/mijn/bewaard/", {"keep": ",".join(str(entry.pk) for entry in entries)})

    assert [kept.entry_id for kept in KeptEntry.objects.filter(user=user).order_by("pk")] == [
        entry.pk for entry in entries[:2]
    ]
    assert "Je lijst is vol" in _html(client, "/mijn/bewaard/")


def test_with_an_account_the_list_is_kept_on_the_server(client: Client) -> None:
    user, entry, draft = UserFactory(), an_entry(title="Voor later"), an_entry("concept")
    client.force_login(user)

    assert "Voor later" in _html(client, f"/mijn/bewaard/?e={entry.pk}")
    assert not KeptEntry.objects.exists()
    client.post("/mijn/bewaard/", {"keep": f"{entry.pk},{draft.pk}"})
    assert [kept.entry for kept in KeptEntry.objects.filter(user=user)] == [entry]
    assert "Voor later" in _html(client, "/mijn/bewaard/")
    client.post("/mijn/bewaard/", {"drop": entry.pk})
    assert not KeptEntry.objects.exists()


def test_one_list_per_person(client: Client) -> None:
    entry = an_entry()
    KeptEntry.objects.create(user=UserFactory(), entry=entry)
    client.force_login(UserFactory())

    client.post("/mijn/bewaard/", {"drop": entry.pk})

    assert KeptEntry.objects.count() == 1
    assert entry.title not in _html(client, "/mijn/bewaard/")


def test_a_provider_is_named_on_the_page(client: Client) -> None:
    entry = an_entry(provider=ProviderFactory(name="Academie De Linde (voorbeeld)"))

    assert "Academie De Linde (voorbeeld)" in _html(client, entry.get_absolute_url())


def test_the_sitemap_holds_what_is_published_and_nothing_else(client: Client, django_assert_num_queries: Any) -> None:
    shown, hidden = an_entry(), an_entry("concept")
    collection, draft = _collection(), _collection(title="Ontwerp", state="concept")

    with django_assert_num_queries(1):
        entries = client.get("/sitemap-entries-1.xml").content.decode()
    collections = client.get("/sitemap-collections-1.xml").content.decode()

    assert shown.get_absolute_url() in entries
    assert hidden.get_absolute_url() not in entries
    assert collection.get_absolute_url() in collections
    assert draft.get_absolute_url() not in collections
    assert "sitemap-entries-1.xml" in client.get("/sitemap.xml").content.decode()


def test_a_hub_page_shows_the_regional_offer(client: Client, django_assert_num_queries: Any) -> None:
    from knooppunt.catalogue.queries.blocks import hub_section
    from knooppunt.network.tests.factories import HubFactory

    hub, other = HubFactory(), HubFactory()
    an_entry(title="Van elders", hub=other.slug, runs=[a_run(5)])
    late = an_entry(title="Later", hub=hub.slug, runs=[a_run(50)])
    soon = an_entry(title="Binnenkort", hub=hub.slug, runs=[a_run(5)])
    material = an_entry(title="Materiaal", hub=hub.slug, kind="material")

    with django_assert_num_queries(6):
        section = hub_section(hub)

    assert section is not None
    assert [card.pk for card in section["cards"]] == [soon.pk, late.pk, material.pk]
    assert hub_section(HubFactory()) is None
    assert "Binnenkort" in _html(client, f"/knooppunten/{hub.slug}/")


def test_the_home_page_has_an_entrance_per_audience_that_has_something(client: Client, terms: None) -> None:
    an_entry(concepts={"audiences": ["docent", "student"]})
    an_entry("concept", concepts={"audiences": ["vrijwilliger"]})

    html = _html(client, "/")

    assert "?voor=docent" in html
    assert "?voor=student" in html
    assert "?voor=vrijwilliger" not in html
