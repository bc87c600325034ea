"""Quick entry: one line, with and without script."""

import datetime as dt

import pytest

from knooppunt.journal.models import ClosedMonth, Moment
from knooppunt.network.models import OrganisationPlace
from knooppunt.plans.tests.factories import ItemFactory, PlanFactory, ThemeFactory

from .factories import MomentFactory, contact, organisation

HTMX = {"HX-Request": "true"}
URL = "/werkplek/noord/logboek/regel/"


@pytest.fixture
def client(ambassador, signed_in):
    """The test client as an ambassador of ``hub``."""
    return signed_in(ambassador)


def send(client, line, **more):
    """Enter, in the browser."""
    return client.post(URL, {"line": line, **more}, headers=HTMX)


def only():
    return Moment.objects.get()


def test_a_clear_line_is_saved_at_once_with_everything_that_it_says(client, hub, ambassador, today):
    school, person = organisation("ROC Voorbeeld", hub), contact("Anna Voorbeeld", hub)
    theme = ThemeFactory(plan=PlanFactory(hub=hub), title="Communicatie")

    answer = send(client, "2u overleg ROC Voorbeeld met Anna Voorbeeld #communicatie flyer gisteren !")

    moment = only()
    assert answer.status_code == 200
    assert (moment.minutes, moment.date, moment.kind) == (120, today - dt.timedelta(days=1), "meeting")
    assert (moment.theme, moment.note, moment.is_highlight) == (theme, "flyer", True)
    assert [*moment.organisations.all(), *moment.contacts.all()] == [school, person]
    assert (moment.author, moment.hub, moment.visibility, moment.source) == (ambassador, hub, "hub", "typed")
    assert "Bewaard: 2 uur, " in answer.text
    assert "ROC Voorbeeld" in answer.text
    assert answer["HX-Trigger"] == "moment-saved"


def test_a_line_without_duration_is_asked_about_and_then_saved_with_the_answer(client):
    asked = send(client, "overleg over de flyer")

    assert (asked.status_code, Moment.objects.count()) == (422, 0)
    assert 'name="duration"' in asked.text

    send(client, "overleg over de flyer", was_duration="", duration="1,5")

    assert (only().minutes, only().note) == (90, "over de flyer")


def test_two_durations_are_never_guessed_the_chosen_one_is_saved(client):
    line = "2u overleg 1u voorbereiding"
    asked = send(client, line)

    assert (asked.status_code, Moment.objects.count()) == (422, 0)
    assert asked.text.count('type="radio"') == 3

    send(client, line, **{"antwoord:minutes_several:2u … 1u": "180"})

    assert only().minutes == 180


def test_of_two_organisations_with_one_name_the_chosen_one_goes_along(client):
    first, second = organisation("De Linde"), organisation("De Linde")
    OrganisationPlace.objects.create(organisation=first, name="Texel")
    OrganisationPlace.objects.create(organisation=second, name="Almere")

    asked = send(client, "1u bezoek De Linde")

    assert (asked.status_code, Moment.objects.count()) == (422, 0)
    assert "De Linde (Texel)" in asked.text

    send(client, "1u bezoek De Linde", **{"antwoord:name_same:De Linde": str(second.pk)})

    assert [*only().organisations.all()] == [second]
    assert only().note == ""


def test_none_of_these_keeps_the_words_in_the_note(client):
    organisation("De Linde")
    organisation("De Linde")

    send(client, "1u bezoek De Linde", **{"antwoord:name_same:De Linde": "0"})

    assert (only().organisations.count(), only().note) == (0, "De Linde")


def test_a_part_of_a_name_can_mean_an_organisation_or_a_contact(client, hub):
    organisation("Zorggroep Denkbeeldig", hub)
    person = contact("Bram Denkbeeld", hub)

    asked = send(client, "1u overleg @denkb")

    assert "Zorggroep Denkbeeldig" in asked.text
    assert "Bram Denkbeeld" in asked.text

    send(client, "1u overleg @denkb", **{"antwoord:name_several:@denkb": f"contact:{person.pk}"})

    assert ([*only().contacts.all()], only().organisations.count(), only().note) == ([person], 0, "")


def test_an_unknown_name_is_asked_about_once_and_stays_in_the_note(client):
    asked = send(client, "1u overleg @Onbekende School")

    assert (asked.status_code, Moment.objects.count()) == (422, 0)
    assert "@Onbekende School" in asked.text

    send(client, "1u overleg @Onbekende School", waiting="name_unknown:@Onbekende School")

    assert only().note == "@Onbekende School"


def test_a_guess_that_is_taken_back_returns_its_words_to_the_note(client, hub):
    organisation("ROC Voorbeeld", hub)
    shown = client.post(f"{URL}lezen/", {"line": "1u ROC vorbeeld"}).text
    assert 'name="was_organisations" value="ROC Voorbeeld"' in shown

    send(client, "1u ROC vorbeeld", was_organisations="ROC Voorbeeld", organisations=["", ""], was_note="")

    assert (only().organisations.count(), only().note) == (0, "ROC vorbeeld")


def test_what_was_changed_by_hand_goes_before_the_line_also_when_the_line_changes(client, today):
    send(client, "2u overleg", was_kind="meeting", kind="visit", was_date=today.isoformat(), date=today.isoformat())

    assert only().kind == "visit"


def test_what_was_not_changed_follows_the_line(client, today):
    send(
        client,
        "1u overleg gisteren",
        was_duration="2",
        duration="2",
        was_date=today.isoformat(),
        date=today.isoformat(),
    )

    assert (only().minutes, only().date) == (60, today - dt.timedelta(days=1))


def test_a_preview_saves_nothing_and_shows_what_was_understood(client, hub):
    organisation("ROC Voorbeeld", hub)

    shown = client.post(f"{URL}lezen/", {"line": "2u overleg ROC Voorbeeld"})

    assert (shown.status_code, Moment.objects.count()) == (200, 0)
    assert "<b>ROC Voorbeeld</b>" in shown.text
    assert "error" not in shown.text


@pytest.mark.parametrize("many", [1, 3])
def test_a_preview_takes_the_same_queries_however_many_names_there_are(
    client, hub, many, django_assert_max_num_queries
):
    for number in range(many):
        organisation(f"ROC Voorbeeld {number}", hub)
        contact(f"Anna Voorbeeld {number}", hub)
    ItemFactory.create_batch(many, theme=ThemeFactory(plan=PlanFactory(hub=hub)))
    client.post(f"{URL}lezen/", {"line": "2u"})

    with django_assert_max_num_queries(19):
        client.post(f"{URL}lezen/", {"line": "2u overleg ROC Voorbeeld 0 Anna Voorbeeld 0"})


def test_a_note_that_looks_like_a_patient_is_asked_about_once_more(client):
    line = "1u gebeld over mevrouw Voorbeeld, 82 jaar, opgenomen"
    asked = send(client, line)

    assert (asked.status_code, Moment.objects.count()) == (422, 0)
    assert 'name="is_sure"' in asked.text

    send(client, line, is_sure="on")

    assert only().minutes == 60


def test_a_closed_month_says_so_and_keeps_the_line(client, hub, today):
    ClosedMonth.objects.create(hub=hub, month=today.replace(day=1))

    answer = send(client, "1u overleg vandaag")

    assert (answer.status_code, Moment.objects.count()) == (422, 0)
    assert 'value="1u overleg vandaag"' in answer.text
    assert 'role="alert"' in answer.text


def test_undo_takes_the_moment_away_and_gives_the_line_back(client):
    send(client, "1u overleg flyer")

    answer = client.post(f"/werkplek/logboek/{only().pk}/ongedaan/", {"line": "1u overleg flyer"}, headers=HTMX)

    assert Moment.objects.count() == 0
    assert 'value="1u overleg flyer"' in answer.text


def test_without_script_the_line_gives_a_filled_form_first(client, hub):
    organisation("ROC Voorbeeld", hub)

    page = client.post(URL, {"line": "2u overleg ROC Voorbeeld flyer"})

    assert (page.status_code, Moment.objects.count()) == (200, 0)
    assert 'name="duration" value="2"' in page.text
    assert 'value="ROC Voorbeeld"' in page.text

    done = client.post(URL, {"line": "2u overleg ROC Voorbeeld flyer", "confirm": "1", "next": "/werkplek/uren/"})

    assert (done.status_code, done["Location"]) == (302, "/werkplek/uren/")
    assert [one.name for one in only().organisations.all()] == ["ROC Voorbeeld"]


def test_without_script_the_next_page_offers_to_take_it_back_once(client, hub):
    client.post(URL, {"line": "1u overleg", "confirm": "1", "next": "https://elders.example/"})

    first, second = client.get("/werkplek/noord/logboek/"), client.get("/werkplek/noord/logboek/")

    assert f"/werkplek/logboek/{only().pk}/ongedaan/" in first.text
    assert f"/werkplek/logboek/{only().pk}/ongedaan/" not in second.text


def test_the_line_stands_on_pages_of_other_apps_for_ambassadors_only(client, hub, board, signed_in):
    PlanFactory(hub=hub)
    address = f"/werkplek/noord/plan/{dt.date.today().year}/"

    as_ambassador = client.get(address)
    as_board = signed_in(board).get(address)

    assert (as_ambassador.status_code, as_board.status_code) == (200, 200)
    assert f'action="{URL}"' in as_ambassador.text
    assert f'action="{URL}"' not in as_board.text


def test_others_cannot_enter_moments_for_this_hub(hub, stranger, board, signed_in):
    for user in (stranger, board):
        client = signed_in(user)

        assert client.post(URL, {"line": "1u", "confirm": "1"}).status_code == 403
        assert client.post(f"{URL}lezen/", {"line": "1u"}).status_code == 403
    assert Moment.objects.count() == 0


def test_undoing_a_moment_of_another_hub_is_refused(stranger, signed_in, hub):
    moment = MomentFactory(hub=hub)
    client = signed_in(stranger)

    assert client.post(f"/werkplek/logboek/{moment.pk}/ongedaan/").status_code == 404
    assert Moment.objects.count() == 1


@pytest.mark.parametrize(
    "line", ["", "   ", "25u", "-1", "NaN", "1u 1-1-1900", "1u morgen", "x" * 20_000, "1u \x00", "1u #", "1u @"]
)
def test_odd_lines_get_an_answer_and_are_never_lost(client, line):
    answer = send(client, line)

    assert answer.status_code in {200, 422}
    assert Moment.objects.count() == (1 if answer.status_code == 200 else 0)
    assert (answer.status_code == 200) == (line in {"1u \x00", "1u #", "1u @"})


def test_the_short_address_leads_to_the_own_hub(client):
    assert client.get("/werkplek/logboek/nieuw/")["Location"] == "/werkplek/noord/logboek/nieuw/"
