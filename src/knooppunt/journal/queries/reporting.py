"""What a report needs of a logbook: the moments of a period as plain rows. Sees everything; who may read what of it the
report decides by ``visibility``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, QuerySet
from django.db.models.functions import Coalesce

from knooppunt.journal.models import Moment
from knooppunt.plans.models import Theme


@dataclass(frozen=True)
class ReportedTheme:
    """A theme; the same national theme of several plans is one."""

    key: str
    title: str
    order: int


@dataclass(frozen=True)
class ReportedMoment:
    """One moment. Of contacts only how many: names never leave the logbook."""

    pk: int
    hub_id: int
    date: dt.date
    minutes: int
    kind: str
    note: str
    result: str
    is_highlight: bool
    visibility: str
    theme: ReportedTheme | None
    organisations: tuple[int, ...]
    contacts: tuple[int, ...]


def moments_for_report(
    *, first: dt.date, last: dt.date, hubs: Collection[int] | None = None, organisation: int | None = None
) -> list[ReportedMoment]:
    """The living moments of these days, oldest first; of all hubs unless some are named. Four queries."""
    moments: QuerySet[Moment] = Moment.objects.filter(date__gte=first, date__lte=last)
    if hubs is not None:
        moments = moments.filter(hub__in=hubs)
    if organisation is not None:
        moments = moments.filter(organisations=organisation)
    moments = moments.order_by()
    organisations = _linked(Moment.organisations.through, "organisation_id", moments)
    contacts = _linked(Moment.contacts.through, "contact_id", moments)
    rows = list(
        moments.annotate(theme_ref=Coalesce("item__theme_id", "theme_id"))
        .order_by("date", "pk")
        .values_list(
            "pk", "hub_id", "date", "minutes", "kind", "note", "result", "is_highlight", "visibility", "theme_ref"
        )
    )
    themes = _themes({row[9] for row in rows if row[9]})
    return [
        ReportedMoment(
            *row[:9],
            theme=themes.get(row[9]),
            organisations=tuple(organisations.get(row[0], ())),
            contacts=tuple(contacts.get(row[0], ())),
        )
        for row in rows
    ]


def first_met(hub: int, organisations: Collection[int]) -> dict[int, dt.date]:
    """When the hub first wrote down a moment with each of these organisations. One query."""
    through = Moment.organisations.through.objects.filter(
        organisation_id__in=organisations, moment__hub_id=hub, moment__binned_at__isnull=True
    )
    return dict(through.values_list("organisation_id").annotate(first=Min(F("moment__date"))).order_by())


def _linked(through: Any, column: str, moments: QuerySet[Moment]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for moment, other in through.objects.filter(moment__in=moments.values("pk")).values_list("moment_id", column):
        found[moment].append(other)
    return found


def _themes(pks: Collection[int]) -> dict[int, ReportedTheme]:
    themes = Theme.all_objects.filter(pk__in=list(pks)).select_related("national")
    return {
        theme.pk: ReportedTheme(
            key=f"n{theme.national_id}" if theme.national_id else theme.title,
            title=theme.national.short_title if theme.national else theme.title,
            order=theme.national.order if theme.national else 1000 + theme.order,
        )
        for theme in themes
    }
