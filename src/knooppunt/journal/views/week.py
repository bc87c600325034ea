"""The week as a grid: type hours like in a spreadsheet, save once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.actions.week import WeekSaved, save_week
from knooppunt.journal.forms.week import TypedWeek, read_week
from knooppunt.journal.hours import hours_words, shown_hours
from knooppunt.journal.queries.listing import week_code
from knooppunt.journal.queries.week import Grid, is_key, week_grid, week_of
from knooppunt.journal.views.common import acting_user, get_hub, number
from knooppunt.network.api import own_hub
from knooppunt.network.models import Hub


@access.needs("journal.add_moment", methods=("GET",))
def own_week(request: HttpRequest) -> HttpResponse:
    """The short address: this week of one's own hub."""
    hub = own_hub(request.user)
    if hub is None:
        raise Http404("no own hub")
    return redirect("journal:week", hub.slug, week_code(timezone.localdate()))


@access.needs("journal.add_moment")
def week(request: HttpRequest, hub: str, code: str) -> HttpResponse:
    """GET shows one's week; POST saves all cells, or only adds a row (``add``)."""
    found = get_hub(request, hub, "journal.add_moment")
    monday = week_of(code)
    if monday is None:
        raise Http404("no such week")
    if request.method != "POST":
        grid = week_grid(found, request.user, monday, _extra(request.GET.getlist("rij")))
        return _show(request, found, grid)
    typed = read_week(request.POST, monday)
    refusal = _unread(typed)
    if "add" in request.POST or typed.errors or refusal:
        extra = [*typed.keys, *_extra([request.POST.get("rij", "")])]
        status = 422 if refusal or (typed.errors and "add" not in request.POST) else 200
        grid = _with_typed(week_grid(found, request.user, monday, extra), typed)
        return _show(request, found, grid, status=status, refusal=refusal)
    try:
        saved = save_week(hub=found, wishes=typed.wishes, by=acting_user(request))
    except Refused as no:  # what was typed stays
        grid = _with_typed(week_grid(found, request.user, monday, typed.keys), typed)
        return _show(request, found, grid, status=409, refusal=str(no))
    if saved.conflicts:
        return _conflicts(request, found, monday, typed, saved)
    return _done(request, found, monday, saved)


def _unread(typed: TypedWeek) -> str:
    """The sentence about hours in a row that this week does not know; empty when there are none."""
    if not typed.unread:
        return ""
    text = _("These hours stand in a row that is not known here: %(hours)s. Type them once more in a row of this page.")
    return text % {"hours": "; ".join(typed.unread[:10])}


def _extra(keys: list[str]) -> list[str]:
    return [key for key in keys if is_key(key)][:20]


def _with_typed(grid: Grid, typed: TypedWeek) -> Grid:
    """The grid with what was typed in its fields, and what is wrong with it."""
    for (key, day), text in typed.texts.items():
        cell = grid.cell(key, day)
        if cell is not None:
            cell.text, cell.error = text or " ", typed.errors.get((key, day), "")
    return grid


def _conflicts(request: HttpRequest, hub: Hub, monday: dt.date, typed: TypedWeek, saved: WeekSaved) -> HttpResponse:
    """What I typed stays; beside it stands what is there now. Saving again uses mine."""
    grid = _with_typed(week_grid(hub, request.user, monday, typed.keys), typed)
    for wish, minutes in saved.conflicts:
        cell = grid.cell(wish.key, wish.day)
        if cell is not None:
            cell.conflict = hours_words(minutes) if minutes else _("empty")
    return _show(request, hub, grid, status=409, has_conflicts=True)


def _done(request: HttpRequest, hub: Hub, monday: dt.date, saved: WeekSaved) -> HttpResponse:
    said = []
    if saved.added:
        said.append(ngettext("%(count)d moment added", "%(count)d moments added", saved.added) % {"count": saved.added})
    if saved.changed:
        said.append(ngettext("%(count)d changed", "%(count)d changed", saved.changed) % {"count": saved.changed})
    if saved.deleted:
        said.append(ngettext("%(count)d deleted", "%(count)d deleted", saved.deleted) % {"count": saved.deleted})
    if said:
        text = ", ".join(said)
        messages.success(request, _("Saved: %(what)s.") % {"what": text})
    else:
        messages.info(request, _("Nothing changed, so there was nothing to save."))
    address = reverse("journal:week", args=[hub.slug, week_code(monday)])
    return redirect(f"{address}?weg={saved.batch.pk}" if saved.batch else address)


def _show(
    request: HttpRequest,
    hub: Hub,
    grid: Grid,
    *,
    status: int = 200,
    has_conflicts: bool = False,
    refusal: str = "",
) -> HttpResponse:
    for row in grid.rows:
        for cell in row.cells:
            cell.text = cell.text.strip() if cell.text else shown_hours(cell.minutes)
    shown = {row.key for row in grid.rows}
    batch = number(request.GET.get("weg", ""))
    context: dict[str, Any] = {
        "hub": hub,
        "grid": grid,
        "errors": [cell.error for row in grid.rows for cell in row.cells if cell.error],
        "has_conflicts": has_conflicts,
        "refusal": refusal,
        "others": sum(grid.others.values()),
        "choices": _choices(grid, shown),
        "before": week_code(grid.monday - dt.timedelta(days=7)),
        "after": week_code(grid.monday + dt.timedelta(days=7)),
        "is_now": week_code(timezone.localdate()) == grid.code,
        "is_future": grid.monday > timezone.localdate(),
        "today": timezone.localdate(),
        "undo": reverse("journal:restore", args=[hub.slug, batch]) if batch else "",
    }
    return render(request, "journal/week.html", context, status=status)


def _choices(grid: Grid, shown: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a row can be added for: the themes and activities of the plan that have none yet."""
    found = []
    for group in grid.groups:
        rows = [(f"t{group.pk}", _("The whole theme"))] if f"t{group.pk}" not in shown else []
        rows += [(f"i{item.pk}", str(item)[:90]) for item in group.items if f"i{item.pk}" not in shown]
        if rows:
            found.append((group.title, rows))
    return found
