"""Hours of a hub, and of all hubs together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.responses import download
from knooppunt.core.documents.tables import Column, Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.journal.charts import draw_months, draw_spread
from knooppunt.journal.hours import hours_number
from knooppunt.journal.periods import Period, period_of, periods_around
from knooppunt.journal.queries.hours import HubHours, hub_hours, national_hours, spread_of
from knooppunt.journal.views.common import get_hub
from knooppunt.network.api import own_hub


@access.needs("journal.view_hours", methods=("GET",))
def own_hours(request: HttpRequest) -> HttpResponse:
    """The short address: the hours of one's own hub."""
    hub = own_hub(request.user)
    assert hub is not None  # the permission asks for an own hub
    return redirect("journal:hours", hub.slug)


@access.needs("journal.view_hours", methods=("GET",))
def hours(request: HttpRequest, hub: str) -> HttpResponse:
    """Agreed and used, and on what, for the hub itself."""
    found = get_hub(request, hub, "journal.view_hours")
    today = timezone.localdate()
    period = period_of(request.GET.get("periode", ""), today)
    figures = hub_hours(found, period, today)
    spread = spread_of(found, period, today)
    context = {
        "hub": found,
        "figures": figures,
        "stats": _stats(figures),
        "month_chart": draw_months(figures.months),
        "spread": spread,
        "spread_chart": draw_spread(spread.values, spread.own) if spread else None,
        **_around(period),
    }
    return render(request, "journal/hours.html", context)


@access.needs("journal.view_hours_totals", methods=("GET",))
def national(request: HttpRequest) -> HttpResponse:
    """Totals per hub for the national coordination: no notes, no contacts, no ranking."""
    today = timezone.localdate()
    period = period_of(request.GET.get("periode", ""), today)
    figures = national_hours(period, today)
    if request.GET.get("als") == "xlsx":
        columns = [Column(_("Hub"), 40), Column(_("Hours used"), 14), Column(_("Agreed until today"), 18)]
        rows = [
            [
                one.hub.name,
                round(one.used / 60, 2),
                round(one.agreed_so_far / 60, 2) if one.agreed_so_far is not None else None,
            ]
            for one in figures.hubs
        ]
        return download(
            make_xlsx([Table(_("Hours"), columns, rows)], title=_("Hours")), name=f"uren-{period.code}", kind="xlsx"
        )
    return render(request, "journal/national_hours.html", {"figures": figures, **_around(period)})


def _around(period: Period) -> dict[str, Any]:
    """The period and where one can go from it."""
    today = timezone.localdate()
    near = periods_around(today)
    return {"period": period, "periods": near, "has_next": period.after.first <= today}


def _stats(figures: HubHours) -> list[dict[str, str]]:
    stats = [{"label": _("Used"), "number": hours_number(figures.used), "unit": _("hours")}]
    if figures.agreed is not None and figures.agreed_so_far is not None:
        stats.append(
            {"label": _("Agreed until today"), "number": hours_number(figures.agreed_so_far), "unit": _("hours")}
        )
        stats.append(
            {"label": _("Agreed for the whole period"), "number": hours_number(figures.agreed), "unit": _("hours")}
        )
    stats.append(
        {
            "label": _("Others could take over"),
            "number": hours_number(figures.handover_minutes),
            "unit": _("hours, %(share)d%%") % {"share": figures.handover_share},
        }
    )
    return stats
