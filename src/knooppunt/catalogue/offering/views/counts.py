"""How often entries were looked at: for providers their own, for who keeps the catalogue what that is."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.catalogue.offering.queries.counts import (
    PERIODS,
    counted_entries,
    export_rows,
    sums_of,
    weeks_of,
    with_entries,
)
from knooppunt.core import access
from knooppunt.core.documents.responses import download
from knooppunt.core.documents.tables import Column, csv_lines

VIEW = "catalogue.view_counts"
PER_PAGE = 50


@access.needs(VIEW, methods=("GET",))
def counts(request: HttpRequest) -> HttpResponse:
    """What was looked at most in the last weeks."""
    weeks = _weeks(request)
    page = Paginator(sums_of(request.user, weeks=weeks), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": with_entries(page.object_list),
        "weeks": weeks,
        "tabs": _tabs(weeks, reverse("catalogue:counts")),
        "may_keep": request.user.has_perm("catalogue.view_entries"),
    }
    return render(request, "catalogue/offering/counts.html", context)


@access.needs(VIEW, methods=("GET",))
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry, week by week."""
    found = get_object_or_404(counted_entries(request.user).with_page(), pk=pk)
    access.require(request, VIEW, found)
    weeks = _weeks(request, 13)
    rows = weeks_of(found, weeks=weeks)
    context = {
        "entry": found,
        "rows": rows,
        "weeks": weeks,
        "viewed": sum(one.viewed for one in rows),
        "followed": sum(one.followed for one in rows),
        "tabs": _tabs(weeks, reverse("catalogue:counts-entry", args=[pk])),
    }
    return render(request, "catalogue/offering/counts_entry.html", context)


@access.needs(VIEW, methods=("GET",))
def export(request: HttpRequest) -> HttpResponse:
    """The numbers by week as a table."""
    titles = [_("Week from"), _("Number of the entry"), _("Title"), _("Provider"), _("Viewed"), _("Link followed")]
    columns = [Column(title) for title in titles]
    content = b"".join(csv_lines(columns, export_rows(request.user, weeks=_weeks(request, 52))))
    return download(content, name=_("viewed-entries"), kind="csv")


def _weeks(request: HttpRequest, default: int = 4) -> int:
    given = request.GET.get("weken", "")
    return int(given) if given in {str(one) for one in PERIODS} else default


def _tabs(weeks: int, url: str) -> list[dict[str, object]]:
    return [
        {
            "label": ngettext("%(count)d week", "%(count)d weeks", one) % {"count": one},
            "url": f"{url}?weken={one}",
            "current": one == weeks,
        }
        for one in PERIODS
    ]
