"""The pages of proposals and their sources: one tap, adjust, take back, settings, and who may."""

import datetime as dt

import pytest
from django.utils import timezone

from knooppunt.journal.actions.filing import hub_log, log_address
from knooppunt.journal.models import CalendarFeed, HubLog, Moment, Proposal, RecurringMoment, WeeklyMail
from knooppunt.journal.tests.factories import contact, organisation
from knooppunt.journal.tests.sources.test_proposals import proposed

PAGE = "/werkplek/logboek/voorstellen/"
State = Proposal.State


@pytest.fixture
def made(hub, ambassador):
    return proposed(hub, ambassador)


@pytest.fixture
def browser(signed_in, ambassador):
    return signed_in(ambassador)


def test_one_tap_confirms_with_and_without_script(browser, made, hub, ambassador):
    other = proposed(hub, ambassador, "Bezoek hospice", ago=2)

    plain = browser.post(f"{PAGE}{made.pk}/bevestigen/", follow=True)
    quick = browser.post(f"{PAGE}{other.pk}/bevestigen/", headers={"HX-Request": "true"})

    assert "In het logboek: Overleg werkgroep scholing" in plain.content.decode()
    assert quick.status_code == 200
    assert "Ongedaan maken" in quick.content.decode() or "Maak ongedaan" in quick.content.decode()
    assert quick["HX-Trigger"] == "moment-saved"
    assert Moment.objects.count() == 2


def test_the_second_tap_says_so_and_does_nothing(browser, made):
    browser.post(f"{PAGE}{made.pk}/bevestigen/")

    for act in ("bevestigen", "niet"):
        assert (
            "Over dit voorstel is al beslist" in browser.post(f"{PAGE}{made.pk}/{act}/", follow=True).content.decode()
        )
        again = browser.post(f"{PAGE}{made.pk}/{act}/", headers={"HX-Request": "true"})
        assert again.status_code == 409
        assert again["HX-Retarget"] == "#berichten"
    assert Moment.objects.count() == 1


def test_dismissing_and_taking_back(browser, made):
    browser.post(f"{PAGE}{made.pk}/niet/")
    assert "Er wacht niets" in browser.get(PAGE).content.decode()

    back = browser.post(f"{PAGE}{made.pk}/terug/", headers={"HX-Request": "true"})

    assert "Overleg werkgroep scholing" in back.content.decode()
    assert Proposal.objects.get().state == State.OPEN


def test_adjusting_before_confirming(browser, made, hub):
    address = f"{PAGE}{made.pk}/aanpassen/"
    assert 'value="1"' in browser.get(address).content.decode()

    wrong = browser.post(
        address, {"date": "2099-01-01", "duration": "25u", "note": "x", "visibility": "hub", "version": 0}
    )
    assert wrong.status_code == 422
    assert "25u" in wrong.content.decode()
    given = {"date": made.date.isoformat(), "duration": "1:30", "note": "Anders", "visibility": "network", "version": 0}
    browser.post(address, given)

    moment = Moment.objects.get()
    assert (moment.minutes, moment.note, moment.visibility, moment.source) == (90, "Anders", "network", "proposal")
    assert browser.get(address).status_code == 302


def test_adjusting_begins_with_everything_that_was_proposed(browser, hub, ambassador):
    organisation("ROC De Polder", hub)
    kim = contact("Kim Voorbeeld", hub)
    made = proposed(hub, ambassador, "Overleg ROC De Polder", contact_ids=[kim.pk])

    page = browser.get(f"{PAGE}{made.pk}/aanpassen/").content.decode()

    assert "ROC De Polder" in page
    assert "Kim Voorbeeld" in page


def test_nobody_else_reaches_a_proposal(signed_in, made, duo, stranger, board, coordinator, member):
    for user, status in ((duo, 404), (stranger, 404), (board, 403), (coordinator, 403), (member, 403)):
        client = signed_in(user)
        for path in ("bevestigen", "niet", "terug"):
            assert client.post(f"{PAGE}{made.pk}/{path}/").status_code == status
        assert client.get(f"{PAGE}{made.pk}/aanpassen/").status_code == status

    assert Proposal.objects.get().state == State.OPEN


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(browser, hub, ambassador, count, django_assert_num_queries):
    for number in range(count):
        proposed(hub, ambassador, f"Overleg {number}", ago=number + 1)

    with django_assert_num_queries(16):
        assert browser.get(PAGE).content.decode().count("/bevestigen/") == 2 * count


def test_this_week_and_the_logbook_show_what_waits(browser, made):
    week = browser.get("/werkplek/").content.decode()
    logbook = browser.get("/werkplek/noord/logboek/").content.decode()

    assert "Overleg werkgroep scholing" in week
    assert f"{PAGE}{made.pk}/bevestigen/" in week
    assert "Er wacht één voorgesteld moment op je" in logbook


def test_this_week_counts_what_asks_something_below_the_list_too(browser, hub, ambassador):
    before = browser.get("/werkplek/").context["week"]
    for number in range(7):
        proposed(hub, ambassador, f"Overleg werkgroep {number}", ago=number + 1)

    page = browser.get("/werkplek/")

    assert page.context["week"].count == before.to_do + 7
    assert f"{before.to_do + 7} dingen vragen je aandacht" in page.content.decode()
    assert page.content.decode().count("/bevestigen/") == 10  # five rows, each with and without script


# ---- what comes round -----------------------------------------------------------------------------------------------

ROUND = "/werkplek/logboek/herhaald/"


def given(**changes):
    day = timezone.localdate() - dt.timedelta(days=1)
    return {
        "title": "Weekoverleg",
        "rhythm": "weekly",
        "first_on": day.isoformat(),
        "duration": "1",
        "version": 0,
    } | changes


def test_making_changing_pausing_and_deleting_what_comes_round(browser, hub, ambassador):
    browser.post(f"{ROUND}nieuw/", given())
    one = RecurringMoment.objects.get()
    assert (one.user, one.hub, one.minutes) == (ambassador, hub, 60)

    browser.post(f"{ROUND}{one.pk}/", given(version=one.version, duration="2u"))
    one.refresh_from_db()
    assert one.minutes == 120
    stale = browser.post(f"{ROUND}{one.pk}/", given(version=one.version - 1, title="Anders"))
    assert stale.status_code == 409

    browser.post(f"{ROUND}{one.pk}/pauze/")
    assert "staat stil" in browser.get(ROUND).content.decode()
    browser.post(f"{ROUND}{one.pk}/pauze/", {"resume": "1"})
    browser.post(f"{ROUND}{one.pk}/weg/")
    assert not RecurringMoment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"duration": "25u"}, {"duration": "-1"}, {"duration": "NaN"}, {"first_on": "1900-01-01"},
        {"first_on": "2099-01-01"}, {"first_on": "morgen"}, {"last_on": "2020-01-01"}, {"rhythm": "hourly"},
        {"kind": "x"}, {"purpose": "i999999"}, {"title": "x" * 20_000},
    ],
)  # fmt: skip
def test_a_rhythm_that_cannot_be_gets_a_sentence_and_keeps_what_was_typed(browser, wrong):
    answer = browser.post(f"{ROUND}nieuw/", given(**wrong))

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not RecurringMoment.objects.exists()


def test_nobody_else_changes_my_rhythm(signed_in, browser, duo, stranger):
    browser.post(f"{ROUND}nieuw/", given())
    one = RecurringMoment.objects.get()

    for user in (duo, stranger):
        client = signed_in(user)
        assert client.get(f"{ROUND}{one.pk}/").status_code == 404
        assert client.post(f"{ROUND}{one.pk}/weg/").status_code == 404


# ---- calendar, address, weekly mail ---------------------------------------------------------------------------------

CALENDAR = "/werkplek/logboek/agenda/"


def test_a_calendar_is_connected_kept_secret_paused_and_forgotten(browser, ambassador):
    browser.post(CALENDAR, {"address": "webcal://agenda.example/geheim-123.ics", "only_with": "knooppunt"})
    feed = CalendarFeed.objects.get()
    assert (feed.user, feed.address) == (ambassador, "https://agenda.example/geheim-123.ics")

    page = browser.get(CALENDAR).content.decode()
    assert "geheim-123" not in page
    assert "knooppunt" in page
    browser.post(CALENDAR, {"address": "", "only_with": "hub"})
    feed.refresh_from_db()
    assert (feed.address, feed.only_with) == ("https://agenda.example/geheim-123.ics", "hub")
    browser.post(f"{CALENDAR}pauze/")
    assert CalendarFeed.objects.get().is_paused
    browser.post(f"{CALENDAR}pauze/", {"resume": "1"})
    browser.post(f"{CALENDAR}weg/")
    assert not CalendarFeed.objects.exists()
    assert browser.post(f"{CALENDAR}weg/").status_code == 404


@pytest.mark.parametrize(
    "address", ["", "agenda", "ftp://x.example/a", "https://u:p@x.example/", "https://" + "x" * 2000]
)
def test_what_is_no_calendar_address_gets_a_sentence(browser, address):
    answer = browser.post(CALENDAR, {"address": address})

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not CalendarFeed.objects.exists()


def test_the_log_address_is_shown_and_renewed_by_whoever_runs_the_hub(browser, signed_in, hub, stranger, board):
    where = "/werkplek/noord/logboek/postadres/"
    before = log_address(hub_log(hub))
    assert before in browser.get(where).content.decode()

    browser.post(where)

    assert log_address(HubLog.objects.get()) != before
    for user in (stranger, board):
        assert signed_in(user).get(where).status_code == 403
        assert signed_in(user).post(where).status_code == 403


def test_the_weekly_mail_is_moved_stopped_and_the_age_of_rows_is_the_hubs(browser, hub, ambassador):
    where = "/mijn/weekmail/"
    assert browser.get(where).status_code == 200

    browser.post(where, {"day": "4", "hour": "7"})
    assert WeeklyMail.objects.values_list("user", "is_on", "weekday", "hour").get() == (ambassador.pk, True, 4, 7)
    browser.post(where, {"day": "never", "hour": "7"})
    assert not WeeklyMail.objects.get().is_on
    browser.post(where, {"stale_days": "30"})
    assert HubLog.objects.get().stale_days == 30
    for wrong in ({"day": "9", "hour": "7"}, {"day": "1", "hour": "99"}, {"stale_days": "1"}, {"stale_days": "veel"}):
        assert browser.post(where, wrong).status_code == 422


def test_all_sources_are_linked_from_the_page_of_proposals_and_the_account_menu(browser, hub):
    page = browser.get(PAGE).content.decode()

    for where in (CALENDAR, ROUND, "/werkplek/noord/logboek/postadres/", "/mijn/weekmail/"):
        assert f'href="{where}"' in page


def test_the_administrator_sees_the_work_by_its_plain_name_and_can_pause_it(signed_in, browser):
    from knooppunt.core import schedules
    from knooppunt.core.models import Schedule
    from knooppunt.network.models import Role
    from knooppunt.network.tests.factories_people import user_with

    schedules.sync()
    administrator = signed_in(user_with(Role.ADMINISTRATOR))

    page = administrator.get("/werkplek/beheer/taken/").content.decode()
    for name in ("De weekmail versturen", "Terugkerende momenten voorstellen", "Oude voorstellen leegmaken"):
        assert name in page
    one = Schedule.objects.get(name="journal.send_weekly_mails")
    administrator.post("/werkplek/beheer/taken/", {"act": "pause", "pk": one.pk})
    one.refresh_from_db()
    assert one.paused
