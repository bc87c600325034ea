"""Counting: how many there would be with each value. The choice made in a facet does not count for that facet itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tantivy import Occur, Query

from knooppunt.search.index import schema
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
    asked: dict[str, Any] = {}
    for name in names:
        if name in request.buckets:
            asked[name] = _ranges(request.buckets[name])
        else:
            asked |= {column: {"terms": {"field": column, "size": MOST_VALUES}} for column in reader.columns(name)}
    answer = reader.searcher.aggregate(Query.boolean_query(clauses), asked) if asked else {}
    found: dict[str, list[FacetCount]] = {}
    for name in names:
        if name in request.buckets:
            found[name] = _of_ranges(name, answer[name]["buckets"], request)
        else:
            found[name] = _of_columns(name, [answer[column]["buckets"] for column in reader.columns(name)], request)
    return found


def _ranges(buckets: Buckets) -> dict[str, Any]:
    ranges = [{"from": low, "to": high} for low, high in pairwise(_edges(buckets))]
    return {"range": {"field": f"n_{buckets.number}", "ranges": ranges or [{"from": 0.0}]}}


def _edges(buckets: Buckets) -> list[float]:
    """Where one bucket begins or ends. Buckets overlap, the engine's ranges may not: count the stretches in between."""
    bounds: set[float] = set()
    for low, high in buckets.buckets.values():
        bounds |= {LEAST if low is None else low, MOST if high is None else high}
    return sorted(bounds)


def _of_ranges(name: str, rows: Sequence[dict[str, Any]], request: Request) -> list[FacetCount]:
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


def _of_columns(name: str, columns: Sequence[Sequence[dict[str, Any]]], request: Request) -> list[FacetCount]:
    counts = {row["key"]: row["doc_count"] for row in columns[0]} if columns else {}
    for rows in columns[1:]:
        for row in rows:
            counts[row["key"]] = counts.get(row["key"], 0) + row["doc_count"]
    counts.pop(schema.NONE, None)
    selected = {str(value) for value in request.filters.get(name, ())}
    for value in selected:  # stays in sight when nothing has it, else it could not be taken away again
        counts.setdefault(value, 0)
    ordered = sorted([(-count, value) for value, count in counts.items()])
    if request.most_values is not None:
        rest = ordered[request.most_values :]
        ordered = ordered[: request.most_values] + [row for row in rest if row[1] in selected]
    return [FacetCount(value, -count, value in selected) for count, value in ordered]
