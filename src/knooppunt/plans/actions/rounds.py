"""Opening, changing and closing a status round, and reminding who has not answered yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from knooppunt.core.outbox import queue_mail
from knooppunt.core.versions import save_version
from knooppunt.network.models import Mandate, Role
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.models import StatusRound
from knooppunt.plans.queries.rounds import Progress, open_rounds, overlapping, progress_of_hubs

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

FIELDS = ["title", "message", "year", "opens_on", "closes_on", "remind_days"]


def open_round(
    *, title: str, message: str, year: int, opens_on: dt.date, closes_on: dt.date, remind_days: int, by: User
) -> StatusRound:
    """Ask every hub to bring its plan of ``year`` up to date between these days.

    Raises ``Refused`` when another round about that year is open on one of these days.
    """
    asked = StatusRound(
        title=title,
        message=message,
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
        remind_days=remind_days,
        opened_by=by,
    )
    with transaction.atomic():
        _refuse_overlap(asked)
        asked.save()
    return asked


def change_round(*, asked: StatusRound, seen: int, by: User) -> StatusRound:
    """Save other words or days. Raises ``Refused`` for an overlap, and ``Conflict``."""
    with transaction.atomic():
        _refuse_overlap(asked)
        return save_version(asked, seen=seen, fields=FIELDS)


def close_round(*, asked: StatusRound, seen: int, by: User) -> StatusRound:
    """Close it before its time. Raises ``Refused`` when it is over already, and ``Conflict``."""
    if asked.is_over:
        raise Refused(_("This round is over already."))
    asked.closed_at, asked.closed_by = timezone.now(), by
    return save_version(asked, seen=seen, fields=["closed_at", "closed_by"])


def reopen_round(*, asked: StatusRound, seen: int, by: User) -> StatusRound:
    """Take the early closing back; the days hold again. Raises ``Refused`` for an overlap, and ``Conflict``."""
    if asked.closed_at is None:
        raise Refused(_("This round was not closed early."))
    with transaction.atomic():
        _refuse_overlap(asked)
        asked.closed_at = asked.closed_by = None
        return save_version(asked, seen=seen, fields=["closed_at", "closed_by"])


def _refuse_overlap(asked: StatusRound) -> None:
    other = overlapping(year=asked.year, opens_on=asked.opens_on, closes_on=asked.closes_on, but=asked.pk)
    if other is not None:
        raise Refused(
            _("“%(title)s” asks about %(year)s in the same days. Choose other days, or close that round first.")
            % {"title": other.title, "year": other.year}
        )


def send_round_reminders() -> int:
    """Mail the ambassadors of hubs that are not done, in rounds that close within their number of days.

    One mail per ambassador and round, for all their hubs together, in their language; calling it again sends nothing
    twice. Gives the number of ambassadors concerned.
    """
    today, count = timezone.localdate(), 0
    for asked in open_rounds():
        if not asked.remind_days or (asked.closes_on - today).days > asked.remind_days:
            continue
        waiting = [one for one in progress_of_hubs(asked) if not one.is_done and not _is_locked(one)]
        with transaction.atomic():
            for user, hubs in _ambassadors(waiting).items():
                _remind(asked, user, hubs)
                count += 1
    return count


def _is_locked(progress: Progress) -> bool:
    return progress.plan is not None and progress.plan.locked_at is not None


def _ambassadors(waiting: list[Progress]) -> dict[User, list[Progress]]:
    by_hub = {progress.hub.pk: progress for progress in waiting}
    mandates = Mandate.objects.current().filter(hub__in=by_hub, role=Role.AMBASSADOR, user__is_active=True)
    found: dict[User, list[Progress]] = defaultdict(list)
    for mandate in mandates.select_related("user").order_by("user_id", "hub__order"):
        progress = by_hub[mandate.hub_id or 0]
        if progress not in found[mandate.user]:
            found[mandate.user].append(progress)
    return found


def _remind(asked: StatusRound, user: User, hubs: list[Progress]) -> None:
    with translation.override(user.language):
        shown = [
            {
                "progress": progress,
                "url": settings.SITE_URL + reverse("plans:plan", args=[progress.hub.slug, asked.year]),
            }
            for progress in hubs
        ]
        context = {"asked": asked, "user": user, "hubs": shown, "site_name": settings.SITE_NAME}
        subject, _line, text = render_to_string("plans/mail/round_reminder.txt", context).partition("\n")
        queue_mail(
            to=user.email,
            subject=subject,
            text=text.strip() + "\n",
            kind="plans.round_reminder",
            dedupe_key=f"plans.round:{asked.pk}:reminder:{user.pk}",
        )
