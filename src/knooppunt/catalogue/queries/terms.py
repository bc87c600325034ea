"""The terms of entries in words, without a query per entry.

The lists of terms are short and seldom change, so each thread keeps their names for as long as nothing at all is
committed (``public_cache.state_of_database``): a page then asks one small question instead of joining three tables.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from knooppunt.catalogue.models import Entry
from knooppunt.core.public_cache import state_of_database
from knooppunt.framework.models import Concept


@dataclass(frozen=True)
class Term:
    """One term: its code, its name and its name for narrow places."""

    code: str
    label: str
    short: str


Terms = dict[str, list[Term]]  # scheme → terms in the order of the list
_kept = threading.local()


@dataclass(frozen=True)
class Vocabulary:
    """All terms in the language of the reader: scheme → code → term, in the order of the lists."""

    by_scheme: Mapping[str, Mapping[str, Term]]

    def terms_of(self, entry: Entry) -> Terms:
        """The terms of an entry, from its content. No query."""
        return {
            scheme: [term for code, term in self.by_scheme.get(scheme, {}).items() if code in codes]
            for scheme, codes in entry.content.get("concepts", {}).items()
        }

    def name(self, scheme: str, code: str) -> str:
        """The name of a term, retired or not; the code itself when the list has no such term."""
        term = self.by_scheme.get(scheme, {}).get(code)
        return term.label if term else code


def vocabulary() -> Vocabulary:
    """The terms as they are now: one small question, and one query when something was committed since the last time."""
    key = (state_of_database(), id(connection.connection), get_language())
    kept: tuple[Any, Vocabulary] | None = getattr(_kept, "terms", None)
    if kept is None or kept[0] != key:
        kept = (key, Vocabulary(_read_terms()))
        _kept.terms = kept
    return kept[1]


def _read_terms() -> dict[str, dict[str, Term]]:
    english = get_language() == "en"
    found: dict[str, dict[str, Term]] = {}
    rows = Concept.objects.order_by("scheme__order", "position", "pk")
    for scheme, code, nl, en, data in rows.values_list("scheme__code", "code", "label_nl", "label_en", "data"):
        label = (en or nl) if english else nl
        short = label if english else str(data.get("short") or label)
        found.setdefault(scheme, {})[code] = Term(code, label, short)
    return found
