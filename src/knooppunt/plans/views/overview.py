"""The national overview: all hubs in one picture, and the rows behind every figure."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from knooppunt.core import access
from knooppunt.core.documents.responses import download, download_json
from knooppunt.network.models import Hub
from knooppunt.plans.exporting.overview import overview_data, overview_xlsx
from knooppunt.plans.forms.overview import SelectionForm
from knooppunt.plans.models import NationalTheme, StatusRound
from knooppunt.plans.queries.needs_help import attention_of
from knooppunt.plans.queries.overview import LOCAL, overview, year_by_year
from knooppunt.plans.queries.selection import (
    Selection,
    Sights,
    changes_since_round,
    selected_items,
    side_by_side,
)
from knooppunt.plans.queries.visible import plans_visible_to
from knooppunt.plans.views.common import get_hub

ROWS_PER_PAGE = 50
YEAR_TABS = 5


@access.needs("plans.view_overview", methods=("GET",))
def national(request: HttpRequest) -> HttpResponse:
    """Hub × theme of one year, what asks for attention, what changed."""
    year = _year(request)
    found, rounds = overview(request.user, year), list(StatusRound.objects.order_by("closes_on", "pk"))
    context = {
        "overview": found,
        "year": year,
        "year_tabs": _tabs(found.years, year),
        "with_counts": request.GET.get("weergave") == "aantallen",
        "attention": attention_of(request.user, found),
        "changes": changes_since_round(request.user, year, rounds=rounds),
        "rounds": [one for one in rounds if one.is_open],
        "may_manage_rounds": request.user.has_perm("plans.manage_rounds"),
        "has_examples": any(line.plan and line.plan.is_example for line in found.lines),
    }
    return render(request, "plans/overview.html", context)


@access.needs("plans.view_overview", methods=("GET",))
def years(request: HttpRequest) -> HttpResponse:
    """Hub × year and theme × year."""
    found = year_by_year(request.user)
    return render(request, "plans/overview_years.html", {"table": found, "year_tabs": _tabs(found.years, None)})


@access.needs("plans.view_overview", methods=("GET",))
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme of all hubs side by side; "eigen" shows the hubs' own themes."""
    national_theme = None if slug == LOCAL else get_object_or_404(NationalTheme, slug=slug)
    year = _year(request)
    all_years = plans_visible_to(request.user).of_hubs().order_by("-year").values_list("year", flat=True).distinct()
    context = {
        "theme": national_theme,
        "slug": slug,
        "year": year,
        "year_tabs": _tabs(list(all_years), year),
        "table": side_by_side(request.user, slug, year),
        "themes": NationalTheme.objects.all(),
    }
    return render(request, "plans/overview_theme.html", context)


@access.needs("plans.view_overview", methods=("GET",))
def rows(request: HttpRequest) -> HttpResponse:
    """Exactly the rows behind a figure."""
    form = _selection_form(request)
    chosen = form.selection()
    items = selected_items(request.user, chosen) if chosen else selected_items(request.user, Selection()).none()
    page = Paginator(items, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    sights = Sights(request.user)
    shown = [{"item": item, "reason": sights.reason(item)} for item in page]
    context = {"form": form, "page": page, "rows": shown, "chosen": chosen}
    return render(request, "plans/overview_rows.html", context, status=200 if chosen else 422)


@access.needs("plans.view_overview", methods=("GET",))
def hub_overview(request: HttpRequest, hub: str) -> HttpResponse:
    """One hub over the years, beside nobody."""
    one = get_hub(request, hub)
    found = year_by_year(request.user, one)
    if not found.years and one.closed_on is None and one.kind == Hub.Kind.NATIONAL:
        raise Http404("The national hub keeps no plan.")
    return render(request, "plans/overview_hub.html", {"hub": one, "table": found})


@access.needs("plans.view_overview", methods=("GET",))
def xlsx(request: HttpRequest) -> HttpResponse:
    """The overview as a workbook."""
    year = _year(request)
    content = overview_xlsx(overview(request.user, year), _items(request, year), Sights(request.user))
    return download(content, name=f"landelijk-overzicht-{year}", kind="xlsx")


@access.needs("plans.view_overview", methods=("GET",))
def data(request: HttpRequest) -> HttpResponse:
    """The overview as JSON."""
    year = _year(request)
    found = overview_data(overview(request.user, year), _items(request, year), Sights(request.user))
    return download_json(found, name=f"landelijk-overzicht-{year}")


def _items(request: HttpRequest, year: int) -> Any:
    return selected_items(request.user, Selection(year=year))


def _year(request: HttpRequest) -> int:
    """The year of the address, else this year. Raises ``Http404`` for what is no year."""
    text = request.GET.get("year") or str(timezone.localdate().year)
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Http404("This is no year.")
    return int(text)


def _tabs(years: list[int], current: int | None) -> list[int]:
    """The newest years that have plans, this year and the chosen one."""
    newest = sorted({*years, timezone.localdate().year}, reverse=True)[:YEAR_TABS]
    return sorted({*newest, *([current] if current else [])}, reverse=True)


def _selection_form(request: HttpRequest) -> SelectionForm:
    plans = plans_visible_to(request.user).of_hubs()
    return SelectionForm(
        request.GET,
        years=plans.order_by("-year").values_list("year", flat=True).distinct(),
        hubs=Hub.objects.filter(plans__in=plans).distinct().values_list("slug", "short_name"),
        themes=NationalTheme.objects.values_list("slug", "short_title"),
    )
