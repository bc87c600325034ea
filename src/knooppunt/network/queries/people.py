"""Lists of people: mandates, invitations, history. The same number of queries for one row and a thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.network.mandates import hubs_of, mandates_visible_to, roles_of
from knooppunt.network.models import Hub, HubHandover, Invitation, InvitationQuerySet, Mandate, Role
from knooppunt.network.rules import BY_AMBASSADOR

SHOW = ("now", "invited", "ended", "history")


def people_list(user: Any, *, show: str, role: str = "", hub: Hub | None = None, q: str = "") -> QuerySet[Any]:
    """What a tab of the people page lists for ``user``: mandates now or ended, or invitations that wait."""
    if show == "invited":
        rows: QuerySet[Any] = invitations_visible_to(user).waiting().select_related("hub", "organisation", "invited_by")
        words = Q(name__icontains=q) | Q(email__icontains=q)
    else:
        mandates = mandates_visible_to(user).select_related("user", "hub", "organisation", "given_by")
        mandates = mandates.ended() if show == "ended" else mandates.current_or_coming()
        rows = mandates.order_by("user__name", "user__email", "role", "pk")
        words = Q(user__name__icontains=q) | Q(user__email__icontains=q)
    if role:
        rows = rows.filter(role=role)
    if hub is not None:
        rows = rows.filter(hub=hub)
    return rows.filter(words) if q else rows


def invitations_visible_to(user: Any) -> InvitationQuerySet:
    """All for administrator and coordinator; of the own hubs for an ambassador."""
    if roles_of(user) & {Role.ADMINISTRATOR, Role.COORDINATOR}:
        return Invitation.objects.all()
    hubs = [hub.pk for hub in hubs_of(user, Role.AMBASSADOR)]
    return Invitation.objects.filter(hub_id__in=hubs, role__in=BY_AMBASSADOR)


@dataclass(frozen=True)
class HistoryEntry:
    """One line for ``components/history.html``."""

    at: datetime
    who: str
    what: str
    why: str = ""
    status: str = ""
    has_status: bool = False


def people_history(user: Any, *, hub: Hub | None = None, limit: int = 50) -> list[HistoryEntry]:
    """Who gave, changed and ended which mandate, newest first; with hand-overs. Three queries or fewer."""
    visible = mandates_visible_to(user)
    if hub is not None:
        visible = visible.filter(hub=hub)
    rows = Mandate.history.filter(id__in=visible.values("pk"))
    rows = rows.select_related("history_user", "user", "hub", "organisation").order_by("-history_date", "-history_id")
    entries = [HistoryEntry(row.history_date, str(row.history_user or ""), _what(row)) for row in rows[:limit]]
    handovers = HubHandover.objects.filter(hub__in=_hubs(visible)).select_related(
        "hub", "by", "successor", "invitation"
    )
    entries += [
        HistoryEntry(
            one.at,
            str(one.by or ""),
            _("%(hub)s is handed over to %(person)s on %(date)s")
            % {
                "hub": one.hub,
                "person": one.successor or one.invitation.email if one.invitation else one.successor,
                "date": date_format(one.on, "j F Y"),
            },
            one.note,
        )
        for one in handovers[:limit]
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def handover_summary(hub: Hub, leaving: list[Mandate]) -> list[str]:
    """What goes along with a hub, in sentences: what this app knows, and what higher apps registered."""
    from knooppunt.network.handovers import handover_items

    return [sentence for item in handover_items for sentence in item(hub, leaving)]


def _hubs(mandates: QuerySet[Mandate]) -> QuerySet[Any]:
    return mandates.filter(hub__isnull=False).values("hub_id")


def _what(row: Any) -> str:
    where = row.hub or row.organisation or ""
    words = {"person": row.user, "role": f"{row.get_role_display()} {where}".strip()}
    if row.history_type == "+":
        return _("%(person)s became %(role)s") % words
    if row.history_change_reason == "named":
        return _("%(person)s agreed to be named on the public page") % words
    if row.history_change_reason == "unnamed":
        return _("%(person)s is no longer named on the public page") % words
    if row.valid_until:
        return _("%(person)s is %(role)s up to %(date)s") % {**words, "date": date_format(row.valid_until, "j F Y")}
    return _("%(person)s is %(role)s without an end date") % words
