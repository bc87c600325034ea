"""The terms of entries in words, without a query per entry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from knooppunt.catalogue.models import EntryConcept
from knooppunt.framework.models import Concept


@dataclass(frozen=True)
class Term:
    """One term: its code, its name and its name for narrow places."""

    code: str
    label: str
    short: str


Terms = dict[str, list[Term]]  # scheme → terms in the order of the list
_COLUMNS = ("scheme__code", "code", "label_nl", "label_en", "data")


def terms_of(entries: Collection[int]) -> dict[int, Terms]:
    """The terms of many entries, in one query."""
    rows = EntryConcept.objects.filter(entry__in=entries).order_by("concept__scheme__order", "concept__position")
    found: dict[int, Terms] = {entry: {} for entry in entries}
    english = get_language() == "en"
    for entry, scheme, code, nl, en, data in rows.values_list(
        "entry_id", *(f"concept__{column}" for column in _COLUMNS)
    ):
        label = (en or nl) if english else nl
        term = Term(code, label, label if english else str(data.get("short") or label))
        found[entry].setdefault(scheme, []).append(term)
    return found


def names_of(scheme: str, codes: Collection[str]) -> dict[str, str]:
    """Code → name of the terms of one list; retired ones too. One query."""
    if not codes:
        return {}
    rows = Concept.objects.of(scheme).filter(code__in=codes).values_list("code", "label_nl", "label_en")
    english = get_language() == "en"
    return {code: (en or nl) if english else nl for code, nl, en in rows}
