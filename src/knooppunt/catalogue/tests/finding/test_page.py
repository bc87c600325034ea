"""The search page: what is asked stands in the address, and anything may be asked."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.catalogue.models import Collection, CollectionItem, Entry
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.search.documents import located

HAARLEM = {"place": "Haarlem", "latitude": 52.381, "longitude": 4.637}


@pytest.fixture
def three(index) -> None:
    provider = ProviderFactory(name="Academie Voorbeeld")
    an_entry(
        provider=provider,
        title="Pijnbestrijding in de wijk",
        summary="Je leert pijn meten en verlichten.",
        concepts={"levels": ["mbo-4"], "forms": ["klassikaal"], "topics": ["pijnbestrijding"]},
        runs=[a_run(20, price_incl=19500, **HAARLEM), a_run(60, price_incl=19500, **HAARLEM)],
        accreditations=[{"register": "kr-vv", "points": "6"}],
    )
    an_entry(
        provider=provider,
        kind="material",
        title="Lespakket rouw",
        summary="Rouw bij jonge kinderen.",
        cost="free",
        concepts={"levels": ["mbo-3", "mbo-4"]},
    )
    an_entry(
        provider=provider,
        title="Rouwbegeleiding",
        summary="Over verlies.",
        runs=[a_run(-20)],
        concepts={"levels": ["hbo"]},
    )
    an_entry(state="concept", provider=provider, title="Rouw in concept")
    index()


def shown(client, query: str = "") -> str:
    response = client.get(f"/aanbod/{query}")
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def test_a_hit_shows_points_next_date_price_and_reason(client, three) -> None:
    page = shown(client, "?q=pijn")

    day = timezone.localdate() + dt.timedelta(days=20)
    assert "1 resultaat" in page
    assert "<mark>Pijnbestrijding</mark> in de wijk" in page
    assert "€ 195" in page
    assert f"2 data, eerste: {day.day} " in page
    assert "<b>6</b>" in page
    assert "“pijn” in de titel; je kunt je nu aanmelden" in page


def test_everything_is_there_with_what_can_be_booked_on_top(client, three) -> None:
    page = shown(client)

    assert "3 resultaten" in page
    assert page.index("Pijnbestrijding in de wijk") < page.index("Lespakket rouw") < page.index("Rouwbegeleiding")
    assert "in concept" not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?niveau=mbo-4", {"Pijnbestrijding in de wijk", "Lespakket rouw"}),
        ("?niveau=mbo-4&niveau=hbo", {"Pijnbestrijding in de wijk", "Lespakket rouw", "Rouwbegeleiding"}),
        ("?niveau=mbo-4&soort=material", {"Lespakket rouw"}),
        ("?prijs=gratis", {"Lespakket rouw"}),
        ("?prijs_tot=200", {"Lespakket rouw", "Pijnbestrijding in de wijk"}),
        ("?start=1-maand", {"Pijnbestrijding in de wijk"}),
        ("?punten=kr-vv", {"Pijnbestrijding in de wijk"}),
        ("?minimaal=kr-vv:6", {"Pijnbestrijding in de wijk"}),
        ("?minimaal=kr-vv:7", set()),
        ("?plaats=Amsterdam&straal=25", {"Pijnbestrijding in de wijk"}),
        ("?plaats=2011&straal=5", {"Pijnbestrijding in de wijk"}),
        ("?plaats=Maastricht", set()),
        ("?aanbieder=Academie+Voorbeeld&q=rouw", {"Lespakket rouw", "Rouwbegeleiding"}),
        ("?actueel=half-jaar&q=pijn", {"Pijnbestrijding in de wijk"}),
        ("?regio=landelijk&q=rouw&sorteer=prijs", {"Lespakket rouw", "Rouwbegeleiding"}),
    ],
)  # fmt: skip
def test_filters_are_read_from_the_address(client, three, query: str, titles: set[str]) -> None:
    page = client.get(f"/aanbod/{query}").context["page"]

    assert {card.plain_title for card in page.cards} == titles


def test_who_chose_a_register_chooses_how_many_points_too(client, three, index) -> None:
    points = [{"register": "kr-vv", "points": "2"}, {"register": "gaia", "points": "9"}]
    an_entry(title="Een uur", accreditations=points)
    an_entry(title="Twee dagen", accreditations=[{"register": "kr-vv", "points": "12"}])
    index()

    def least(query: str) -> list[tuple[str, int, bool]]:
        page = client.get(f"/aanbod/{query}").context["page"]
        groups = [group for group in page.groups if group.name == "points"]
        return [(row.value, row.count, row.selected) for group in groups for _, row in (*group.first, *group.rest)]

    assert least("?q=twee") == []
    assert least("?punten=kr-vv") == [("kr-vv:2", 3, False), ("kr-vv:6", 2, False), ("kr-vv:12", 1, False)]
    assert least("?punten=kr-vv&minimaal=kr-vv:4") == [
        ("kr-vv:2", 3, False), ("kr-vv:4", 2, True), ("kr-vv:6", 2, False), ("kr-vv:12", 1, False),
    ]  # fmt: skip
    chosen = shown(client, "?punten=kr-vv&minimaal=kr-vv:6")
    assert 'type="checkbox" name="minimaal" value="kr-vv:6" checked' in chosen
    hidden = [client.get(f"/aanbod/?punten=kr-vv&minimaal=kr-vv:{n}").context["page"].hidden for n in (6, 40)]
    assert hidden[0] == []  # a hidden field would keep what somebody ticks off
    assert "minstens 12 punten" in chosen
    assert "minstens 1 punt<" in shown(client, "?minimaal=gaia:1")
    ticked = [value for value, _count, selected in least("?punten=kr-vv&minimaal=kr-vv:40") if selected]
    assert [value for _name, value in hidden[1]] + ticked == ["kr-vv:40"]  # one or the other, else it gets lost


def test_chips_take_one_choice_away(client, three) -> None:
    page = client.get("/aanbod/?q=rouw&niveau=mbo-4&plaats=Haarlem").context["page"]

    assert [(chip.label, chip.url) for chip in page.chips] == [
        ("“rouw”", "/aanbod/?niveau=mbo-4&plaats=Haarlem&straal=25"),
        ("mbo niveau 4", "/aanbod/?q=rouw&plaats=Haarlem&straal=25"),
        ("Haarlem, 25 km", "/aanbod/?q=rouw&niveau=mbo-4"),
    ]


def test_a_long_list_has_a_search_of_its_own(client, index) -> None:
    for number in range(10):
        an_entry(provider=ProviderFactory(name=f"School {number}"), kind="material")
    index()

    page = shown(client, "?in_aanbieder=school+7")

    assert page.count('name="aanbieder"') == 1
    assert 'value="School 7"' in page


def test_the_number_of_queries_does_not_grow(client, index, django_assert_num_queries) -> None:
    provider = ProviderFactory()
    an_entry(provider=provider, title="Pijn")
    index()
    shown(client, "?q=pijn")
    for _number in range(2):
        an_entry(provider=provider, title="Pijn")
    index()
    shown(client, "?q=pijn")

    with django_assert_num_queries(0):
        shown(client, "?q=pijn")


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_000, "q=%22open", "q=*%3F%25", "q=%F0%9F%98%80", "q=%E2%80%AE%D7%A9%D7%9C", "q=%00", "page=0",
        "page=99999999999", "page=-1", "page=x", "straal=x&plaats=Haarlem", "plaats=Xyzzy", "prijs_tot=-1",
        "prijs_tot=1.000,50", "prijs_tot=%E2%82%AC+250", "start=nooit", "niveau=", "niveau=%3Cscript%3E", "sorteer=x",
        "soort=" + "a" * 5_000, "&".join(f"niveau={n}" for n in range(200)), "q=-rouw", "q=een+de+het", "minimaal=x",
    ],
)  # fmt: skip
def test_nothing_that_is_asked_breaks_the_page(client, three, query: str) -> None:
    for path in ("/aanbod/", "/aanbod/suggesties/", "/feeds/zoeken.atom", "/feeds/zoeken.ics"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 200
        assert b"<script>" not in response.content


def test_bad_places_and_prices_get_a_sentence_and_stay_in_the_form(client, three) -> None:
    page = shown(client, "?plaats=Xyzzy&prijs_tot=1.000,50")

    assert "We kennen de plaats ‘Xyzzy’ niet" in page
    assert 'value="Xyzzy"' in page
    assert "‘1.000,50’ is geen prijs" in page


def test_the_nearest_can_stand_first_when_there_is_a_place(client, index) -> None:
    for title, place in (("Rouw ver weg", (52.6, 4.9)), ("Over rouw dichtbij", (52.381, 4.637))):
        an_entry(title=title, runs=[a_run(20, place="Ergens", latitude=place[0], longitude=place[1])])
    index()

    page = client.get("/aanbod/?q=rouw&plaats=Haarlem&straal=50&sorteer=afstand").context["page"]
    assert [card.plain_title for card in page.cards] == ["Over rouw dichtbij", "Rouw ver weg"]
    assert "Dichtstbij" in shown(client, "?q=rouw&plaats=Haarlem&straal=50")
    assert "Dichtstbij" not in shown(client, "?q=rouw&sorteer=afstand")


@pytest.mark.parametrize("place", ["Zwolle", "Zalencentrum Voorbeeld, Zwolle"])
def test_a_town_without_a_point_as_in_a_list_that_was_taken_in_is_near_itself(client, index, place: str) -> None:
    an_entry(title="Rouw in de buurt", runs=[a_run(20, place=place)])
    an_entry(title="Rouw ergens", runs=[a_run(20, place="Nergenshuizen")])
    index()

    assert titles("?plaats=Zwolle&straal=10", client) == {"Rouw in de buurt"}
    assert titles("?q=rouw+overijssel", client) == {"Rouw in de buurt"}


def test_what_costs_nothing_and_another_language_can_be_asked_in_words(client, index) -> None:
    an_entry(title="Rouw voor niets", cost="free")
    an_entry(title="Rouw in twee talen", cost="paid", languages=["nl", "tr"])
    index()

    assert titles("?q=gratis+rouw", client) == {"Rouw voor niets"}
    assert titles("?q=turks", client) == {"Rouw in twee talen"}


def titles(query: str, client) -> set[str]:
    return {card.plain_title for card in client.get(f"/aanbod/{query}").context["page"].cards}


def test_a_typing_error_is_mended_with_a_link(client, three) -> None:
    page = shown(client, "?q=rouwbegelijding&niveau=hbo")

    assert "Bedoelde je" in page
    assert 'href="/aanbod/?q=rouwbegeleiding&amp;niveau=hbo"' in page


def test_without_an_index_the_database_answers_and_the_page_says_so(client, index) -> None:
    an_entry(title="Pijn verlichten")
    an_entry(title="Rouw")

    page = shown(client, "?q=pijn")

    assert "De zoekindex wordt opgebouwd" in page
    assert "Pijn verlichten" in page
    assert ">Rouw<" not in page


def test_feed_and_calendar_of_a_search(client, three) -> None:
    feed = client.get("/feeds/zoeken.atom?q=rouw").content.decode()
    calendar = client.get("/feeds/zoeken.ics?q=pijn").content.decode()

    assert feed.count("<entry>") == 2
    assert calendar.count("BEGIN:VEVENT") == 2


def test_a_feed_that_is_full_holds_the_newest_and_a_calendar_the_first_dates(client, index, monkeypatch) -> None:
    now = timezone.now()
    an_entry(title="Rouw", summary="Rouw en rouw.", runs=[a_run(90)], published_at=now - dt.timedelta(days=30))
    an_entry(title="Afscheid", description="Ook over rouw.", runs=[a_run(9)], published_at=now)
    index()
    monkeypatch.setattr("knooppunt.catalogue.views.finding.MOST_IN_FEED", 1)
    monkeypatch.setattr("knooppunt.catalogue.views.finding.MOST_IN_CALENDAR", 1)

    assert "<title>Afscheid</title>" in client.get("/feeds/zoeken.atom?q=rouw").content.decode()
    assert "SUMMARY:Afscheid" in client.get("/feeds/zoeken.ics?q=rouw").content.decode()


@pytest.mark.parametrize(("query", "said"), [("%F0%9F%98%80", True), ("*", True), ("rouw", False), ("", False)])
def test_a_question_without_a_word_shows_everything_and_says_so(client, three, query: str, said: bool) -> None:
    assert ("Er staat geen woord in je vraag" in shown(client, f"?q={query}")) is said


def test_suggestions_complete_the_word(client, three) -> None:
    assert '<option value="pijnbestrijding">' in client.get("/aanbod/suggesties/?q=pijnb").content.decode()


def test_what_is_found_in_vain_is_noted(client, three) -> None:
    from knooppunt.search import missed

    for _time in range(3):
        shown(client, "?q=motorrijden")
    missed.count_noted()

    assert [(row.words, row.count) for row in missed.asked_in_vain()] == [("motorrijden", 3)]


def test_the_page_of_an_entry_names_what_resembles_it(client, index) -> None:
    this = an_entry(title="Rouw bij jongeren op school", summary="Over rouw en verlies van jongeren")
    an_entry(title="Jongeren en rouw", summary="Rouw en verlies in de klas")
    an_entry(title="Pijnbestrijding in het hospice", summary="Over pijn")
    before = client.get(this.get_absolute_url()).content.decode()
    index()

    page = client.get(this.get_absolute_url()).content.decode()
    found = page.partition("Lijkt hierop")[2].partition("</section>")[0]

    assert "Lijkt hierop" not in before  # without an index the page is whole all the same
    assert "Jongeren en rouw</a>" in found
    assert "Pijnbestrijding" not in found
    assert found.count("<li>") == 1


def test_a_page_beyond_the_last_shows_the_last(client, index) -> None:
    for number in range(16):
        an_entry(title=f"Rouw {number}")
    index()

    page = client.get("/aanbod/?q=rouw&page=99").content.decode()

    assert page.count('<article class="result">') == 1
    assert 'page=2" aria-current="page"' in page


def test_the_short_address_of_examples_leads_to_them(client: Client, terms: None) -> None:
    assert client.get("/voorbeelden/").headers["Location"] == "/aanbod/?soort=example"
    assert client.get("/en/voorbeelden/").headers["Location"] == "/en/aanbod/?soort=example"


@pytest.mark.parametrize(
    ("place", "is_known"),
    [
        ("Haarlem", True),
        ("Hengelo, Gelderland", True),
        ("harlem", True),
        ("Haarlem,abc", False),
        ("Haarlem, ver weg", False),
    ],
)
def test_the_command_line_takes_nothing_but_a_province_behind_a_place(place: str, is_known: bool) -> None:
    assert (located(place) is not None) == is_known


@pytest.mark.parametrize(("language", "one", "more"), [("", "resultaat", "resultaten"), ("/en", "result", "results")])
def test_who_listens_hears_one_result_and_two_results(
    client: Client, three: None, index, language: str, one: str, more: str
) -> None:
    index()

    page = client.get(f"{language}/aanbod/").content.decode()

    assert f'<span class="facet__count">1<span class="visually-hidden"> {one}</span>' in page
    assert f'<span class="facet__count">2<span class="visually-hidden"> {more}</span>' in page


def test_a_radius_from_an_address_stays_chosen(client: Client, three: None, index) -> None:
    index()

    page = client.get("/aanbod/?plaats=Alkmaar&straal=40").content.decode()

    assert re.findall(r'<option value="(\d+)"( selected)?>\d+ km', page) == [
        ("5", ""),
        ("10", ""),
        ("25", ""),
        ("40", " selected"),
        ("50", ""),
        ("100", ""),
    ]


def test_who_searches_in_english_stays_in_english(client: Client, three: None, index) -> None:
    index()
    entry = Entry.objects.get(title="Lespakket rouw")
    in_dutch = entry.get_absolute_url()

    assert f'href="{in_dutch}"' in client.get("/aanbod/?q=lespakket").content.decode()
    found = client.get("/en/aanbod/?q=lespakket").content.decode()
    assert f'href="/en{in_dutch}"' in found
    assert f'href="{in_dutch}"' not in found
    for state in ("", "?q=rouw&niveau=mbo-4"):
        address = client.get(f"/en/aanbod/{state}").content.decode()
        assert 'href="/aanbod/' not in address.partition("<main")[2]


def test_a_text_says_in_which_language_it_is_when_the_page_is_in_another(client: Client, index) -> None:
    dutch = an_entry(title="Rouw in de klas", summary="Over verlies.", description="Een les.")
    english = an_entry(title="Rouw in English", summary="About loss.", languages=["en"])
    collection = Collection.objects.create(title="Rouw bij elkaar", state=Collection.State.PUBLISHED)
    CollectionItem.objects.create(collection=collection, entry=dutch, order=1)
    index()

    def texts(address: str) -> list[tuple[str, str]]:
        page = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        return [(code, words.strip()) for code, words in re.findall(r' lang="(\w+)"[^>]*>(?:<a [^>]*>)?([^<]+)', page)]

    one, other, several = (thing.get_absolute_url() for thing in (dutch, english, collection))
    assert texts(one) == [("en", "Rouw in English")]  # what resembles it
    assert ("nl", "Rouw in de klas") in texts(f"/en{one}")
    assert ("en", "About loss.") in texts(other)
    assert {code for code, _words in texts("/aanbod/?q=rouw")} == {"en"}
    assert {code for code, _words in texts("/en/aanbod/?q=rouw")} == {"nl"}
    assert texts(f"/bewaard/?e={dutch.pk},{english.pk}")[0] == ("en", "Rouw in English")
    assert ("nl", "Rouw bij elkaar") in texts(f"/en{several}")
