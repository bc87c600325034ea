"""Rows of the plan that nobody looked at for a long time, in the weekly mail."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.core import status
from knooppunt.core.components import status_look
from knooppunt.core.decisions import Choice, Decision, DecisionProvider, DecisionRefused, Done, Settled
from knooppunt.core.numbers import whole_number
from knooppunt.journal.models import HubLog
from knooppunt.network.api import hubs_of
from knooppunt.plans.api import Refused, Wish, plan_of_group, save_statuses, undo_statuses
from knooppunt.plans.models import PlanItem, Status

STILL = "klopt"
STALE_DAYS = 60  # unless the hub chose otherwise
MOST = 20  # of one hub; the page of the plan has all
# In the order of what people answer to a row that is old; a mail shows the first two.
_OTHERS = (Status.ACHIEVED, Status.BEHIND, Status.ON_TRACK, Status.CONTINUOUS)
_SUBJECT = "plans.item"


def _stale_before(hub_ids: list[int]) -> dict[int, dt.datetime]:
    chosen = dict(HubLog.objects.filter(hub__in=hub_ids).values_list("hub_id", "stale_days"))
    now = timezone.now()
    return {pk: now - dt.timedelta(days=chosen.get(pk, STALE_DAYS)) for pk in hub_ids}


def _rows(hub_ids: list[int]) -> QuerySet[PlanItem]:
    """Living rows of this year's open plans of these hubs, with a status that can still change."""
    rows = PlanItem.objects.filter(
        theme__plan__hub__in=hub_ids,
        theme__plan__year=timezone.localdate().year,
        theme__binned_at__isnull=True,
        archived_at__isnull=True,
    )
    return rows.exclude(status__in=["", Status.ACHIEVED]).select_related("theme__plan__hub")


def waiting(user: Any) -> list[Decision]:
    """Longest ago first. Two queries."""
    hubs = [hub.pk for hub in hubs_of(user)]
    if not hubs:
        return []
    old = Q(pk__in=[])
    for pk, before in _stale_before(hubs).items():
        seen = Q(confirmed_at__lt=before) | Q(confirmed_at__isnull=True, created_at__lt=before)
        old |= Q(theme__plan__hub=pk) & seen
    rows = _rows(hubs).filter(old).order_by(F("confirmed_at").asc(nulls_first=True), "pk")[:MOST]
    return [_decision(row) for row in rows if not row.theme.plan.is_locked]


def _decision(row: PlanItem) -> Decision:
    looked = row.confirmed_at or row.created_at
    text = _("%(theme)s. Status: %(status)s, last looked at on %(day)s.") % {
        "theme": row.theme.title,
        "status": str(status_look(row.status).label).lower(),
        "day": date_format(timezone.localtime(looked), "j F"),
    }
    others = [status_look(code) for code in _OTHERS if code != row.status]
    choices = [Choice(STILL, _("Still right")), *(Choice(look.code, look.label) for look in others)]
    return Decision(
        str(row.pk), " ".join(row.text.split())[:200], text, tuple(choices), reverse("plans:row", args=[row.pk])
    )


def _find(user: Any, key: str) -> PlanItem | None:
    hubs = [hub.pk for hub in hubs_of(user)]
    return _rows(hubs).filter(pk=whole_number(key)).first() if hubs else None


def _why_not(row: PlanItem | None) -> str | None:
    """Why this row needs no decision any more; ``None`` when it does: nobody looked at it meanwhile. Two queries."""
    if row is None:
        return _("This row is no longer in your plan, was achieved, or you no longer run this hub.")
    if row.theme.plan.is_locked:
        return _("The plan of %(year)s is closed.") % {"year": row.theme.plan.year}
    hub = row.theme.plan.hub_id
    assert hub is not None  # a template has no hub, and is nobody's row
    before = _stale_before([hub])[hub]
    looked = row.confirmed_at or row.created_at
    if looked < before:
        return None
    latest = status.latest_of(_SUBJECT, [row.pk]).get(row.pk)
    if latest is None or latest.by is None:
        return _("This row was changed since this mail.")
    return _("%(who)s looked at this row on %(day)s. Its status is: %(status)s.") % {
        "who": latest.by,
        "day": date_format(timezone.localtime(latest.at), "l j F"),
        "status": str(status_look(row.status).label).lower(),
    }


def look(user: Any, key: str) -> Decision | Settled:
    """The row as it is now."""
    row = _find(user, key)
    reason = _why_not(row)
    if reason is not None or row is None:
        return Settled(reason or "")
    return _decision(row)


def decide(user: Any, key: str, choice: str) -> Done:
    """Say that the status still holds, or choose another."""
    row = _find(user, key)
    reason = _why_not(row)
    if reason is not None or row is None:
        raise DecisionRefused(reason or "")
    wanted = row.status if choice == STILL else choice
    reason_kept = row.status_reason if wanted == row.status else ""
    wish = Wish(row.pk, row.version, row.status, wanted, reason_kept)
    try:
        saved = save_statuses(plan=row.theme.plan, wishes=[wish], by=user)
    except Refused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    if saved.group is None:
        raise DecisionRefused(_("This row was changed since this mail."))
    text = _("Noted: the status still is “%(status)s”.") if choice == STILL else _("The status is now “%(status)s”.")
    return Done(text % {"status": status_look(wanted).label}, {"group": str(saved.group)})


def undo(user: Any, key: str, kept: dict[str, Any]) -> str:
    """The row as it was before."""
    group = uuid.UUID(kept["group"])
    plan = plan_of_group(group)
    if plan is None or not user.has_perm("plans.set_status", plan):
        raise DecisionRefused(_("You no longer run this hub, so nothing was taken back."))
    try:
        undo_statuses(group=group, plan=plan, by=user)
    except Refused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    return _("Taken back. The row is as it was.")


PROVIDER = DecisionProvider(gettext_lazy("Still right in your plan?"), waiting, look, decide, undo)
