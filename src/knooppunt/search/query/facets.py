"""Counting: how many there would be with each value. The choice made in a facet does not count for that facet itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tantivy import Occur, Query

from knooppunt.search.index.reading import Reader
from knooppunt.search.requests import Buckets, FacetCount, Request

MOST_VALUES = 2_000
LEAST, MOST = -1e18, 1e18  # where a bucket without a bound begins and ends

Clauses = list[tuple[Occur, Query]]


def count_facets(
    facets: Sequence[str],
    request: Request,
    base: Clauses,
    choices: dict[str, tuple[Occur, Query]],
    reader: Reader,
) -> dict[str, list[FacetCount]]:
    """Facet → its values with counts, most first. One aggregation for all facets without a choice, one for each other."""
    numbered = [name for name in request.buckets if request.facets is None or name in request.facets]
    wanted = list(dict.fromkeys([*facets, *numbered]))
    free = [name for name in wanted if name not in choices]
    found: dict[str, list[FacetCount]] = {}
    if free:
        found |= _count(free, request, [*base, *choices.values()], reader)
    for name in wanted:
        if name in choices:
            others = [clause for facet, clause in choices.items() if facet != name]
            found |= _count([name], request, [*base, *others], reader)
    return {name: found.get(name, []) for name in wanted}


def _count(names: Sequence[str], request: Request, clauses: Clauses, reader: Reader) -> dict[str, list[FacetCount]]:
    query = Query.boolean_query(clauses)
    asked = {name: _asked(name, request) for name in names}
    answer: dict[str, Any] = reader.searcher.aggregate(query, asked)
    return {name: _read(name, answer[name]["buckets"], request) for name in names}


def _asked(name: str, request: Request) -> dict[str, Any]:
    if name in request.buckets:
        edges = _edges(request.buckets[name])
        ranges = [{"from": low, "to": high} for low, high in pairwise(edges)]
        return {"range": {"field": f"n_{request.buckets[name].number}", "ranges": ranges or [{"from": 0.0}]}}
    return {"terms": {"field": f"f_{name}", "size": MOST_VALUES}}


def _edges(buckets: Buckets) -> list[float]:
    """Where one bucket begins or ends. Buckets overlap, the engine's ranges may not: count the stretches in between."""
    bounds: set[float] = set()
    for low, high in buckets.buckets.values():
        bounds |= {LEAST if low is None else low, MOST if high is None else high}
    return sorted(bounds)


def _read(name: str, rows: Sequence[dict[str, Any]], request: Request) -> list[FacetCount]:
    if name in request.buckets:
        chosen = set(request.bucket_filters.get(name, ()))
        counted: list[FacetCount] = []
        for label, (low, high) in request.buckets[name].buckets.items():
            number = sum(
                int(row["doc_count"])
                for row in rows
                if row.get("from") is not None
                and row.get("to") is not None
                and row["from"] >= (LEAST if low is None else low)
                and row["to"] <= (MOST if high is None else high)
            )
            counted.append(FacetCount(label, number, label in chosen))
        return counted
    selected = {str(value) for value in request.filters.get(name, ())}
    values = [FacetCount(str(row["key"]), int(row["doc_count"]), str(row["key"]) in selected) for row in rows]
    seen = {value.value for value in values}
    # A chosen value stays in sight when nothing has it, else it could not be taken away again.
    values += [FacetCount(value, 0, True) for value in sorted(selected - seen)]
    return sorted(values, key=lambda one: (-one.count, one.value))
