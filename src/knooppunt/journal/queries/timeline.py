"""Moments on the pages of what they were about: organisation, contact, activity, theme, rows of a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.components import ago
from knooppunt.core.registries import Extra, TimelineEntry
from knooppunt.journal.hours import hours_words
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.listing import of_theme
from knooppunt.journal.queries.visible import moments_visible_to, whole_logbook_of

MOST = 50


def moments_about(kind: str, pk: int, user: Any) -> QuerySet[Moment]:
    """Moments about one thing that ``user`` may read. Those with a contact only of one's own hubs."""
    if kind == "contact":
        return whole_logbook_of(user).filter(contacts=pk)
    moments = moments_visible_to(user)
    if kind == "organisation":
        return moments.filter(organisations=pk)
    if kind == "activity":
        return moments.filter(item=pk)
    if kind == "theme":
        return of_theme(moments, pk)
    return moments.none()


def moment_timeline(kind: str, pk: int, user: Any) -> list[TimelineEntry]:
    """For ``core.registries.timeline``: the newest fifty. One query."""
    rows = moments_about(kind, pk, user).select_related("hub", "author").order_by("-date", "-pk")[:MOST]
    return [_entry(moment) for moment in rows]


def _entry(moment: Moment) -> TimelineEntry:
    what = _("%(kind)s, %(hours)s") % {
        "kind": moment.get_kind_display() or _("Moment"),
        "hours": hours_words(moment.minutes),
    }
    text = " – ".join(part for part in (moment.note, moment.result) if part)
    return TimelineEntry(
        at=timezone.make_aware(dt.datetime.combine(moment.date, dt.time(12))),
        title=f"{what} ({moment.author or moment.hub})",
        text=Truncator(text).chars(300),
        url=reverse("journal:moment", args=[moment.pk]),
    )


def plan_row_extras(rows: Collection[int], user: Any) -> Mapping[int, Extra]:
    """For rows of a plan: how many moments and hours, and when it was last worked on. One query (none without rows).

    Shown with the row, never counted as a confirmation of its status: working on something says not how it stands.
    """
    if not rows:
        return {}
    moments = moments_visible_to(user).filter(item__in=rows).order_by()
    sums = moments.values("item", "hub__slug").annotate(count=Count("pk"), minutes=Sum("minutes"), last=Max("date"))
    addresses: dict[str, str] = {}
    found = {}
    for row in sums:
        slug = row["hub__slug"]
        addresses.setdefault(slug, reverse("journal:logbook", args=[slug]))
        found[row["item"]] = Extra(_words(row), f"{addresses[slug]}?activiteit={row['item']}")
    return found


def _words(row: Any) -> str:
    return ngettext(
        "%(count)d moment, %(hours)s; last worked on %(when)s",
        "%(count)d moments, %(hours)s; last worked on %(when)s",
        row["count"],
    ) % {"count": row["count"], "hours": hours_words(row["minutes"]), "when": ago(row["last"])}


def public_highlights(hub: Any, *, most: int = 6) -> list[Moment]:
    """The newest highlights that everybody may read, with date, note, result and theme only. One query."""
    shown = Moment.objects.filter(hub=hub, visibility=Moment.Visibility.PUBLIC).exclude(note="", result="")
    rows = shown.select_related("theme").only("date", "note", "result", "theme", "theme__title", "hub_id")
    return list(rows.order_by("-date", "-pk")[:most])


def hub_section(hub: Any) -> dict[str, Any] | None:
    """The section of the hub's public page, or ``None`` when the hub shows nothing."""
    moments = public_highlights(hub)
    return {"moments": moments} if moments else None
