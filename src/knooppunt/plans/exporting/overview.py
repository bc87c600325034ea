"""The national overview as a workbook and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext

from knooppunt.core.components import STATUS_LOOKS, status_look, to_date
from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.plans.models import PlanItem
from knooppunt.plans.queries.overview import Cell, Overview
from knooppunt.plans.queries.selection import UNSET, Sights


def overview_xlsx(overview: Overview, items: Iterable[PlanItem], sights: Sights) -> bytes:
    """Three sheets: hub × theme, hub, and every row behind the figures."""
    title = gettext("National overview %(year)s") % {"year": overview.year}
    counts = [Column(str(look.label), 14) for look in STATUS_LOOKS]
    ends = [Column(gettext("Rows"), 10), Column(gettext("Last confirmed"), 16)]
    hub, theme = Column(gettext("Hub"), 30), Column(gettext("Theme"), 36)
    tables = [
        Table(gettext("Hub and theme"), [hub, theme, *counts, *ends], list(_by_theme(overview))),
        Table(gettext("Hubs"), [hub, Column(gettext("Plan"), 12), *counts, *ends], list(_by_hub(overview))),
        Table(
            gettext("Rows"),
            [
                hub,
                Column(gettext("Year"), 8),
                theme,
                Column(gettext("Kind"), 12),
                Column(gettext("Text"), 70),
                Column(gettext("Status"), 18),
                Column(gettext("Reason"), 40),
                Column(gettext("Last confirmed"), 16),
            ],
            (_row(item, sights) for item in items),
        ),
    ]
    return make_xlsx(tables, title=title)


def _by_theme(overview: Overview) -> Iterator[tuple[Value, ...]]:
    for line in overview.lines:
        for column, cell in zip(overview.columns, line.cells, strict=True):
            if cell.total:
                yield (line.hub.short_name, column.title, *_figures(cell))


def _by_hub(overview: Overview) -> Iterator[tuple[Value, ...]]:
    for line in overview.lines:
        yield (line.hub.short_name, gettext("yes") if line.plan else gettext("no"), *_figures(line.total))


def _figures(cell: Cell) -> tuple[Value, ...]:
    return (*cell.counts.values(), cell.total, to_date(cell.confirmed_at) if cell.confirmed_at else None)


def _row(item: PlanItem, sights: Sights) -> tuple[Value, ...]:
    plan = item.theme.plan
    return (
        plan.hub.short_name if plan.hub else "",
        plan.year,
        item.theme.title,
        item.get_kind_display(),
        item.text,
        str(status_look(item.status).label),
        sights.reason(item),
        to_date(item.confirmed_at) if item.confirmed_at else None,
    )


def overview_data(overview: Overview, items: Iterable[PlanItem], sights: Sights) -> dict[str, Any]:
    """The same as JSON can hold it. Statuses are codes; "no status yet" counts as "geen" and is ``null`` in a row."""
    return {
        "schema_version": 1,
        "year": overview.year,
        "themes": [{"slug": column.slug, "title": column.title} for column in overview.columns],
        "total": _cell(overview.total),
        "hubs": [
            {
                "slug": line.hub.slug,
                "name": line.hub.short_name,
                "has_plan": line.plan is not None,
                "is_example": bool(line.plan and line.plan.is_example),
                "closed_on": line.hub.closed_on.isoformat() if line.hub.closed_on else None,
                "total": _cell(line.total),
                "themes": {column.slug: _cell(cell) for column, cell in zip(overview.columns, line.cells, strict=True)},
            }
            for line in overview.lines
        ],
        "rows": [_row_data(item, sights) for item in items],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        **{code or UNSET: count for code, count in cell.counts.items()},
        "total": cell.total,
        "confirmed_at": cell.confirmed_at.isoformat() if cell.confirmed_at else None,
    }


def _row_data(item: PlanItem, sights: Sights) -> dict[str, Any]:
    plan, reason = item.theme.plan, sights.reason(item)
    return {
        "uuid": str(item.uuid),
        "hub": plan.hub.slug if plan.hub else None,
        "year": plan.year,
        "theme": item.theme.national.slug if item.theme.national else None,
        "theme_title": item.theme.title,
        "kind": item.kind,
        "text": item.text,
        "status": item.status or None,
        "lineage": str(item.lineage),
        "confirmed_at": item.confirmed_at.isoformat() if item.confirmed_at else None,
        **({"reason": reason} if reason else {}),
    }
