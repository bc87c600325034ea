"""Reading and writing the content of an entry."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest

from knooppunt.catalogue.content import (
    EntryContent,
    Problems,
    Unreadable,
    problems_of,
    read_date,
    read_money,
    read_time,
)
from knooppunt.catalogue.content.reading import read_address, read_mailbox, read_points

RUN = {
    "key": str(uuid.uuid4()),
    "starts_on": "10-12-2026",
    "ends_on": "2026-12-11",
    "starts_at": "9.30",
    "ends_at": "16:30",
    "place": "Haarlem",
    "price_incl": "€ 195,-",
    "windows": [{"group": "leden", "opens_on": "1-10-2026", "closes_on": "1-12-2026"}],
}
FULL = {
    "kind": "training",
    "title": "  Zorg in de\u202e laatste   dagen ",
    "summary": "Kort",
    "description": "Eerste regel\r\n\r\n- punt",
    "provider": str(uuid.uuid4()),
    "concepts": {"levels": ["mbo-3", "mbo-4", "mbo-3"], "domains": ["stervensfase"]},
    "languages": "nl, en",
    "links": [{"url": "www.voorbeeld.example/cursus"}],
    "outcomes": "- Je herkent\n\n- Je legt uit",
    "runs": [RUN],
    "accreditations": [
        {"register": "kr-vv", "points": "6,5", "valid_until": "2027-07-01"},
        {"register": "napa", "is_pending": "ja"},
    ],
}  # fmt: skip


def test_content_survives_the_way_to_json_and_back() -> None:
    content = EntryContent.from_dict(FULL)

    again = EntryContent.from_dict(json.loads(json.dumps(content.to_dict())))

    assert again == content
    assert content.title == "Zorg in de laatste dagen"
    assert content.concepts == {"levels": ("mbo-3", "mbo-4"), "domains": ("stervensfase",)}
    assert content.languages == ("nl", "en")
    assert content.outcomes == ("Je herkent", "Je legt uit")
    assert content.links[0].url == "https://www.voorbeeld.example/cursus"
    assert content.accreditations[0].points == Decimal("6.5")
    run = content.runs[0]
    assert (run.starts_on, run.starts_at, run.price_incl) == (dt.date(2026, 12, 10), dt.time(9, 30), 19500)
    assert problems_of(content) == {}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("195", 19500),
        ("1.000,50", 100050),
        ("1,000.50", 100050),
        ("1.000", 100000),
        ("Gratis", 0),
        ("12,5", 1250),
        ("12.50", 1250),
        ("€ 1.250,-", 125000),
        ("0", 0),
        (19500, 19500),
        ("", None),
        (None, None),
    ],
)
def test_money_is_read_as_people_write_it(text: object, cents: int | None) -> None:
    assert read_money(text) == cents


@pytest.mark.parametrize("text", ["-1", "gratis?", "1.2.3", "1.00.000", "100.000,01", "1e9", "٣٤x", True and "ja"])
def test_other_money_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable):
        read_money(text)


@pytest.mark.parametrize("text", ["31-2-2026", "10-12-26", "morgen", "2026-13-01", "1-1-0001"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_date(text)


@pytest.mark.parametrize(("text", "time"), [("9", "09:00"), ("9.30 uur", "09:30"), ("23:59", "23:59")])
def test_times_are_read_as_people_write_them(text: str, time: str) -> None:
    found = read_time(text)
    assert found is not None
    assert f"{found:%H:%M}" == time


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://voorbeeld.example/%0aalert(1)",
        "data:text/html,x",
        "//voorbeeld.example",
        "ftp://voorbeeld.example/x",
        "https://localhost",
        "https://iemand@voorbeeld.example/",
        "https://voorbeeld.example\\@kwaad.example/",
    ],
)
def test_links_that_are_no_web_address_are_refused(url: str) -> None:
    with pytest.raises(Unreadable):
        read_address(url)


def test_hidden_characters_do_not_make_a_link_of_another_kind() -> None:
    with pytest.raises(Unreadable):
        read_address("java\u200bscript:alert(1)")


def test_halves_of_characters_fall_away() -> None:
    content = EntryContent.from_dict({"kind": "training", "title": "Zorg\ud800 thuis", "description": "\udfffGoed"})

    assert (content.title, content.description) == ("Zorg thuis", "Goed")


@pytest.mark.parametrize(
    ("given", "codes"), [("nl, EN", ("nl", "en")), (["nl-NL", "nl"], ("nl",)), ("", ("nl",)), (["dse"], ("dse",))]
)
def test_languages_are_codes(given: object, codes: tuple[str, ...]) -> None:
    assert EntryContent.from_dict({"kind": "training", "languages": given}).languages == codes


@pytest.mark.parametrize("given", ["1.000,50", "Nederlands", ["<b>"], {"a": 1}])
def test_what_is_no_language_is_told(given: object) -> None:
    with pytest.raises(Problems) as refused:
        EntryContent.from_dict({"kind": "training", "languages": given})

    assert list(refused.value.by_path) == ["languages"]


def test_an_address_that_gets_its_beginning_still_fits_in_the_column() -> None:
    assert len(read_address(f"www.voorbeeld.example/{'a' * 970}")) == 1000
    with pytest.raises(Unreadable, match="1000"):
        read_address(f"www.voorbeeld.example/{'a' * 971}")


def test_a_mailbox_looks_like_one() -> None:
    assert read_mailbox(" scholing@voorbeeld.example ") == "scholing@voorbeeld.example"
    with pytest.raises(Unreadable):
        read_mailbox("scholing at voorbeeld")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-1", "1001", "zes"])
def test_points_are_a_number_between_nought_and_a_thousand(text: str) -> None:
    with pytest.raises(Unreadable):
        read_points(text)


def test_everything_unreadable_is_told_at_once_with_its_place() -> None:
    wrong = {
        "kind": "cursus",
        "title": "x" * 201,
        "vreemd": 1,
        "concepts": {"levels": ["mbo 3"], "smaken": ["zoet"]},
        "links": [{}, {"url": "javascript:x"}],
        "runs": [RUN, {"starts_on": "ooit", "price_incl": "-1", "windows": [{"opens_on": "x"}]}],
    }

    with pytest.raises(Problems) as caught:
        EntryContent.from_dict(wrong)

    assert set(caught.value.by_path) == {
        "kind",
        "title",
        "vreemd",
        "concepts.levels",
        "concepts.smaken",
        "links.1.url",
        "runs.1.starts_on",
        "runs.1.price_incl",
        "runs.1.windows.0.opens_on",
    }


@pytest.mark.parametrize("data", [None, [], "x", {"runs": {}}, {"runs": "x"}, {"concepts": []}, {"title": ["x"]}])
def test_other_shapes_are_refused_with_a_sentence(data: object) -> None:
    with pytest.raises(Problems):
        EntryContent.from_dict(data)  # type: ignore[arg-type]


def test_ten_thousand_runs_are_refused_with_a_sentence() -> None:
    with pytest.raises(Problems) as caught:
        EntryContent.from_dict({"kind": "training", "title": "x", "runs": [RUN] * 10_000})

    assert list(caught.value.by_path) == ["runs"]


def test_what_was_stored_by_an_older_program_can_still_be_read() -> None:
    content = EntryContent.from_stored({"kind": "tool", "title": "x", "gone": 1, "duration_minutes": "long"})

    assert content == EntryContent(kind="tool", title="x")


def _complete(**more: object) -> EntryContent:
    base = {"kind": "training", "title": "x", "summary": "y", "provider": str(uuid.uuid4())}
    return EntryContent.from_dict(base | more)


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"summary": ""}, "summary"),
        ({"provider": ""}, "provider"),
        ({"title": ""}, "title"),
        ({"image": str(uuid.uuid4())}, "image_alt"),
        ({"question": "Waarom?"}, "question"),
        ({"runs": [{"starts_on": ""}]}, "runs.0.starts_on"),
        ({"runs": [{"starts_on": "2026-12-10", "ends_on": "2026-12-09"}]}, "runs.0.ends_on"),
        ({"runs": [{"starts_on": "2026-12-10", "starts_at": "16", "ends_at": "9"}]}, "runs.0.ends_at"),
        ({"runs": [{"starts_on": "2026-12-10", "price_incl": "100", "price_excl": "121"}]}, "runs.0.price_excl"),
        ({"runs": [{"starts_on": "2026-12-10", "seats": 5, "seats_left": 6}]}, "runs.0.seats_left"),
        ({"runs": [{"starts_on": "2026-12-10", "latitude": "52"}]}, "runs.0.longitude"),
        ({"accreditations": [{"points": "3"}]}, "accreditations.0.register"),
        ({"accreditations": [{"register": "gaia"}]}, "accreditations.0.points"),
        ({"accreditations": [{"register": "gaia", "points": "1", "run": str(uuid.uuid4())}]}, "accreditations.0.run"),
        ({"kind": "person", "person_name": "Voorbeeld"}, "consent_on"),
        ({"kind": "person", "person_name": "V", "consent_on": "2099-01-01", "consent_note": "mail"}, "consent_on"),
        ({"kind": "source", "provider": ""}, "links"),
    ],
)
def test_what_cannot_stay_so_gets_a_sentence_at_its_place(more: dict[str, object], path: str) -> None:
    assert path in problems_of(_complete(**more))


def test_a_draft_may_lack_what_publishing_asks_for_but_not_contradict_itself() -> None:
    draft = EntryContent.from_dict({"kind": "training", "title": "x"})

    assert problems_of(draft, complete=False) == {}
    assert set(problems_of(draft)) == {"summary", "provider"}
