"""What somebody chose to see of a framework. All of it stands in the address, so that it can be shared."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from knooppunt.core.public_cache import state_of_database
from knooppunt.framework.models import Concept, Framework, FrameworkItem
from knooppunt.framework.queries.concepts import concepts_of

TREE, TABLE, ALL = "boom", "tabel", "alles"
# Name in the address → list of terms. The kind stands on the item itself, the others are tags.
PARAMETERS = {
    "niveau": "levels",
    "beroep": "professions",
    "rol": "canmeds",
    "domein": "domains",
    "soort": "item-kinds",
}
KIND = "soort"
_MARK = "x-onder-x"  # stands for the identity of an item
MOST_VALUES = 60  # of one filter


_kept = threading.local()


def _every_term() -> dict[str, list[Concept]]:
    return concepts_of("topics", "disciplines", *PARAMETERS.values(), retired=True)


def _mark() -> Hashable:
    """Differs after every change of a term: each counts as a new version of its list. One query."""
    rows = Concept.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at"), Sum("scheme__version"))
    return tuple(rows.values())


@dataclass(frozen=True)
class Terms:
    """The terms that filters and labels need, in one query."""

    by_scheme: Mapping[str, list[Concept]]
    mark: Hashable = None  # differs when any term does; ``None``: not known

    @classmethod
    def load(cls) -> Terms:
        """Read them; retired ones too, because items may still carry them.

        Each thread keeps them: lists are long, and seldom change. After a commit, of anything, one small question tells
        whether they did. Within a transaction they are read anew: what that wrote may be taken back.
        """
        state = state_of_database()
        if connection.in_atomic_block:
            return cls(_every_term())
        key = (state, id(connection.connection))
        kept: tuple[object, Terms] | None = getattr(_kept, "terms", None)
        if kept is None or kept[0] != key:
            mark = _mark()
            known = kept[1] if kept is not None and kept[1].mark == mark else None
            _kept.terms = kept = (key, known or cls(_every_term(), mark))
        return kept[1]

    @cached_property
    def kinds(self) -> Mapping[int, Concept]:
        """The kinds of items by their number."""
        return {term.pk: term for term in self.by_scheme.get("item-kinds", ())}

    def codes(self, scheme: str) -> dict[str, Concept]:
        """The terms of a list by their code."""
        return {term.code: term for term in self.by_scheme.get(scheme, ())}

    def names(self, scheme: str, codes: Iterable[str]) -> list[Concept]:
        """The terms with these codes, in the order of the list; codes that nobody knows are left out."""
        wanted = set(codes)
        return [term for term in self.by_scheme.get(scheme, ()) if term.code in wanted]


@dataclass(frozen=True)
class Selection:
    """A view, the part one looks at, and the terms filtered on (by the name in the address)."""

    view: str = TREE
    under: FrameworkItem | None = None
    chosen: Mapping[str, list[Concept]] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Any, framework: Framework, terms: Terms) -> Selection:
        """The selection of an address. What is not known in it counts as not chosen."""
        view = query.get("beeld", TREE)
        chosen = {name: terms.names(scheme, query.getlist(name)[:MOST_VALUES]) for name, scheme in PARAMETERS.items()}
        return cls(
            view if view in {TREE, TABLE, ALL} else TREE,
            _item(framework, query.get("onder", "")),
            {name: found for name, found in chosen.items() if found},
        )

    @property
    def is_filtered(self) -> bool:
        """Whether something is filtered on."""
        return bool(self.chosen)

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(map(len, self.chosen.values()))

    def items(self, framework: Framework, *, without: str = "") -> QuerySet[FrameworkItem]:
        """The items that were chosen, in order; ``without`` leaves one filter out (a facet ignores its own)."""
        found = FrameworkItem.objects.filter(framework=framework)
        if self.under is not None:
            found = found.filter(order__gt=self.under.order, order__lte=self.under.last)
        for name, concepts in self.chosen.items():
            if name == without:
                continue
            found = found.filter(kind__in=concepts) if name == KIND else found.tagged(concepts)
        return found.order_by("order")

    def address_under(self, item: FrameworkItem) -> str:
        """``query(onder=item)``, worked out once for all items of a page."""
        before, after = self._around
        return f"{before}{item.uuid}{after}"

    @cached_property
    def _around(self) -> tuple[str, str]:
        before, _mark, after = self.query(onder=_MARK).partition(_MARK)
        return before, after

    def query(self, **changes: Any) -> str:
        """The address of this selection with something changed; ``None`` takes it away. Begins with "?", or is ".": the
        page without anything."""
        pairs: list[tuple[str, str]] = []
        values: dict[str, Any] = {
            "beeld": "" if self.view == TREE else self.view,
            "onder": str(self.under.uuid) if self.under else "",
            **{name: [concept.code for concept in found] for name, found in self.chosen.items()},
            **changes,
        }
        for name, value in values.items():
            parts = value if isinstance(value, list) else [value]
            pairs += [(name, str(part)) for part in parts if part]
        return f"?{urlencode(pairs)}" if pairs else "."


def _item(framework: Framework, text: str) -> FrameworkItem | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return FrameworkItem.objects.filter(framework=framework, uuid=wanted).first()


@dataclass(frozen=True)
class Option:
    """One line of a facet."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Facet:
    """A group of filters with their counts."""

    legend: str
    name: str
    options: list[Option]


def facets(framework: Framework, selection: Selection, terms: Terms, legends: Mapping[str, str]) -> list[Facet]:
    """The filters that occur in the framework, each with how many items it would show. Counts ignore the own group.

    Two queries, and one more for each group in which something is chosen.
    """
    shared = _counts(selection.items(framework))
    shared[KIND] = _kind_counts(selection.items(framework))
    for name in selection.chosen:
        others = selection.items(framework, without=name)
        shared[name] = _kind_counts(others) if name == KIND else _counts(others).get(name, {})
    found = []
    for name, scheme in PARAMETERS.items():
        picked = {concept.pk for concept in selection.chosen.get(name, ())}
        options = [
            Option(term.code, term.both, shared.get(name, {}).get(term.pk, 0), term.pk in picked)
            for term in terms.by_scheme[scheme]
            if term.pk in picked or shared.get(name, {}).get(term.pk)
        ]
        if options:
            found.append(Facet(legends[name], name, options))
    return found


def _counts(items: QuerySet[FrameworkItem]) -> dict[str, dict[int, int]]:
    """Name in the address → term → number of items. One query."""
    names = {scheme: name for name, scheme in PARAMETERS.items()}
    through = FrameworkItem.concepts.through.objects.filter(frameworkitem_id__in=items.order_by().values("pk"))
    found: dict[str, dict[int, int]] = {}
    rows = through.values_list("concept__scheme__code", "concept_id").annotate(count=Count("pk"))
    for scheme, concept, count in rows.order_by():
        if scheme in names:
            found.setdefault(names[scheme], {})[concept] = count
    return found


def _kind_counts(items: QuerySet[FrameworkItem]) -> dict[int, int]:
    rows = items.order_by().filter(~Q(kind=None)).values_list("kind").annotate(count=Count("pk"))
    return dict(rows)
