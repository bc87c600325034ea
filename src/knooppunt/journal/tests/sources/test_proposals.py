"""Proposing, confirming, adjusting, dismissing, taking back; doubles; recurring moments; calendars over HTTP."""

import datetime as dt
import http.server
import threading

import pytest
from django.utils import timezone

from knooppunt.core import registries
from knooppunt.core.registries import ProposedMoment
from knooppunt.core.schedules import AMSTERDAM
from knooppunt.journal.actions import calendars
from knooppunt.journal.actions.moments import MomentData, add_moment
from knooppunt.journal.actions.months import close_month
from knooppunt.journal.actions.proposals import (
    Idea,
    clean_proposals,
    collect_proposals,
    confirm_proposal,
    dismiss_proposal,
    propose,
    reopen_proposal,
    source_key,
)
from knooppunt.journal.actions.recurring import RecurringData, add_recurring, delete_recurring, pause_recurring
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.calendars import Limits
from knooppunt.journal.models import CalendarFeed, Moment, Proposal, RecurringMoment
from knooppunt.journal.queries.proposals import proposals_visible_to, waiting_for
from knooppunt.journal.rhythm import days_of
from knooppunt.journal.tests.factories import contact, organisation
from knooppunt.network.models import Mandate

State = Proposal.State


def idea(hub, user, title="Overleg werkgroep scholing", *, ago=1, source="calendar", key=None, **more):
    return Idea(
        source=source,
        key=key or source_key(source, title, ago),
        hub=hub,
        user_id=user.pk if user else None,
        date=timezone.localdate() - dt.timedelta(days=ago),
        minutes=more.pop("minutes", 60),
        title=title,
        **more,
    )


def proposed(hub, user, title="Overleg werkgroep scholing", **more):
    [made] = propose(ideas=[idea(hub, user, title, **more)])
    return made


# ---- one proposal ---------------------------------------------------------------------------------------------------


def test_a_title_is_read_like_a_typed_line(hub, ambassador):
    school = organisation("ROC De Polder", hub)

    made = proposed(hub, ambassador, "Overleg ROC De Polder over gastlessen")

    assert made.kind == "meeting"
    assert list(made.organisations.all()) == [school]


def test_confirming_writes_one_moment_and_only_once(hub, ambassador):
    made = proposed(hub, ambassador)

    moment = confirm_proposal(proposal=made, by=ambassador)

    assert (moment.minutes, moment.note, moment.source) == (60, "Overleg werkgroep scholing", "proposal")
    assert (moment.author, moment.date) == (ambassador, made.date)
    with pytest.raises(Refused):
        confirm_proposal(proposal=made, by=ambassador)
    with pytest.raises(Refused):
        dismiss_proposal(proposal=made, by=ambassador)
    assert Moment.objects.count() == 1


def test_what_was_decided_never_returns(hub, ambassador):
    first, second = proposed(hub, ambassador, "Een overleg"), proposed(hub, ambassador, "Iets privé")
    confirm_proposal(proposal=first, by=ambassador)
    dismiss_proposal(proposal=second, by=ambassador)

    again = propose(ideas=[idea(hub, ambassador, "Een overleg"), idea(hub, ambassador, "Iets privé")])

    assert again == []
    assert not waiting_for(ambassador).exists()


def test_a_decision_is_taken_back_with_its_moment(hub, ambassador):
    made = proposed(hub, ambassador)
    confirm_proposal(proposal=made, by=ambassador)

    reopen_proposal(proposal=made, by=ambassador)

    assert made.state == State.OPEN
    assert not Moment.objects.exists()
    with pytest.raises(Refused):
        reopen_proposal(proposal=made, by=ambassador)


def test_a_moment_that_was_changed_since_is_not_thrown_away(hub, ambassador):
    made = proposed(hub, ambassador)
    moment = confirm_proposal(proposal=made, by=ambassador)
    Moment.objects.filter(pk=moment.pk).update(version=2)
    made.refresh_from_db()

    with pytest.raises(Refused):
        reopen_proposal(proposal=made, by=ambassador)

    made.refresh_from_db()
    assert made.state == State.CONFIRMED
    assert Moment.objects.filter(pk=moment.pk).exists()


def test_a_closed_month_refuses_and_the_proposal_stays(hub, ambassador, last_month):
    made = proposed(hub, ambassador, ago=(timezone.localdate() - last_month).days)
    close_month(hub=hub, month=last_month.replace(day=1), by=ambassador)

    with pytest.raises(Refused):
        confirm_proposal(proposal=made, by=ambassador)

    made.refresh_from_db()
    assert made.state == State.OPEN


def test_contacts_are_recognised_by_their_address_in_the_own_hub_only(hub, other_hub, ambassador):
    mine, other = contact("Kim Voorbeeld", hub), contact("Lo Voorbeeld", other_hub)
    for one in (mine, other):
        one.email = f"{one.pk}@school.example"
        one.save()

    made = proposed(hub, ambassador, addresses=[mine.email.upper(), other.email])

    assert list(made.contacts.all()) == [mine]


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": 5000}, {"ago": -1}, {"ago": 9000}, {"title": "  "}])
def test_what_cannot_be_a_moment_is_not_proposed(hub, ambassador, wrong):
    assert propose(ideas=[idea(hub, ambassador, **wrong)]) == []


# ---- doubles --------------------------------------------------------------------------------------------------------


def test_the_same_from_calendar_and_rhythm_is_proposed_once(hub, ambassador):
    proposed(hub, ambassador, "Weekoverleg consortium", source="recurring")

    assert propose(ideas=[idea(hub, ambassador, "Consortium weekoverleg")]) == []
    assert len(propose(ideas=[idea(hub, ambassador, "Weekoverleg consortium", ago=2)])) == 1
    assert len(propose(ideas=[idea(hub, ambassador, "Bezoek hospice")])) == 1
    assert waiting_for(ambassador).count() == 3


def test_a_double_does_not_come_up_when_the_first_was_dismissed(hub, ambassador):
    first = proposed(hub, ambassador, "Weekoverleg consortium", source="recurring")
    propose(ideas=[idea(hub, ambassador, "Weekoverleg consortium")])

    dismiss_proposal(proposal=first, by=ambassador)
    propose(ideas=[idea(hub, ambassador, "Weekoverleg consortium")])

    assert not waiting_for(ambassador).exists()


def test_two_of_one_title_in_the_same_calendar_are_two(hub, ambassador):
    ideas = [idea(hub, ambassador, "Intake", key=source_key(number)) for number in range(2)]

    assert len(propose(ideas=ideas)) == 2


def test_what_stands_in_the_logbook_already_is_not_proposed(hub, ambassador, duo):
    day = timezone.localdate() - dt.timedelta(days=1)
    add_moment(hub=hub, data=MomentData(day, 60, note="Overleg werkgroep scholing"), by=ambassador)

    assert propose(ideas=[idea(hub, ambassador)]) == []
    assert len(propose(ideas=[idea(hub, duo, key="van de ander")])) == 1  # the other half worked too


# ---- whose ----------------------------------------------------------------------------------------------------------


def test_everybody_sees_their_own_and_those_of_nobody_in_their_hub(hub, ambassador, duo, stranger, board):
    proposed(hub, ambassador, "Van mij")
    proposed(hub, None, "Van niemand", source="mail")

    assert {one.title for one in proposals_visible_to(ambassador)} == {"Van mij", "Van niemand"}
    assert {one.title for one in proposals_visible_to(duo)} == {"Van niemand"}
    for other in (stranger, board):
        assert not proposals_visible_to(other).exists()


def test_who_no_longer_runs_the_hub_sees_nothing_of_it(hub, ambassador):
    proposed(hub, ambassador)
    Mandate.objects.filter(user=ambassador).update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    again = type(ambassador).objects.get(pk=ambassador.pk)

    assert not proposals_visible_to(again).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(hub, ambassador, django_assert_num_queries, count):
    organisation("ROC De Polder", hub)
    propose(ideas=[idea(hub, ambassador, f"Overleg {n} ROC De Polder", ago=n + 1) for n in range(count)])
    assert proposals_visible_to(ambassador).count() == count

    with django_assert_num_queries(2):
        rows = list(waiting_for(ambassador))
        assert [str(org) for row in rows for org in row.organisations.all()] == ["ROC De Polder"] * count


def test_old_proposals_are_emptied_but_for_their_key(hub, ambassador):
    made, waits = proposed(hub, ambassador, "Iets privé"), proposed(hub, ambassador, "Wacht nog")
    dismiss_proposal(proposal=made, by=ambassador)
    long_ago = timezone.now() - dt.timedelta(days=100)
    Proposal.objects.filter(pk=made.pk).update(created_at=long_ago)

    assert clean_proposals() == 1
    assert clean_proposals() == 0

    made.refresh_from_db()
    assert (made.title, made.state) == ("", State.DISMISSED)
    assert propose(ideas=[idea(hub, ambassador, "Iets privé")]) == []
    waits.refresh_from_db()
    assert (waits.title, waits.state) == ("Wacht nog", State.OPEN)


# ---- what comes round -----------------------------------------------------------------------------------------------


def days(first, rhythm, since, until, last=None):
    one = RecurringMoment(title="x", rhythm=rhythm, first_on=first, last_on=last, minutes=60)
    return [f"{day:%d-%m}" for day in days_of(one, since, until)]


def test_rhythms_fall_on_their_days():
    first, since, until = dt.date(2026, 1, 6), dt.date(2026, 2, 1), dt.date(2026, 3, 10)

    assert days(first, "weekly", since, until)[:2] == ["03-02", "10-02"]
    assert days(first, "fortnightly", since, until) == ["03-02", "17-02", "03-03"]
    assert days(first, "monthly", since, until) == ["03-02", "03-03"]
    assert days(first, "weekly", since, until, last=dt.date(2026, 2, 5)) == ["03-02"]
    assert days(dt.date(2026, 1, 30), "monthly", dt.date(2026, 1, 1), dt.date(2026, 4, 1)) == [
        "30-01",
        "27-02",
        "27-03",
    ]
    assert days(dt.date(2027, 1, 1), "weekly", since, until) == []
    assert len(days(dt.date(1900, 1, 1), "weekly", since, since + dt.timedelta(days=9000))) == 400


def weekly(hub, ambassador, title="Weekoverleg"):
    first = timezone.localdate() - dt.timedelta(days=1)
    return add_recurring(user=ambassador, hub=hub, data=RecurringData(title, "weekly", first, 60, kind="meeting"))


def test_what_comes_round_is_proposed_after_it_was_and_once(hub, ambassador):
    weekly(hub, ambassador)

    assert collect_proposals() == 1
    assert collect_proposals() == 0
    assert collect_proposals(today=timezone.localdate() + dt.timedelta(days=3)) == 0
    assert waiting_for(ambassador).get().kind == "meeting"


def test_a_paused_or_deleted_rhythm_proposes_nothing(hub, ambassador):
    moment = weekly(hub, ambassador)
    pause_recurring(moment=moment, paused=True)
    assert collect_proposals() == 0

    pause_recurring(moment=moment, paused=False)
    assert collect_proposals() == 1
    delete_recurring(moment=moment)
    assert not waiting_for(ambassador).exists()


def test_a_rhythm_of_somebody_who_left_proposes_nothing(hub, ambassador):
    weekly(hub, ambassador)
    Mandate.objects.filter(user=ambassador).delete()

    assert collect_proposals() == 0


def test_another_app_can_propose_what_it_knows(hub, ambassador):
    day = timezone.localdate() - dt.timedelta(days=1)
    one = ProposedMoment("bijeenkomst-7", hub.pk, ambassador.pk, day, 120, "Netwerkbijeenkomst", kind="meeting")
    registries.proposal_providers.register("meeting", lambda since, until: [one])
    try:
        assert (collect_proposals(), collect_proposals()) == (1, 0)
    finally:
        registries.proposal_providers.unregister("meeting")

    made = waiting_for(ambassador).get()
    assert (made.source, made.minutes) == ("meeting", 120)


# ---- a calendar, over a real connection -----------------------------------------------------------------------------


@pytest.fixture
def web():
    """A server that gives ``web.body`` with status ``web.status``; it listens on this machine, which only tests allow."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            web.asked.append(self.headers.get("If-None-Match"))
            status = 304 if web.tag and web.asked[-1] == web.tag else web.status
            self.send_response(status)
            self.send_header("ETag", web.tag)
            self.end_headers()
            self.wfile.write(b"" if status == 304 else web.body)

        def log_message(self, *_args):
            pass

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.asked, web.status, web.tag = [], 200, '"v1"'
    threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True).start()
    web.address = f"http://127.0.0.1:{web.server_port}/geheim.ics"
    yield web
    web.shutdown()
    web.server_close()


LOOSE = Limits(seconds=5.0, may_connect=lambda address: address == "127.0.0.1")


def ics(*titles):
    begin = timezone.now().astimezone(AMSTERDAM) - dt.timedelta(days=1)
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}@x\nSUMMARY:{title}\nDTSTART:{begin:%Y%m%dT%H%M%S}\nDURATION:PT45M\nEND:VEVENT\n"
        for number, title in enumerate(titles)
    )
    return f"BEGIN:VCALENDAR\n{body}END:VCALENDAR\n".encode()


@pytest.fixture
def feed(hub, ambassador, web):
    return calendars.connect_calendar(user=ambassador, hub=hub, address=web.address)


def test_a_calendar_is_read_and_proposed_once(feed, web, ambassador):
    web.body = ics("Overleg school", "Bezoek hospice")

    calendars.read_feed(feed=feed, limits=LOOSE)
    feed.refresh_from_db()
    calendars.read_feed(feed=feed, limits=LOOSE)

    assert sorted(one.title for one in waiting_for(ambassador)) == ["Bezoek hospice", "Overleg school"]
    assert waiting_for(ambassador).first().minutes == 45
    feed.refresh_from_db()
    assert (feed.problem, feed.found, feed.entity_tag) == ("", 2, '"v1"')
    assert web.asked == [None, '"v1"']


def test_only_appointments_with_a_word_when_asked(feed, web, ambassador):
    web.body = ics("Tandarts", "KNOOPPUNT: overleg")
    CalendarFeed.objects.update(only_with="knooppunt")
    feed.refresh_from_db()

    calendars.read_feed(feed=feed, limits=LOOSE)

    assert [one.title for one in waiting_for(ambassador)] == ["KNOOPPUNT: overleg"]


def test_what_goes_wrong_stands_on_the_page_and_is_tried_again_ever_later(feed, web, ambassador, signed_in):
    web.body = b"<html>Inloggen</html>"
    waits = []
    for _time in range(3):
        calendars.read_feed(feed=feed, limits=LOOSE)
        feed.refresh_from_db()
        waits.append(round((feed.next_read_at - timezone.now()).total_seconds() / 3600))

    assert (feed.problem, feed.failures, waits) == ("not-calendar", 3, [2, 4, 8])
    page = signed_in(ambassador).get("/werkplek/logboek/agenda/").content.decode()
    assert "Op dit adres staat geen agenda" in page
    assert web.address not in page
    web.body = ics("Overleg")
    calendars.read_feed(feed=feed, limits=LOOSE)
    feed.refresh_from_db()
    assert (feed.problem, feed.failures) == ("", 0)


def test_an_address_inside_is_not_read_by_the_job_that_everybody_gets(feed, web):
    from knooppunt.journal.tasks import read_calendar

    assert read_calendar(feed_id=feed.pk) == "not read: not-public"
    assert web.asked == []


def test_a_calendar_of_somebody_who_left_is_no_longer_read(feed, web, ambassador):
    Mandate.objects.filter(user=ambassador).delete()

    calendars.read_feed(feed=CalendarFeed.objects.get(pk=feed.pk), limits=LOOSE)

    assert web.asked == []
    assert CalendarFeed.objects.get(pk=feed.pk).is_paused


def test_forgetting_a_calendar_forgets_its_proposals_but_not_the_logbook(feed, web, ambassador):
    web.body = ics("Overleg school", "Bezoek hospice")
    calendars.read_feed(feed=feed, limits=LOOSE)
    confirm_proposal(proposal=waiting_for(ambassador).first(), by=ambassador)

    calendars.forget_calendar(feed=feed)

    assert not waiting_for(ambassador).exists()
    assert Moment.objects.count() == 1
    assert not CalendarFeed.objects.exists()


def test_calendars_whose_time_has_come_get_a_job_each(feed):
    from knooppunt.core.models import Job
    from knooppunt.journal.tasks import read_calendars

    Job.objects.all().delete()
    assert (read_calendars(), read_calendars()) == ("1 calendars", "1 calendars")
    assert Job.objects.filter(name="journal.read_calendar").count() == 1  # one of a kind waits
    CalendarFeed.objects.update(next_read_at=timezone.now() + dt.timedelta(hours=1))
    assert read_calendars() == "0 calendars"
