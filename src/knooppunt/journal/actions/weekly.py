"""The weekly mail: when, with what, and never twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from knooppunt.core import grants, outbox
from knooppunt.core.decisions import Choice, Decision, decisions
from knooppunt.core.schedules import AMSTERDAM
from knooppunt.journal.models import WeeklyMail
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Mandate, Role

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SCOPE = "journal.decide"  # of the link behind a button
SCOPE_SETTINGS = "journal.weekly-mail"  # of the link that stops or moves the mail
DECIDE_FOR = dt.timedelta(days=14)
UNDO_FOR = dt.timedelta(days=7)
SETTINGS_FOR = dt.timedelta(days=400)  # an old mail can still be stopped
MOST_LINES = 12  # five minutes' work; the rest waits on the page
LATE = dt.timedelta(hours=36)  # a worker that stood still sends late, but not half a week late


@dataclass(frozen=True)
class Button:
    """A button of a line: words, and the address behind them."""

    label: str
    url: str


@dataclass(frozen=True)
class Line:
    """One thing that waits, in a mail."""

    title: str
    text: str
    buttons: list[Button]
    token: str


@dataclass(frozen=True)
class Section:
    """The things of one app."""

    heading: str
    lines: list[Line]


def week_code(moment: dt.datetime) -> str:
    """The week of a moment, in Amsterdam: "2026-W47"."""
    year, week, _day = moment.astimezone(AMSTERDAM).isocalendar()
    return f"{year}-W{week:02d}"


def mail_settings(user: User) -> WeeklyMail:
    """When this user wants it; not saved when nobody chose yet."""
    return WeeklyMail.objects.filter(user=user).first() or WeeklyMail(user=user)


def set_weekly_mail(*, user: User, is_on: bool, weekday: int | None = None, hour: int | None = None) -> WeeklyMail:
    """On that day and hour (Europe/Amsterdam) from now on, or never."""
    found = mail_settings(user)
    found.is_on = is_on
    found.weekday = found.weekday if weekday is None else weekday
    found.hour = found.hour if hour is None else hour
    found.save()
    return found


def planned_at(wanted: WeeklyMail, now: dt.datetime) -> dt.datetime:
    """The day and hour of this week, on the clock in Amsterdam (an hour that summer time skips is the next one)."""
    local = now.astimezone(AMSTERDAM)
    day = local.date() + dt.timedelta(days=wanted.weekday - local.weekday())
    return dt.datetime.combine(day, dt.time(wanted.hour), AMSTERDAM)


def due_users(now: dt.datetime | None = None) -> list[User]:
    """Ambassadors whose hour has come and who have not had this week's mail. Two queries."""
    now = now or timezone.now()
    week = week_code(now)
    held = Mandate.objects.current().filter(role=Role.AMBASSADOR, user__is_active=True).select_related("user")
    users = {mandate.user_id: mandate.user for mandate in held}
    wanted = {one.user_id: one for one in WeeklyMail.objects.filter(user__in=users)}
    due = []
    for pk, user in sorted(users.items()):
        mine = wanted.get(pk) or WeeklyMail(user=user)
        at = planned_at(mine, now)
        if mine.is_on and mine.last_week != week and at <= now <= at + LATE:
            due.append(user)
    return due


def send_weekly_mail(*, user: User, now: dt.datetime | None = None) -> bool:
    """Queue this week's mail to one user, if anything waits; whether it did.

    All in one transaction with the note of the week, so that a worker that is killed leaves either all or nothing, and
    the second time does no harm.
    """
    now = now or timezone.now()
    week = week_code(now)
    try:
        with transaction.atomic():
            WeeklyMail.objects.get_or_create(user=user)
            if not WeeklyMail.objects.filter(user=user, is_on=True).exclude(last_week=week).update(last_week=week):
                return False
            return _queue(user, week)
    except IntegrityError:  # another worker made the row at this moment: it also sends
        return False


def _queue(user: User, week: str) -> bool:
    if not hubs_of(user):
        return False
    with translation.override(user.language):
        sections, more = _sections(user, week)
        if not sections:
            return False
        stop = grants.issue(
            scope=SCOPE_SETTINGS, expires_in=SETTINGS_FOR, user=user, email=user.email, single_use=False
        )
        stop_url = grants.link_url(stop)
        count = sum(len(section.lines) for section in sections) + more
        context: dict[str, Any] = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "support_mail": settings.SUPPORT_MAIL,
            "language": user.language,
            "user": user,
            "sections": sections,
            "count": count,
            "more": more,
            "stop_url": stop_url,
            "week": int(week[-2:]),
            "days": DECIDE_FOR.days,
        }
        subject, _line, text = render_to_string("journal/mail/weekly.txt", context).partition("\n")
        html = render_to_string("journal/mail/weekly.html", {**context, "subject": subject})
    outbox.queue_mail(
        to=user.email,
        subject=subject,
        text=text.strip() + "\n",
        html=html,
        kind="journal.weekly",
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "List-ID": f"weekly.{settings.SITE_URL.partition('://')[2].split('/')[0].split(':')[0]}",
        },
        dedupe_key=f"journal.weekly:{user.pk}:{week}",
    )
    return True


def _sections(user: User, week: str) -> tuple[list[Section], int]:
    """What waits for ``user``, at most ``MOST_LINES``, each with links of its own; and how many more there are."""
    sections, room, more = [], MOST_LINES, 0
    for name in decisions.names():
        provider = decisions.get(name)
        assert provider is not None
        waiting = provider.waiting(user)
        # Every kind gets a few lines, so that many proposals do not push the rest out.
        taken = waiting[: max(min(room, 6), min(room, MOST_LINES - 2 * len(decisions)))]
        room -= len(taken)
        more += len(waiting) - len(taken)
        if taken:
            sections.append(Section(str(provider.heading), [_line(user, name, one, week) for one in taken]))
    return sections, more


def _line(user: User, provider: str, decision: Decision, week: str) -> Line:
    token = grants.issue(
        scope=SCOPE,
        expires_in=DECIDE_FOR,
        user=user,
        email=user.email,
        data={"provider": provider, "key": decision.key, "week": week, "title": str(decision.title)[:200]},
        single_use=False,
    )
    url = grants.link_url(token)
    buttons = [Button(str(choice.label), f"{url}?keus={choice.code}") for choice in _in_mail(decision.choices)]
    return Line(str(decision.title), str(decision.text), buttons, token)


def _in_mail(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Three buttons in a mail; the page behind them has all."""
    return choices[:3]
