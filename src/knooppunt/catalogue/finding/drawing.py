"""Which values of which facets a page shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knooppunt.catalogue.finding.facets import BY_NAME, FACETS, Facet
from knooppunt.catalogue.finding.labels import Names
from knooppunt.catalogue.finding.state import SearchState
from knooppunt.core.numbers import whole_number
from knooppunt.search.api import FacetCount, Results, words

SHOWN, SHOWN_LONG, MOST = 6, 8, 14  # what does not fit is found with the search box of the list
OPEN_GROUPS = 6  # the others are folded until something in them is chosen


@dataclass(frozen=True)
class Group:
    """One facet as the page shows it; ``rest`` is folded."""

    name: str
    param: str
    title: str
    first: Sequence[tuple[str, FacetCount]]  # by their names
    rest: Sequence[tuple[str, FacetCount]]
    is_open: bool
    is_long: bool
    inside: str
    is_empty: bool


def groups_of(results: Results, state: SearchState, names: Names) -> list[Group]:
    """All facets that have something to choose, in order."""
    found: list[Group] = []
    for facet in FACETS:
        rows = results.facets.get(facet.name, ())
        if facet.is_hidden or not any(row.count or row.selected for row in rows):
            continue
        found.append(_group(facet, rows, state, names, is_open=len(found) < OPEN_GROUPS))
        if facet.name == "register" and (least := _least_points(results, state)):
            found.append(_least(least, names))
    return found


def _least_points(results: Results, state: SearchState) -> list[FacetCount]:
    """How many points of the chosen registers one may ask for at least: each number that leaves fewer than the next one
    would, from few to many.
    """
    chosen = {*state.chosen.get("register", ()), *(one.partition(":")[0] for one in state.chosen.get("points", ()))}
    there = [(*row.value.partition(":")[::2], row) for row in results.facets.get("points", ())]
    rows = sorted(
        ((register, whole_number(number), row) for register, number, row in there if register in chosen),
        key=lambda one: one[:2],
    )
    after = [*rows[1:], ("", 0, None)]
    return [
        row
        for (register, _number, row), (other, _more, following) in zip(rows, after, strict=False)
        if row.selected or (row.count and (following is None or other != register or following.count != row.count))
    ]


def _least(rows: Sequence[FacetCount], names: Names) -> Group:
    facet = BY_NAME["points"]
    return Group(
        name=facet.name,
        param=facet.param,
        title=names.title(facet),
        first=[(names.value(facet.name, row.value), row) for row in rows[:SHOWN_LONG]],
        rest=[(names.value(facet.name, row.value), row) for row in rows[SHOWN_LONG:MOST]],
        is_open=True,
        is_long=False,
        inside="",
        is_empty=False,
    )


def _group(facet: Facet, rows: Sequence[FacetCount], state: SearchState, names: Names, *, is_open: bool) -> Group:
    there = [row for row in rows if row.count or row.selected]
    inside = state.inside.get(facet.name, "")
    if inside:
        wanted = words(inside)
        there = [row for row in there if row.selected or _holds(names.value(facet.name, row.value), wanted)]
    if facet.scheme in {"levels", "audiences"} or facet.is_bucket:  # these have an order of their own
        first, rest = _in_own_order(facet, there, names), []
    else:
        chosen, others = [row for row in there if row.selected], [row for row in there if not row.selected]
        room = max((SHOWN_LONG if facet.is_long else SHOWN) - len(chosen), 0)
        first, rest = [*chosen, *others[:room]], others[room:MOST]
    return Group(
        name=facet.name,
        param=facet.param,
        title=names.title(facet),
        first=[(names.value(facet.name, row.value), row) for row in first],
        rest=[(names.value(facet.name, row.value), row) for row in rest],
        is_open=is_open or bool(inside) or any(row.selected for row in there),
        is_long=facet.is_long and (len(rows) > SHOWN_LONG or bool(inside)),
        inside=inside,
        is_empty=not there,
    )


def _in_own_order(facet: Facet, rows: list[FacetCount], names: Names) -> list[FacetCount]:
    if facet.is_bucket:
        return rows
    return sorted(rows, key=lambda row: names.order.get((facet.scheme, row.value), 999))


def _holds(name: str, wanted: Sequence[str]) -> bool:
    there = words(name)
    return all(any(word in other for other in there) for word in wanted)
