"""The picture of a hub's network, its white spots, and the map of regions with figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from knooppunt.core import access
from knooppunt.core.documents.responses import download
from knooppunt.core.numbers import whole_number
from knooppunt.network.groups import GROUPS
from knooppunt.network.picture.graph import Graph, graph_of, sources_of
from knooppunt.network.picture.kumu import kumu_workbook
from knooppunt.network.picture.layout import HUB_RADIUS, RINGS, SIZE, lay_out, ring_names
from knooppunt.network.picture.measures import difference, measures_of
from knooppunt.network.picture.names import place_names
from knooppunt.network.queries.coverage import coverage_of
from knooppunt.network.queries.figures import figures_of_hubs, figures_of_provinces
from knooppunt.network.views.at_hand import own_hub_at_hand

VIEW = "network.view_notes"
ZOOMS = (1, 2, 4)
FIRST_YEAR = 2018
NAMED = 50  # up to so many organisations get their name in the picture


@access.needs(VIEW, methods=("GET",))
def picture(request: HttpRequest) -> HttpResponse:
    """Organisations around the hub: nearer is further along. The table below says the same."""
    hub = own_hub_at_hand(request, VIEW)
    today = timezone.localdate()
    year = _year(request, today)
    group = request.GET.get("groep", "")
    group = group if any(group == code for code, _label, _kinds in GROUPS) else ""
    zoom = next((one for one in ZOOMS if str(one) == request.GET.get("zoom")), 1)
    day, year_ago = _day(year, today), dt.date(year - 1, 12, 31)
    sources = sources_of(hub, year_ago, day)
    now = graph_of(hub, day, group=group, sources=sources)
    wedges = lay_out(now)
    before = graph_of(hub, year_ago, group=group, sources=sources)
    clusters = now.clusters()
    context = {
        "hub": hub,
        "graph": now,
        "nodes": sorted(now.nodes.values(), key=lambda node: node.name),
        "wedges": wedges,
        "lines": _lines(now),
        "rings": [outer for _inner, outer in RINGS.values()],
        "ring_names": ring_names(),
        "hub_radius": HUB_RADIUS,
        "names": place_names(now, wedges) if len(now.nodes) <= NAMED or zoom > 2 else {},
        "zooms": [(one, one == zoom) for one in ZOOMS],
        "zoom": zoom,
        "groups": [(code, label, code == group) for code, label, _kinds in GROUPS],
        "group": group,
        "year": year,
        "years": [today.year - back for back in range(4)],
        "measures": measures_of(now),
        "before": {one.code: one.number for one in measures_of(before)},
        "difference": difference(before, now),
        "clusters": clusters[:10],
        "may_see_contacts": True,
    }
    return render(request, "network/picture.html", context)


def _year(request: HttpRequest, today: dt.date) -> int:
    return min(max(whole_number(request.GET.get("jaar", ""), today.year), FIRST_YEAR), today.year)


def _day(year: int, today: dt.date) -> dt.date:
    return today if year == today.year else dt.date(year, 12, 31)


def _lines(graph: Graph) -> list[dict[str, Any]]:
    """Ends of the lines, from the hub to each organisation and between organisations."""
    middle = SIZE / 2
    hub = [
        {"a": (middle, middle), "b": node, "css": "net__spoke" + ("" if node.is_recent else " is-old")}
        for node in graph.nodes.values()
    ]
    ties = [
        {"a": (graph.nodes[one.first].x, graph.nodes[one.first].y), "b": graph.nodes[one.second], "css": "net__tie"}
        for one in graph.lines
    ]
    return hub + ties


@access.needs(VIEW, methods=("GET",))
def kumu(request: HttpRequest) -> HttpResponse:
    """The picture of today as a workbook that Kumu reads."""
    hub = own_hub_at_hand(request, VIEW)
    graph = graph_of(hub, timezone.localdate())
    return download(kumu_workbook(graph), name=f"kumu-{hub.slug}-{timezone.localdate():%Y-%m-%d}", kind="xlsx")


@access.needs(VIEW, methods=("GET",))
def coverage(request: HttpRequest) -> HttpResponse:
    """Where the hub knows nobody, or not the right people."""
    hub = own_hub_at_hand(request, VIEW)
    context = {"hub": hub, "coverage": coverage_of(hub), "whole": request.GET.get("alle"), "may_see_contacts": True}
    return render(request, "network/coverage.html", context)


@access.needs("network.view_organisations", methods=("GET",))
def regions(request: HttpRequest) -> HttpResponse:
    """The map of regions, with how many organisations each hub works with. Only what all hubs may know."""
    hubs = figures_of_hubs()
    context = {
        "hubs": hubs,
        "listed": [one.listed for one in hubs],
        "provinces": figures_of_provinces(),
        "groups": [label for _code, label, _kinds in GROUPS],
        "may_see_contacts": request.user.has_perm("network.view_contacts"),
    }
    return render(request, "network/regions.html", context)
