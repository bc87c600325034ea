"""The weekly mail: received on a real mail server, opened by a scanner, finished with three buttons, taken back."""

import datetime as dt
import re
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.apps import apps
from django.test import Client
from django.utils import timezone

from knooppunt.core import grants, outbox
from knooppunt.core.decisions import Choice, Decision, DecisionProvider, Done, Settled, decisions
from knooppunt.core.models import Job, LinkGrant, OutboxMail
from knooppunt.core.schedules import AMSTERDAM
from knooppunt.journal.actions.proposals import dismiss_proposal
from knooppunt.journal.actions.weekly import due_users, send_weekly_mail, set_weekly_mail, week_code
from knooppunt.journal.models import HubLog, Moment, Proposal, WeeklyMail
from knooppunt.journal.tests.sources.test_proposals import proposed
from knooppunt.network.models import Mandate
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import ItemFactory, PlanFactory, ThemeFactory

State = Proposal.State


@pytest.fixture
def sink(settings):
    """A real mail server; ``sink`` is the list of what it took."""

    class Handler:
        taken = []

        async def handle_DATA(self, _server, _session, envelope):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 OK"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Handler()
    handler.taken = []
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler.taken
    controller.stop()


@pytest.fixture
def old_row(hub):
    """A row of this year's plan that nobody looked at for a hundred days."""
    theme = ThemeFactory(plan=PlanFactory(hub=hub, year=timezone.localdate().year), title="Scholing")
    row = ItemFactory(theme=theme, text="Docenten scholen", status="op_schema")
    PlanItem.objects.filter(pk=row.pk).update(confirmed_at=timezone.now() - dt.timedelta(days=100))
    return PlanItem.objects.get(pk=row.pk)


def received(sink, user):
    """The mail as it came in."""
    assert send_weekly_mail(user=user)
    outbox.send_due()
    return sink[-1]


def links_of(message):
    """Every address in both parts and in the headers, without the host."""
    parts = [message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()]
    found = re.findall(r"https?://[^/\s\"<>]+(/[^\s\"<>]*)", " ".join([*parts, message["List-Unsubscribe"]]))
    return list(dict.fromkeys(found))


def link_to(message, words):
    """The address behind a button of the text part."""
    lines = message.get_body(("plain",)).get_content().splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip() == f"{words}:")
    return re.sub(r"https?://[^/]+", "", lines[place + 1].strip())


def everything():
    """All rows of all tables, so that nothing at all can change unseen."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed
    }


def press(link, **given):
    path = link.partition("?")[0]
    return Client().post(path, given, follow=True)


# ---- what must be shown ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_scanner_changes_nothing_three_buttons_do_three_things_and_undo_takes_them_back(
    hub, ambassador, old_row, sink
):
    confirm, dismiss = proposed(hub, ambassador, "Overleg school"), proposed(hub, ambassador, "Tandarts", ago=2)
    message = received(sink, ambassador)
    before = everything()

    for link in links_of(message):
        for ask in (Client().get, Client().head):
            assert ask(link).status_code < 400, link
    assert everything() == before

    text = message.get_body(("plain",)).get_content()
    blocks = {title: text[text.index(title) :] for title in ("Overleg school", "Tandarts", "Docenten scholen")}

    def button(title, words):
        line = blocks[title].splitlines()
        place = next(number for number, one in enumerate(line) if one.strip() == f"{words}:")
        return re.sub(r"https?://[^/]+", "", line[place + 1].strip())

    first = button("Overleg school", "Zet in het logboek")
    second = button("Tandarts", "Niet voor het logboek")
    third = button("Docenten scholen", "Behaald")
    assert "Het staat in het logboek" in press(first, choice="ja").content.decode()
    assert "komt niet terug" in press(second, choice="nee").content.decode()
    assert "De status is nu" in press(third, choice="behaald").content.decode()

    confirm.refresh_from_db()
    dismiss.refresh_from_db()
    old_row.refresh_from_db()
    assert (confirm.state, dismiss.state, old_row.status) == (State.CONFIRMED, State.DISMISSED, "behaald")
    assert Moment.objects.get().author == ambassador

    for link in (first, second, third):
        assert "Teruggedraaid" in press(link, act="undo").content.decode()
    confirm.refresh_from_db()
    dismiss.refresh_from_db()
    old_row.refresh_from_db()
    assert (confirm.state, dismiss.state, old_row.status) == (State.OPEN, State.OPEN, "op_schema")
    assert not Moment.objects.exists()

    # And it can be decided again, with the same link.
    press(first, choice="ja")
    assert Moment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_mail_reads_well_as_text_and_can_be_stopped_with_one_press(hub, ambassador, old_row, sink):
    proposed(hub, ambassador, "Overleg school")
    message = received(sink, ambassador)

    text = message.get_body(("plain",)).get_content()
    assert message["Subject"].endswith(f"week {timezone.localtime().isocalendar().week}")
    assert "2 dingen" in message["Subject"]
    assert "VOOR JE LOGBOEK" in text
    assert "* Overleg school" in text
    assert "Klopt nog:" in text
    assert "&" not in text
    assert "\n\n\n\n" not in text
    assert max(len(line) for line in text.splitlines() if "://" not in line) < 250
    html = message.get_body(("html",)).get_content()
    assert html.count("/l/") == text.count("/l/")
    assert "<script" not in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    stop = re.sub(r"https?://[^/]+", "", message["List-Unsubscribe"].strip(" <>"))
    answer = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200  # no redirect: RFC 8058
    assert not WeeklyMail.objects.get().is_on
    assert "geen weekmail meer" in answer.content.decode()
    Client().post(stop, {"day": "2", "hour": "8"})
    assert WeeklyMail.objects.values_list("is_on", "weekday", "hour").get() == (True, 2, 8)


# ---- when, and never twice ------------------------------------------------------------------------------------------


def test_nothing_to_decide_gives_no_mail(hub, ambassador):
    assert not send_weekly_mail(user=ambassador)
    assert not OutboxMail.objects.exists()


def test_one_mail_a_week_whatever_happens(hub, ambassador):
    proposed(hub, ambassador)

    assert [send_weekly_mail(user=ambassador) for _time in range(3)] == [True, False, False]
    next_week = timezone.now() + dt.timedelta(days=7)
    assert send_weekly_mail(user=ambassador, now=next_week)

    assert OutboxMail.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_halfway_leaves_nothing_and_the_next_one_sends(hub, ambassador, monkeypatch):
    proposed(hub, ambassador)
    real = outbox.queue_mail

    def die(**_values):
        raise SystemExit("killed")

    monkeypatch.setattr(outbox, "queue_mail", die)
    with pytest.raises(SystemExit):
        send_weekly_mail(user=ambassador)
    assert not LinkGrant.objects.exists()
    assert not WeeklyMail.objects.exclude(last_week="").exists()

    monkeypatch.setattr(outbox, "queue_mail", real)
    assert send_weekly_mail(user=ambassador)
    assert OutboxMail.objects.count() == 1


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-23T08:59", False),
        ("2026-03-23T09:00", True),  # Monday, winter time
        ("2026-03-30T08:59", False),
        ("2026-03-30T09:00", True),  # Monday, summer time
        ("2026-03-31T20:00", True),  # the worker stood still
        ("2026-04-02T09:00", False),  # too late: next week
        ("2026-04-05T23:00", False),
    ],
)
def test_it_goes_on_monday_at_nine_unless_somebody_chose_otherwise(hub, ambassador, now, due):
    assert (ambassador in due_users(at(now))) is due


def test_a_chosen_hour_never_and_who_runs_nothing(hub, ambassador, board):
    set_weekly_mail(user=ambassador, is_on=True, weekday=4, hour=16)
    assert due_users(at("2026-03-27T16:00")) == [ambassador]
    assert due_users(at("2026-03-23T09:00")) == []

    set_weekly_mail(user=ambassador, is_on=False)
    assert due_users(at("2026-03-27T16:00")) == []
    WeeklyMail.objects.update(is_on=True, last_week=week_code(at("2026-03-27T16:00")))
    assert due_users(at("2026-03-27T16:00")) == []


def test_each_ambassador_gets_a_job_and_a_mail(hub, ambassador, duo, monkeypatch):
    from knooppunt.journal import tasks

    monkeypatch.setattr(tasks.weekly, "due_users", lambda: [ambassador, duo])
    proposed(hub, None, "Van een onbekende", source="mail")

    tasks.send_weekly_mails()
    tasks.send_weekly_mails()
    jobs = Job.objects.filter(name="journal.send_weekly_mail")
    assert jobs.count() == 2
    for job in jobs:
        assert tasks.send_weekly_mail(**job.args) == "queued"

    assert set(OutboxMail.objects.values_list("to", flat=True)) == {ambassador.email, duo.email}


def test_the_schedules_have_plain_names(db):
    from knooppunt.core import schedules

    schedules.sync()

    assert schedules.title_of("journal.send_weekly_mails") == "De weekmail versturen"
    assert schedules.title_of("journal.read_calendars") == "Agenda's van ambassadeurs lezen"


# ---- links that do nothing (any more) -------------------------------------------------------------------------------


def mailed(user, sections=1):
    """The links of the week's mail of ``user``, in order, without sending it."""
    assert send_weekly_mail(user=user)
    text = OutboxMail.objects.filter(to=user.email).latest("pk").text
    return [one.partition("?")[0] for one in dict.fromkeys(re.findall(r"https?://[^/\s]+(/l/[^\s]+)", text))]


def decision_links(user):
    return list(dict.fromkeys(mailed(user)[:-1]))


def test_what_the_partner_finished_shows_as_done(hub, ambassador, duo, old_row):
    proposed(hub, None, "Van een onbekende", source="mail")
    mine, theirs = decision_links(ambassador), decision_links(duo)

    press(theirs[0], choice="ja")
    press(theirs[1], choice="klopt")

    for link in mine:
        page = Client().get(link).content.decode()
        assert str(duo) in page
        assert "<form" not in page.partition("<main")[2]
    late = Client().post(mine[0], {"choice": "ja"})
    assert (late.status_code, str(duo) in late.content.decode()) == (409, True)
    assert Moment.objects.count() == 1


def test_a_second_press_does_nothing_and_says_what_was_done(hub, ambassador):
    proposed(hub, ambassador)
    [link] = decision_links(ambassador)

    press(link, choice="ja")
    again = press(link, choice="nee")

    assert "Het staat in het logboek" in again.content.decode()
    assert Proposal.objects.get().state == State.CONFIRMED


def test_an_unknown_choice_is_refused_with_a_sentence(hub, ambassador):
    proposed(hub, ambassador)
    [link] = decision_links(ambassador)

    for wrong in ({}, {"choice": "alles"}, {"choice": "behaald"}, {"choice": "x" * 20_000}, {"act": "undo"}):
        assert Client().post(link, wrong).status_code in {302, 409}
    assert Client().get(f"{link}?keus=onzin").status_code == 200
    assert Proposal.objects.get().state == State.OPEN


def test_an_expired_tampered_or_revoked_link_says_so(hub, ambassador):
    proposed(hub, ambassador)
    [link] = decision_links(ambassador)

    for ask in (Client().get, lambda path: Client().post(path, {"choice": "ja"})):
        assert ask(link[:-5] + "AAAA/").status_code == 404
        LinkGrant.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
        assert ask(link).status_code == 410
        LinkGrant.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    grants.revoke(LinkGrant.objects.order_by("pk").first())
    assert Client().post(link, {"choice": "ja"}).status_code == 410
    assert not Moment.objects.exists()


def test_who_no_longer_runs_the_hub_can_decide_nothing(hub, ambassador, old_row):
    proposed(hub, ambassador)
    links = decision_links(ambassador)
    Mandate.objects.filter(user=ambassador).update(valid_until=timezone.localdate() - dt.timedelta(days=1))

    for link, choice in zip(links, ("ja", "behaald"), strict=True):
        assert "je werkt niet meer voor dit knooppunt" in Client().get(link).content.decode()
        assert Client().post(link, {"choice": choice}).status_code == 409
    assert not Moment.objects.exists()
    assert PlanItem.objects.get(pk=old_row.pk).status == "op_schema"


def test_what_was_done_cannot_be_taken_back_after_leaving_or_after_a_week(hub, ambassador, old_row):
    proposed(hub, ambassador)
    links = decision_links(ambassador)
    for link, choice in zip(links, ("ja", "behaald"), strict=True):
        press(link, choice=choice)

    mandates = Mandate.objects.filter(user=ambassador)
    mandates.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    for link in links:
        assert Client().post(link, {"act": "undo"}).status_code == 409
    mandates.update(valid_until=None)
    for grant in LinkGrant.objects.filter(scope="journal.decide"):
        grant.data["done"]["at"] = (timezone.now() - dt.timedelta(days=8)).isoformat()
        grant.save()
    for link in links:
        assert "Maak ongedaan" not in Client().get(link).content.decode().partition("<main")[2]
        assert Client().post(link, {"act": "undo"}).status_code == 409

    assert Moment.objects.count() == 1


def test_undo_never_overwrites_what_somebody_did_later(hub, ambassador, duo, old_row):
    [link] = decision_links(ambassador)
    press(link, choice="achter_op_schema")
    from knooppunt.plans.api import Wish, save_statuses

    row = PlanItem.objects.get(pk=old_row.pk)
    save_statuses(plan=row.theme.plan, wishes=[Wish(row.pk, row.version, row.status, "behaald")], by=duo)

    assert Client().post(link, {"act": "undo"}).status_code == 409
    assert PlanItem.objects.get(pk=old_row.pk).status == "behaald"


def test_a_closed_account_decides_nothing(hub, ambassador):
    proposed(hub, ambassador)
    [link] = decision_links(ambassador)
    type(ambassador).objects.filter(pk=ambassador.pk).update(is_active=False)

    assert "account dat er niet meer is" in Client().get(link).content.decode()
    assert Client().post(link, {"choice": "ja"}).status_code == 410
    assert not Moment.objects.exists()


def test_a_press_sets_no_cookie_and_asks_for_no_token(hub, ambassador):
    proposed(hub, ambassador)
    [link] = decision_links(ambassador)
    client = Client(enforce_csrf_checks=True)

    client.get(link)
    answer = client.post(link, {"choice": "ja"})

    assert answer.status_code == 302
    assert not client.cookies
    assert Moment.objects.count() == 1


# ---- what is in it --------------------------------------------------------------------------------------------------


def test_only_old_rows_of_this_years_open_plan_are_asked_about(hub, ambassador, old_row):
    theme = old_row.theme
    for changes in ({"status": ""}, {"status": "behaald"}, {"archived_at": timezone.now()}):
        row = ItemFactory(theme=theme, **{"status": "op_schema", **changes})
        PlanItem.objects.filter(pk=row.pk).update(confirmed_at=timezone.now() - dt.timedelta(days=100))
    fresh = ItemFactory(theme=theme, status="op_schema")
    PlanItem.objects.filter(pk=fresh.pk).update(confirmed_at=timezone.now() - dt.timedelta(days=45))
    provider = decisions.get("journal.rows")

    assert [one.key for one in provider.waiting(ambassador)] == [str(old_row.pk)]
    HubLog.objects.create(hub=hub, mail_token="x", token_made_at=timezone.now(), stale_days=30)
    assert {one.key for one in provider.waiting(ambassador)} == {str(old_row.pk), str(fresh.pk)}


@pytest.mark.parametrize("count", [1, 3])
def test_rows_ask_the_same_number_of_questions(hub, ambassador, old_row, count, django_assert_num_queries):
    for _number in range(count - 1):
        row = ItemFactory(theme=old_row.theme, status="doorlopend")
        PlanItem.objects.filter(pk=row.pk).update(confirmed_at=timezone.now() - dt.timedelta(days=90))
    ambassador.has_perm("journal.add_moment")

    with django_assert_num_queries(2):
        assert len(decisions.get("journal.rows").waiting(ambassador)) == count


def test_many_proposals_leave_room_for_the_rest(hub, ambassador, old_row):
    for number in range(20):
        proposed(hub, ambassador, f"Overleg {number}", ago=number + 1)

    send_weekly_mail(user=ambassador)

    mail = OutboxMail.objects.get()
    assert mail.text.count("\n* ") <= 12
    assert "* Docenten scholen" in mail.text
    assert "21 dingen" in mail.subject
    assert "nog" in mail.text


def test_a_later_part_of_the_platform_plugs_in(hub, ambassador):
    answered = []
    provider = DecisionProvider(
        "Vragen",
        waiting=lambda user: [Decision("7", "Wie geeft les?", "Van ROC Voorbeeld", (Choice("ja", "Ik"),))],
        look=lambda user, key: Settled("Beantwoord.") if answered else Decision("7", "Wie?", "", (Choice("ja", "Ik"),)),
        decide=lambda user, key, choice: answered.append(key) or Done("Gedaan."),
        undo=lambda user, key, kept: answered.clear() or "Terug.",
    )
    decisions.register("test.questions", provider)
    try:
        [link] = decision_links(ambassador)
        assert "Gedaan." in press(link, choice="ja").content.decode()
        assert answered == ["7"]
        assert "Terug." in press(link, act="undo").content.decode()
        assert answered == []
    finally:
        decisions.unregister("test.questions")


def test_an_english_reader_gets_an_english_mail_with_english_pages(hub, ambassador):
    proposed(hub, ambassador)
    type(ambassador).objects.filter(pk=ambassador.pk).update(language="en")
    ambassador.refresh_from_db()

    send_weekly_mail(user=ambassador)

    mail = OutboxMail.objects.get()
    assert "One thing waits for you" in mail.subject
    assert "/en/l/" in mail.text


def test_a_dismissed_proposal_is_not_mailed(hub, ambassador):
    dismiss_proposal(proposal=proposed(hub, ambassador), by=ambassador)

    assert not send_weekly_mail(user=ambassador)
