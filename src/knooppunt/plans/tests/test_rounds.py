"""Status rounds: opening, answering, reminding, closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.models import User
from knooppunt.core.models import OutboxMail
from knooppunt.core.versions import Conflict
from knooppunt.network.models import Hub, Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory, user_with
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.actions.rounds import change_round, close_round, open_round, reopen_round, send_round_reminders
from knooppunt.plans.actions.statuses import Wish, save_statuses
from knooppunt.plans.models import PlanItem, StatusRound
from knooppunt.plans.queries.rounds import asked_of_hub, asked_of_user, progress_of_hubs
from knooppunt.plans.tests.overview_data import change, make_national, make_network, make_plan, make_round, make_rows

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=40)


def make_hub(rows: int = 3, answered: int = 0, **extra: object) -> Hub:
    """A hub whose plan has ``rows`` rows, of which ``answered`` were confirmed today."""
    hub = HubFactory(**extra)
    items = make_rows(make_plan(hub), None, ["op_schema"] * rows, confirmed_at=timezone.now() - LONG_AGO)
    PlanItem.objects.filter(pk__in=[item.pk for item in items[:answered]]).update(confirmed_at=timezone.now())
    return hub


def figures(asked: StatusRound) -> dict[str, tuple[int, int, bool]]:
    return {one.hub.short_name: (one.answered, one.total, one.is_done) for one in progress_of_hubs(asked)}


def values(opens: int = 0, closes: int = 7, **extra: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "title": "Najaar",
        "message": "Voor het overleg",
        "year": today.year,
        "opens_on": today + dt.timedelta(days=opens),
        "closes_on": today + dt.timedelta(days=closes),
        "remind_days": 5,
        **extra,
    }


def signed_in(role: str = Role.COORDINATOR, hub: Hub | None = None) -> Client:
    client = Client()
    client.force_login(user_with(role, hub))
    return client


# ---- Progress -------------------------------------------------------------------------------------------------------
def test_a_row_is_answered_when_it_was_confirmed_since_the_round_began() -> None:
    make_hub(3, 1, short_name="Half")
    make_hub(2, 2, short_name="Klaar")
    HubFactory(short_name="Zonder")

    assert figures(make_round()) == {"Half": (1, 3, False), "Klaar": (2, 2, True), "Zonder": (0, 0, False)}


def test_saying_that_the_rest_still_holds_answers_the_round() -> None:
    hub = make_hub(3)
    ambassador, asked = user_with(Role.AMBASSADOR, hub), make_round()
    plan = hub.plans.get()
    items = PlanItem.objects.filter(theme__plan=plan)
    wishes = [Wish(item.pk, item.version, item.status, item.status) for item in items]

    save_statuses(plan=plan, wishes=wishes, by=ambassador)

    assert [one.is_done for one in progress_of_hubs(asked)] == [True]
    assert asked_of_user(ambassador) == []


def test_archived_and_binned_rows_are_not_asked_for() -> None:
    hub = make_hub(1, 1, short_name="Hub")
    make_rows(hub.plans.get(), None, [""], archived_at=timezone.now())
    make_rows(hub.plans.get(), None, [""], binned_at=timezone.now())

    assert figures(make_round()) == {"Hub": (1, 1, True)}


def test_a_round_that_is_over_remembers_how_it_ended() -> None:
    hub = HubFactory(short_name="Hub")
    one, two = make_rows(make_plan(hub), make_national(), ["op_schema", "op_schema"])
    PlanItem.objects.update(created_at=timezone.now() - LONG_AGO)
    asked = make_round(opens=-20, closes=-10)
    change(one, "behaald", at=timezone.now() - dt.timedelta(days=15))
    change(one, "op_schema", at=timezone.now())
    change(two, "behaald", at=timezone.now())  # too late
    make_rows(hub.plans.get(), None, ["behaald"])  # not there yet at the time

    assert figures(asked) == {"Hub": (1, 2, False)}


@pytest.mark.parametrize(("hubs", "years"), [(1, 1), (9, 3)])
def test_progress_costs_the_same_for_one_hub_and_nine(
    hubs: int, years: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_network(hubs, years, themes=1)
    asked = make_round()

    with django_assert_num_queries(3):
        assert len(progress_of_hubs(asked)) == hubs


# ---- Days -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("opens", "closes", "is_open", "is_over"),
    [(-3, 3, True, False), (0, 0, True, False), (1, 3, False, False), (-3, -1, False, True)],
)
def test_a_round_opens_and_closes_by_its_days(opens: int, closes: int, is_open: bool, is_over: bool) -> None:
    asked = make_round(opens, closes)

    assert (asked.is_open, asked.is_over, StatusRound.objects.open().exists()) == (is_open, is_over, is_open)


def test_a_round_can_be_closed_early_and_opened_again() -> None:
    coordinator, asked = user_with(Role.COORDINATOR), make_round()

    close_round(asked=asked, seen=asked.version, by=coordinator)
    assert asked.closed_by == coordinator
    assert (asked.is_open, asked.is_over, StatusRound.objects.open().exists()) == (False, True, False)
    with pytest.raises(Refused):
        close_round(asked=asked, seen=asked.version, by=coordinator)

    reopen_round(asked=asked, seen=asked.version, by=coordinator)
    assert asked.is_open
    with pytest.raises(Refused):
        reopen_round(asked=asked, seen=asked.version, by=coordinator)


def test_two_rounds_about_one_year_do_not_overlap() -> None:
    coordinator = user_with(Role.COORDINATOR)
    first = open_round(**values(0, 7), by=coordinator)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="Najaar"):
        open_round(**values(7, 9), by=coordinator)  # type: ignore[arg-type]
    open_round(**values(8, 9), by=coordinator)  # type: ignore[arg-type]
    open_round(**values(0, 7, year=timezone.localdate().year - 1), by=coordinator)  # type: ignore[arg-type]

    first.closes_on += dt.timedelta(days=1)
    with pytest.raises(Refused):
        change_round(asked=first, seen=first.version, by=coordinator)


def test_who_changes_a_round_that_somebody_else_changed_is_told() -> None:
    coordinator, asked = user_with(Role.COORDINATOR), make_round()
    other = StatusRound.objects.get(pk=asked.pk)
    change_round(asked=other, seen=1, by=coordinator)

    with pytest.raises(Conflict):
        change_round(asked=asked, seen=1, by=coordinator)


# ---- Asking ---------------------------------------------------------------------------------------------------------
def test_ambassadors_see_what_is_asked_until_they_are_done() -> None:
    half, done = make_hub(4, 1, short_name="Half"), make_hub(2, 2, short_name="Klaar")
    make_round(title="Voorjaarsronde")

    (item,) = asked_of_user(user_with(Role.AMBASSADOR, half))

    assert item.title == "Voorjaarsronde"
    assert str(item.text).startswith("Nog 3 van 4 regels.")
    assert item.url == f"/werkplek/{half.slug}/plan/{timezone.localdate().year}/"
    assert asked_of_user(user_with(Role.AMBASSADOR, done)) == []
    assert asked_of_user(user_with(Role.COORDINATOR)) == []
    assert len(asked_of_hub(half)) == 1


@pytest.mark.parametrize(("opens", "closes"), [(-9, -1), (1, 9)])
def test_a_round_that_is_not_open_asks_nothing(opens: int, closes: int) -> None:
    hub = make_hub(2)
    make_round(opens, closes)

    assert asked_of_hub(hub) == []


def test_the_plan_page_says_how_many_rows_wait() -> None:
    hub = make_hub(4, 1)
    make_round(title="Voorjaarsronde")

    text = signed_in(Role.AMBASSADOR, hub).get(hub.plans.get().get_absolute_url()).content.decode()

    assert "Voorjaarsronde" in text
    assert "Nog 3 regels wachten op antwoord." in text


# ---- Reminding ------------------------------------------------------------------------------------------------------
def mails() -> list[str]:
    return sorted(OutboxMail.objects.values_list("to", flat=True))


def test_ambassadors_of_hubs_that_are_not_done_get_one_mail_each() -> None:
    half, done, empty = make_hub(4, 1, short_name="Half"), make_hub(1, 1), HubFactory(short_name="Leeg")
    first, second = user_with(Role.AMBASSADOR, half), user_with(Role.AMBASSADOR, half)
    MandateFactory(user=first, role=Role.AMBASSADOR, hub=empty)
    user_with(Role.AMBASSADOR, done)
    user_with(Role.BOARD, half)
    make_round(closes=5)

    assert send_round_reminders() == 2
    assert send_round_reminders() == 2  # looks again, queues nothing

    assert mails() == sorted([first.email, second.email])
    text = OutboxMail.objects.get(to=first.email).text
    assert "- Half: nog 3 van 4 regels" in text
    assert "- Leeg: er is nog geen plan" in text
    assert f"/werkplek/{half.slug}/plan/" in text
    assert OutboxMail.objects.get(to=first.email).subject.startswith("Najaarsronde: nog tot en met")


def test_who_ended_or_left_gets_no_mail() -> None:
    hub = make_hub(2)
    MandateFactory(hub=hub, valid_until=timezone.localdate() - dt.timedelta(days=1))
    User.objects.filter(pk=user_with(Role.AMBASSADOR, hub).pk).update(is_active=False)
    make_round(closes=1)

    send_round_reminders()

    assert mails() == []


@pytest.mark.parametrize(("closes", "days", "sent"), [(6, 5, 0), (5, 5, 1), (0, 5, 1), (-1, 5, 0), (1, 0, 0)])
def test_the_mail_goes_some_days_before_the_end(closes: int, days: int, sent: int) -> None:
    user_with(Role.AMBASSADOR, make_hub(2))
    make_round(opens=-9, closes=closes, remind_days=days)

    send_round_reminders()

    assert len(mails()) == sent


def test_a_locked_plan_is_not_reminded_of() -> None:
    hub = make_hub(2)
    hub.plans.update(locked_at=timezone.now())
    user_with(Role.AMBASSADOR, hub)
    make_round(closes=1)

    send_round_reminders()

    assert (mails(), asked_of_hub(hub)) == ([], [])


def test_the_mail_is_in_the_language_of_the_reader() -> None:
    ambassador = user_with(Role.AMBASSADOR, make_hub(2))
    ambassador.language = "en"
    ambassador.save()
    make_round(closes=1)

    send_round_reminders()

    text = OutboxMail.objects.get().text
    assert "2 of 2 rows to go" in text
    assert "/en/werkplek/" in text


# ---- Pages ----------------------------------------------------------------------------------------------------------
def test_the_coordinator_opens_changes_closes_and_reopens_a_round() -> None:
    make_hub(2)
    client, sent = signed_in(), {key: str(value) for key, value in values().items()}

    response = client.post(reverse("plans:round-add"), {**sent, "version": "0"})
    asked = StatusRound.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("plans:round", args=[asked.pk]))

    client.post(reverse("plans:round-edit", args=[asked.pk]), {**sent, "title": "Anders", "version": "1"})
    client.post(reverse("plans:round-close", args=[asked.pk]))
    asked.refresh_from_db()
    assert (asked.title, asked.is_over) == ("Anders", True)
    assert "Eerder gesloten" in client.get(reverse("plans:round", args=[asked.pk])).content.decode()

    client.post(reverse("plans:round-close", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.is_open


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"closes_on": "2020-01-01"}, "De laatste dag ligt vóór de eerste."),
        ({"opens_on": "2020-01-01", "closes_on": "2020-01-02"}, "Deze dag is voorbij."),
        ({"closes_on": "morgen"}, "error-summary"),
        ({"title": ""}, "error-summary"),
        ({"title": "x" * 121}, "error-summary"),
        ({"year": "1900"}, "error-summary"),
        ({"remind_days": "-1"}, "error-summary"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(wrong: dict[str, str], sentence: str) -> None:
    sent = {**{key: str(value) for key, value in values().items()}, "version": "0", **wrong}

    response = signed_in().post(reverse("plans:round-add"), sent)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Voor het overleg" in response.content.decode()
    assert not StatusRound.objects.exists()


def test_an_overlap_is_said_in_the_form() -> None:
    make_round(title="Eerste ronde")

    response = signed_in().post(
        reverse("plans:round-add"), {**{key: str(value) for key, value in values().items()}, "version": "0"}
    )

    assert response.status_code == 422
    assert "Eerste ronde" in response.content.decode()


def test_a_conflict_shows_both_versions() -> None:
    asked, client = make_round(title="Oud"), signed_in()
    StatusRound.objects.update(title="Van een ander", version=2)
    sent = {key: str(value) for key, value in values(title="Van mij").items()}

    response = client.post(reverse("plans:round-edit", args=[asked.pk]), {**sent, "version": "1"})

    text = response.content.decode()
    assert response.status_code == 409
    assert "Van een ander" in text
    assert "Van mij" in text


@pytest.mark.parametrize("name", ["plans:round-add", "plans:round", "plans:round-edit", "plans:round-close"])
def test_only_the_coordinator_manages_rounds(name: str) -> None:
    asked = make_round()
    address = reverse(name, args=[] if name == "plans:round-add" else [asked.pk])
    send = "post" if name == "plans:round-close" else "get"

    for role, hub, status in (
        (Role.AMBASSADOR, HubFactory(), 403),
        (Role.PROGRAMME, None, 403),
        (Role.COORDINATOR, None, 302 if send == "post" else 200),
    ):
        assert getattr(signed_in(role, hub), send)(address).status_code == status, role


def test_everybody_in_the_network_sees_which_rounds_there_are() -> None:
    make_round(title="Voorjaarsronde")

    text = signed_in(Role.AMBASSADOR, HubFactory()).get(reverse("plans:rounds")).content.decode()

    assert "Voorjaarsronde" in text
    assert reverse("plans:round-add") not in text
