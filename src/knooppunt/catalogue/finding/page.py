"""Everything that the search page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone

from knooppunt.catalogue.finding import facets
from knooppunt.catalogue.finding.cards import Card, cards_of
from knooppunt.catalogue.finding.drawing import Group, groups_of
from knooppunt.catalogue.finding.labels import KeptGroups, Names, names
from knooppunt.catalogue.finding.source import NAME
from knooppunt.catalogue.finding.state import PAGE_SIZE, RADII, SearchState
from knooppunt.search import api as search
from knooppunt.search.api import Results, State


@dataclass(frozen=True)
class Chip:
    """A choice that is on, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Sort:
    """A way to sort."""

    value: str
    label: str
    checked: bool


class Counted:
    """As many things as were found, for Django's paginator, which only looks at their number."""

    def __init__(self, total: int) -> None:
        self.total = total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, _part: slice) -> list[Any]:
        return []


@dataclass(frozen=True)
class SearchPage:
    """What the template draws."""

    state: SearchState
    results: Results
    cards: list[Card]
    alternatives: list[Card]
    groups: list[Group]
    kept_groups: KeptGroups | None
    chips: list[Chip]
    sorts: list[Sort]
    pages: Any
    url: str
    page_url: str  # without its number
    suggestion_url: str
    hidden: list[tuple[str, str]]
    radii: tuple[int, ...]
    feed_url: str
    calendar_url: str
    alert_url: str

    @property
    def without_index(self) -> bool:
        """Whether the answer came from the database."""
        return self.results.state is not State.READY


def page_of(state: SearchState) -> SearchPage:
    """Search, and put what was found in words."""
    today, known = timezone.localdate(), names()
    results = search.search(state.request(today))
    if results.total and not results.hits and state.page > 1:  # beyond the last page: that one, as the links below say
        state = replace(state, page=-(-results.total // PAGE_SIZE))
        results = search.search(state.request(today))
    url = reverse("catalogue:search")
    fixed = replace(state, text=results.suggestion, page=1)
    sorts = [
        Sort(value, str(label), value == state.sort)
        for value, (_name, label) in facets.SORTS.items()
        if state.spot or value != facets.NEAREST
    ]
    kept = known.kept_groups(results.facets) if state.is_empty and not state.inside else None
    pairs = state.address()
    groups = [] if kept and kept.drawn else groups_of(results, state, known)
    return SearchPage(
        state=state,
        results=results,
        cards=cards_of(results.hits, known, today),
        alternatives=cards_of(results.alternatives, known, today),
        groups=groups,
        kept_groups=kept,
        chips=_chips(state, known, url),
        sorts=sorts,
        pages=Paginator(Counted(results.total), PAGE_SIZE).get_page(state.page),  # type: ignore[arg-type]
        url=url,
        page_url=f"{pairs}{'' if pairs == '?' else '&'}page=",
        suggestion_url=fixed.address(url) if results.suggestion else "",
        hidden=_hidden(state, groups),
        radii=tuple(sorted({*RADII, state.radius})),
        feed_url=state.address(reverse("catalogue:search-feed")),
        calendar_url=state.address(reverse("catalogue:search-calendar")),
        alert_url=state.address(reverse("catalogue:alert")),
    )


def _chips(state: SearchState, known: Names, url: str) -> list[Chip]:
    found = [
        Chip(_named(known, facet, value), state.without(facet, value).address(url))
        for facet, values in state.chosen.items()
        for value in values
    ]
    if state.text:
        found.insert(0, Chip(f"“{state.text[:60]}”", replace(state, text="", page=1).address(url)))
    if state.place:
        label = f"{state.spot.name}, {state.radius} km" if state.spot else state.place
        found.append(Chip(label, replace(state, place="", spot=None, page=1).address(url)))
    if state.price_to is not None:
        found.append(Chip(f"≤ € {state.price_to}", replace(state, price_to=None, page=1).address(url)))
    return found


def _named(known: Names, facet: str, value: str) -> str:
    name = known.value(facet, value)
    return f"{facets.BY_NAME[facet].title}: {name}" if facets.BY_NAME[facet].is_bucket else name


def _hidden(state: SearchState, groups: list[Group]) -> list[tuple[str, str]]:
    """What the form of facets must carry along: the words, and choices that it does not show."""
    found = [("q", state.text)] if state.text else []
    shown = {row.value for group in groups if group.name == "points" for _name, row in (*group.first, *group.rest)}
    found.extend(("minimaal", value) for value in state.chosen.get("points", ()) if value not in shown)
    if state.sort:
        found.append(("sorteer", state.sort))
    return found


def found_keys(state: SearchState, *, limit: int, today: dt.date | None = None) -> list[int]:
    """The numbers of the entries that a search finds, in its order: for feeds, calendars and mails."""
    request = state.request(today or timezone.localdate(), limit=limit, snippets=False)
    results = search.search(replace(request, facets=(), sources=(NAME,), offset=0))
    return [int(hit.key) for hit in results.hits if hit.key.isdigit()]
