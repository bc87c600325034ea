"""Lists of terms that are data: kinds of organisations, functions of contacts, sectors (``data/vocabularies.json``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from django.utils.translation import get_language

from knooppunt.network.names import fold

Vocabulary = Literal["organisation_kinds", "contact_functions", "sectors", "levels", "topics", "tie_kinds"]


@dataclass(frozen=True)
class Term:
    """One term. The code is stored and never changes; the labels are what people read."""

    code: str
    nl: str
    en: str
    also: tuple[str, ...] = ()
    retired: bool = False

    @property
    def label(self) -> str:
        """The term in the language of the reader."""
        return self.en if get_language() == "en" else self.nl

    def __str__(self) -> str:
        return self.label


@cache
def _all() -> dict[str, tuple[Term, ...]]:
    data = json.loads((files("knooppunt.network") / "data" / "vocabularies.json").read_text(encoding="utf-8"))
    return {
        name: tuple(Term(**{**row, "also": tuple(row["also"])}) for row in rows)
        for name, rows in data.items()
        if isinstance(rows, list)
    }


def terms(vocabulary: Vocabulary) -> list[Term]:
    """The terms one may choose today, in their order."""
    return [term for term in _all()[vocabulary] if not term.retired]


def choices(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The same as (code, label) for a form field."""
    return [(term.code, term.label) for term in terms(vocabulary)]


def label_of(vocabulary: Vocabulary, code: str) -> str:
    """The label of a code; the code itself when it is not known (data from elsewhere stays readable)."""
    term = _by_code(vocabulary).get(code)
    return term.label if term else code


@cache
def _by_code(vocabulary: Vocabulary) -> dict[str, Term]:
    return {term.code: term for term in _all()[vocabulary]}


@cache
def _by_name(vocabulary: Vocabulary) -> dict[str, Term]:
    names: dict[str, Term] = {}
    for term in terms(vocabulary):
        for name in (term.code, term.nl, term.en, *term.also):
            names.setdefault(fold(name), term)
    return names


def find(vocabulary: Vocabulary, text: str) -> Term | None:
    """The term that somebody means by ``text``: its code, a label in either language, or another name for it."""
    return _by_name(vocabulary).get(fold(text))
