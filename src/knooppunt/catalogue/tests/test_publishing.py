"""Entries for machines: schema.org, calendars and feeds in the shape that their readers ask for; pictures and paper."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import struct
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.catalogue.actions.entries import hide_entry
from knooppunt.catalogue.actions.kept import keep_entries
from knooppunt.catalogue.models import Collection, CollectionItem, Entry
from knooppunt.catalogue.publishing import share
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_user
from knooppunt.catalogue.views import kept
from knooppunt.core.documents.pdf import PdfError
from knooppunt.core.tests.documents.reading import read_pdf
from knooppunt.network.tests.factories import HubFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
# schema.org: what a type must tell here, and what shape it has. A shape is a pattern, a type, or a dictionary of shapes.
DAY_OR_MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d\+0[12]:00)?"
URL = r"https?://\S+"
URN = r"urn:uuid:[0-9a-f-]{36}"
ORGANISATION = {"@type": "Organization", "name": ".+", "url": URL}
PLACE = {"@type": "Place", "name": ".+", "address": ".+"}
VIRTUAL = {"@type": "VirtualLocation", "url": URL}
OFFER = {"@type": "Offer", "price": r"\d+\.\d\d", "priceCurrency": "EUR", "availability": r"https://schema.org/\w+"}
RUN = {
    "@type": ["CourseInstance", "EducationEvent"],
    "@id": URN,
    "name": ".+",
    "courseMode": "online|onsite",
    "startDate": DAY_OR_MOMENT,
    "endDate": DAY_OR_MOMENT,
    "eventStatus": r"https://schema.org/Event\w+",
    "eventAttendanceMode": r"https://schema.org/\w+AttendanceMode",
    "organizer": ORGANISATION,
}
THING = {"@context": "https://schema.org", "@id": URN, "url": URL, "name": ".+", "description": ".+"}
WORK = {**THING, "inLanguage": "[a-z]{2}", "provider": ORGANISATION, "dateModified": DAY_OR_MOMENT}


def misshapen(value: Any, shape: Any, where: str = "") -> list[str]:
    """What of ``shape`` a value lacks or has in another form; nothing when it is right."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where}: no object"]
        return [text for name, one in shape.items() for text in misshapen(value.get(name), one, f"{where}.{name}")]
    if isinstance(shape, list):
        return [] if value == shape else [f"{where}: {value!r}"]
    if isinstance(value, list):
        return [text for one in value for text in misshapen(one, shape, where)] if value else [f"{where}: empty"]
    return [] if isinstance(value, str) and re.fullmatch(shape, value) else [f"{where}: {value!r}"]


def linked(client: Client, path: str) -> dict[str, Any]:
    html = client.get(path, follow=True).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def a_collection(*entries: Entry, **more: Any) -> Collection:
    made = Collection.objects.create(**({"title": "Toolbox K1006", "state": "gepubliceerd"} | more))
    CollectionItem.objects.create(collection=made, order=0, heading="Beginnen", text="Lees dit eerst.")
    for order, entry in enumerate(entries, 1):
        CollectionItem.objects.create(collection=made, entry=entry, order=order)
    return made


# ---- schema.org -----------------------------------------------------------------------------------------------------
def test_a_course_has_the_shape_that_search_engines_ask_for(client: Client, terms: None) -> None:
    entry = an_entry(
        cost="paid", study_hours="6", licence="cc-by", outcomes=["Je herkent pijn."], certificate="Een bewijs.",
        runs=[a_run(10, place="Almere", starts_at="9", ends_at="16.30", price_incl="195"),
              a_run(20, is_online=True), a_run(30, place="Zwolle", state="cancelled")],
    )  # fmt: skip

    data = linked(client, entry.get_absolute_url())

    assert misshapen(data, WORK | {"@type": "Course", "teaches": ".+", "educationalCredentialAwarded": ".+"}) == []
    assert data["offers"] == {"@type": "Offer", "category": "Paid", "price": "195.00", "priceCurrency": "EUR"}
    first, online, off = data["hasCourseInstance"]
    assert misshapen(first, RUN | {"courseWorkload": r"PT\d+M"}) == []
    assert [misshapen(one, PLACE) for one in first["location"]] == [[]]
    assert misshapen(first["offers"], OFFER) == []
    assert [misshapen(one, VIRTUAL) for one in online["location"]] == [[]]
    assert online["eventAttendanceMode"].endswith("OnlineEventAttendanceMode")
    assert [one["eventStatus"].rpartition("/")[2] for one in (first, off)] == ["EventScheduled", "EventCancelled"]


@pytest.mark.parametrize(
    ("prices", "offer"),
    [((), None), ((0,), ("Free", "0.00")), ((19500, 9500), ("Paid", "95.00"))],
)  # fmt: skip
def test_what_a_course_costs_follows_from_its_dates_when_nobody_said_it(
    client: Client, prices: tuple[int, ...], offer: tuple[str, str] | None
) -> None:
    runs = [a_run(10 + number, price_incl=price) for number, price in enumerate(prices)]
    entry = an_entry(runs=[*runs, a_run(40, price_incl=100, state="cancelled")])

    told = linked(client, entry.get_absolute_url()).get("offers")

    assert (told and (told["category"], told["price"])) == offer


def test_a_material_is_a_learning_resource(client: Client, terms: None) -> None:
    entry = an_entry(
        kind="material", cost="free", duration_minutes=45, licence="cc-by-sa", concepts={"levels": ["mbo-4"]}
    )

    data = linked(client, entry.get_absolute_url())

    shape = {"@type": "LearningResource", "educationalLevel": ".+", "license": URL, "timeRequired": r"PT\d+M"}
    assert misshapen(data, WORK | shape) == []
    assert data["isAccessibleForFree"] is True
    assert "offers" not in data


def test_a_collection_is_a_list_of_what_everybody_may_see(client: Client) -> None:
    shown, hidden = an_entry(title="Blijft"), an_entry("verborgen", title="Weg")
    collection = a_collection(shown, hidden)

    data = linked(client, collection.get_absolute_url())

    assert (data["@type"], data["numberOfItems"]) == ("ItemList", 1)
    assert [(one["position"], one["name"]) for one in data["itemListElement"]] == [(1, "Blijft")]


# ---- Calendars ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("month", "hour"), [(1, 8), (7, 7)])
def test_half_past_nine_in_amsterdam_is_told_in_utc_in_winter_and_summer(client: Client, month: int, hour: int) -> None:
    day = dt.date(timezone.localdate().year + 1, month, 14)
    entry = an_entry(runs=[{"starts_on": day.isoformat(), "starts_at": "9.30", "ends_at": "16.30"}])

    calendar = icalendar.Calendar.from_ical(client.get(f"/aanbod/{entry.pk}/agenda.ics").content)

    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].to_ical() == f"{day:%Y%m%d}T{hour:02}3000Z".encode()
    assert event["DTEND"].to_ical() == f"{day:%Y%m%d}T{hour + 7:02}3000Z".encode()
    assert (str(calendar["METHOD"]), str(calendar["X-WR-CALNAME"])) == ("PUBLISH", "Scholing – Knooppunt")


def test_several_days_are_whole_days_and_what_is_cancelled_says_so_with_the_same_number(client: Client) -> None:
    start = timezone.localdate() + dt.timedelta(days=10)
    run = {"starts_on": start.isoformat(), "ends_on": (start + dt.timedelta(days=2)).isoformat(), "starts_at": "9"}
    entry = an_entry(runs=[run, a_run(40, state="cancelled")])

    calendar = icalendar.Calendar.from_ical(client.get("/feeds/aanbod.ics").content)

    days, off = sorted(calendar.walk("VEVENT"), key=lambda event: str(event["STATUS"]), reverse=True)
    assert (days.decoded("DTSTART"), days.decoded("DTEND")) == (start, start + dt.timedelta(days=3))
    assert str(off["STATUS"]) == "CANCELLED"
    assert str(off["UID"]) == f"{entry.runs.get(state='cancelled').key}@knooppunt"
    assert all(event["DTSTAMP"] and int(event["SEQUENCE"]) == entry.version for event in (days, off))


def test_a_full_calendar_holds_the_first_dates_and_nothing_that_is_over(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knooppunt.catalogue.views.feeds.MOST_TRAININGS", 2)
    an_entry(title="Eerst", runs=[a_run(-3), a_run(3)])
    an_entry(title="Daarna", runs=[a_run(5), a_run(6)])
    an_entry(title="Later", runs=[a_run(90)])
    an_entry(title="Voorbij", runs=[a_run(-20)])

    calendar = icalendar.Calendar.from_ical(client.get("/feeds/aanbod.ics").content)

    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["Eerst", "Daarna", "Daarna"]
    assert client.get("/agenda.ics").content == client.get("/feeds/aanbod.ics").content


# ---- Feeds ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [0, 2])
def test_a_feed_is_valid_atom_also_when_empty(client: Client, rows: int) -> None:
    for number in range(rows):
        an_entry(title=f"Titel & <b>{number}\x0b</b>")

    answer = client.get("/feeds/aanbod.atom")

    feed = ET.fromstring(answer.content)  # well formed
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [len(feed.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert urlsplit(links["self"]).path == "/feeds/aanbod.atom"
    assert links["alternate"].startswith("http")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == rows
    for entry in entries:
        for name in ("id", "title", "updated", "author", "link", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo
        assert entry.findtext(f"{ATOM}author/{ATOM}name")


# ---- The sitemap ----------------------------------------------------------------------------------------------------
def test_providers_stand_in_the_sitemap_while_they_offer_something(
    client: Client, django_assert_num_queries: Any
) -> None:
    shown, gone, other = ProviderFactory(), ProviderFactory(), ProviderFactory()
    an_entry(provider=shown), an_entry(provider=shown, title="Nog een")
    hide_entry(entry=an_entry(provider=gone), by=None)
    an_entry("concept", provider=other)

    with django_assert_num_queries(1):
        places = re.findall("<loc>(.*?)</loc>", client.get("/sitemap-providers-1.xml").content.decode())

    assert [urlsplit(place).path for place in places] == [f"/aanbieders/{shown.pk}/"]
    assert "sitemap-providers-1.xml" in client.get("/sitemap.xml").content.decode()


def test_every_place_in_the_sitemap_of_the_catalogue_answers(client: Client) -> None:
    a_collection(an_entry())

    for section in ("entries", "collections", "providers"):
        (place,) = re.findall("<loc>(.*?)</loc>", client.get(f"/sitemap-{section}-1.xml").content.decode())
        assert client.get(urlsplit(place).path).status_code == 200


# ---- Pictures to share ----------------------------------------------------------------------------------------------
def _shared(client: Client, path: str) -> dict[str, str]:
    html = client.get(path, follow=True).content.decode()
    return dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', html))


def test_an_entry_has_a_picture_of_its_own_with_its_next_date(client: Client) -> None:
    entry = an_entry(runs=[a_run(30, place="Almere"), a_run(10, place="Zwolle", state="cancelled")])
    tags = _shared(client, entry.get_absolute_url())
    address = urlsplit(tags["og:image"])

    picture = client.get(f"{address.path}?{address.query}")

    assert picture["Content-Type"] == "image/png"
    assert struct.unpack(">LL", picture.content[16:24]) == (1200, 630)
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert "Almere" in tags["og:image:alt"]
    assert "Zwolle" not in tags["og:image:alt"]
    assert tags["og:url"].endswith(entry.get_absolute_url())


def test_the_address_of_a_picture_changes_when_the_picture_does(client: Client) -> None:
    entry = an_entry(title="Voor")
    before = _shared(client, entry.get_absolute_url())["og:image"]

    Entry.objects.filter(pk=entry.pk).update(summary="Iets anders")
    assert _shared(client, entry.get_absolute_url())["og:image"] == before
    Entry.objects.filter(pk=entry.pk).update(title="Na")
    assert _shared(client, entry.get_absolute_url())["og:image"] != before


def test_a_collection_has_a_picture_too(client: Client) -> None:
    collection = a_collection(an_entry(), title="Lange titel " * 14, code="K1006")

    tags = _shared(client, collection.get_absolute_url())

    assert client.get(urlsplit(tags["og:image"]).path)["Content-Type"] == "image/png"
    assert "1 onderdeel" in tags["og:image:alt"]


def test_while_pictures_cannot_be_made_the_plain_one_is_given(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_any: Any, **_more: Any) -> bytes:
        raise PdfError("busy")

    monkeypatch.setattr(share, "make_picture", refuse)
    entry = an_entry(title="Nooit eerder getekend")

    answer = client.get(f"/aanbod/{entry.pk}/delen.png")

    assert answer.status_code == 302
    assert "catalogue/share/training" in answer["Location"]


# ---- Paper ----------------------------------------------------------------------------------------------------------
def test_a_collection_comes_as_a_tagged_pdf(client: Client, terms: None) -> None:
    entry = an_entry(title="Zorg #read(“x”)", runs=[a_run(10, place="Almere")],
                     accreditations=[{"register": "kr-vv", "points": 4}])  # fmt: skip
    collection = a_collection(entry, an_entry("concept", title="Geheim"), intro="Voor *docenten*.", code="K1006")

    read = read_pdf(client.get(f"/verzamelingen/{collection.pk}/verzameling.pdf").content)

    assert (read.title, read.language, read.tagged) == ("Toolbox K1006", "nl-NL", True)
    assert read.outline == ["Toolbox K1006", "Beginnen", "Zorg #read(“x”)"]
    for text in ("Voor *docenten*.", "Lees dit eerst.", "Almere", "KR-VV 4", f"/aanbod/{entry.pk}/"):
        assert "".join(text.split()) in "".join(read.text.split()), text
    assert "Geheim" not in read.text


def test_a_collection_without_headings_or_entries_comes_as_well(client: Client) -> None:
    bare = Collection.objects.create(title="Leeg", state="gepubliceerd")
    plain = Collection.objects.create(title="Zonder kop", state="gepubliceerd")
    CollectionItem.objects.create(collection=plain, entry=an_entry(title="Los"), order=1)

    assert read_pdf(client.get(f"/verzamelingen/{bare.pk}/verzameling.pdf").content).outline == ["Leeg"]
    assert read_pdf(client.get(f"/verzamelingen/{plain.pk}/verzameling.pdf").content).outline == ["Zonder kop", "Los"]


def test_a_collection_comes_as_word_with_real_headings(client: Client) -> None:
    import docx

    collection = a_collection(an_entry(title="Eerste deel"))

    word = docx.Document(io.BytesIO(client.get(f"/verzamelingen/{collection.pk}/verzameling.docx").content))

    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs if paragraph.style}
    assert (styles["Toolbox K1006"], styles["Beginnen"], styles["Eerste deel"]) == ("Title", "Heading 1", "Heading 2")


def test_a_list_of_ones_own_comes_on_paper_as_it_stands_in_the_address(client: Client, terms: None) -> None:
    first, second = an_entry(title="Eerst", runs=[a_run(10, place="Almere")]), an_entry(title="Dan")
    hidden = an_entry("concept", title="Geheim")
    asked = f"?e={second.pk},{first.pk},{hidden.pk},999999"

    answer = client.get(f"/bewaard/lijst.pdf{asked}")
    read = read_pdf(answer.content)

    assert (read.title, read.language, read.tagged) == ("Mijn lijst", "nl-NL", True)
    assert read.outline == ["Mijn lijst", "Dan", "Eerst"]
    assert "Almere" in read.text
    assert f"/bewaard/?e={second.pk},{first.pk}" in "".join(read.text.split())
    assert 'filename="Mijn-lijst.pdf"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    page = client.get(f"/bewaard/{asked}").content.decode()
    assert f"/bewaard/lijst.pdf?e={second.pk},{first.pk}" in page
    assert client.get(f"/bewaard/lijst.docx{asked}").status_code == 200


def test_with_an_account_the_same_list_comes_on_paper(client: Client) -> None:
    entry, user = an_entry(title="Van mij"), a_user()
    keep_entries(user=user, entries=[entry.pk])
    client.force_login(user)

    assert f"/bewaard/lijst.pdf?e={entry.pk}" in client.get("/mijn/bewaard/").content.decode()


def test_paper_of_an_empty_list_of_another_kind_or_asked_too_often_is_no_paper(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = an_entry()
    monkeypatch.setattr(kept, "PAPERS", (1, 600))

    assert client.get("/bewaard/lijst.pdf?e=999,x")["Location"] == "/bewaard/"
    assert client.get(f"/bewaard/lijst.exe?e={entry.pk}").status_code == 404
    assert client.get(f"/bewaard/lijst.docx?e={entry.pk}").status_code == 200
    refused = client.get(f"/bewaard/lijst.docx?e={entry.pk}")
    assert (refused.status_code, bool(refused["Retry-After"])) == (429, True)


def test_who_gets_no_pdf_of_a_list_is_told_and_keeps_the_list(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_any: Any, **_more: Any) -> bytes:
        raise PdfError("busy")

    monkeypatch.setattr(kept, "paper_pdf", refuse)
    entry = an_entry(title="Blijft staan")

    page = client.get(f"/bewaard/lijst.pdf?e={entry.pk}", follow=True).content.decode()

    assert ("Blijft staan" in page, "lukte nu niet" in page) == (True, True)


def test_what_nobody_may_see_has_no_paper_and_no_picture(client: Client) -> None:
    draft = Collection.objects.create(title="Ontwerp")
    hidden = an_entry("verborgen")

    for path in (f"/verzamelingen/{draft.pk}/verzameling.pdf", f"/verzamelingen/{draft.pk}/verzameling.docx",
                 f"/verzamelingen/{draft.pk}/delen.png", f"/aanbod/{hidden.pk}/delen.png"):  # fmt: skip
        assert client.get(path).status_code == 404
    shown = a_collection(an_entry())
    assert client.get(f"/verzamelingen/{shown.pk}/verzameling.exe").status_code == 404


def test_the_page_of_feeds_leads_to_feeds_and_calendars_that_answer(client: Client) -> None:
    hub = HubFactory(short_name="Voorbeeldregio", slug="voorbeeldregio")
    an_entry(hub=hub.slug)

    page = client.get("/feeds/").content.decode()
    addresses = set(re.findall(r'href="(/feeds/[^"]+)"', page))

    assert addresses == {
        "/feeds/aanbod.atom",
        "/feeds/aanbod.ics",
        "/feeds/aanbod.atom?knooppunt=voorbeeldregio",
        "/feeds/aanbod.ics?knooppunt=voorbeeldregio",
    }
    assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get("/en/feeds/").status_code == 200
