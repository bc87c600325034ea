"""Putting the shipped lists of terms into place: at set-up, in the demo and in tests."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from django.db import transaction

from knooppunt.core import changes
from knooppunt.framework.models import Concept, ConceptScheme
from knooppunt.search.api import note_labels

_NAMES = ("also_nl", "also_en", "hidden_nl", "hidden_en")


def load_concepts() -> list[Concept]:
    """Make the lists and terms of ``data/concepts.json`` that are not there yet; returns the new terms.

    Never touches a term that exists: what editors changed or retired stays theirs. Safe to call at every start.
    """
    with transaction.atomic():
        schemes = _schemes(shipped_schemes())
        known = {(concept.scheme.code, concept.code): concept for concept in Concept.objects.select_related("scheme")}
        made: list[Concept] = []
        for row in shipped_schemes():
            new = [
                _concept(schemes[row["code"]], position, term)
                for position, term in enumerate(row["concepts"])
                if (row["code"], term["code"]) not in known
            ]
            Concept.objects.bulk_create(new, batch_size=500)
            made += new
            known |= {(row["code"], concept.code): concept for concept in new}
        _tie_to_parents(made, known)
        if made:
            Concept.history.bulk_history_create(made, batch_size=500)
            changes.record("framework.concept", [concept.pk for concept in made])
            note_labels()
    return made


def shipped_schemes() -> list[dict[str, Any]]:
    """The lists of terms as they stand in the package."""
    text = (files("knooppunt.framework") / "data" / "concepts.json").read_text("utf-8")
    found: list[dict[str, Any]] = json.loads(text)["schemes"]
    return found


def _schemes(rows: list[dict[str, Any]]) -> dict[str, ConceptScheme]:
    known = {scheme.code: scheme for scheme in ConceptScheme.objects.all()}
    new = [
        ConceptScheme(
            code=row["code"],
            title_nl=row["nl"],
            title_en=row["en"],
            about_nl=row["about_nl"],
            about_en=row["about_en"],
            order=order,
        )
        for order, row in enumerate(rows)
        if row["code"] not in known
    ]
    ConceptScheme.objects.bulk_create(new)
    return known | {scheme.code: scheme for scheme in new}


def _concept(scheme: ConceptScheme, position: int, row: dict[str, Any]) -> Concept:
    return Concept(
        scheme=scheme,
        code=row["code"],
        position=position,
        label_nl=row["nl"],
        label_en=row["en"],
        second_nl=row.get("second_nl", ""),
        second_en=row.get("second_en", ""),
        data=row.get("data", {}),
        **{name: row.get(name, []) for name in _NAMES},
    )


def _tie_to_parents(made: list[Concept], known: dict[tuple[str, str], Concept]) -> None:
    """Give new terms their broader term, which may stand in another list ("domains/stervensfase")."""
    broader = {
        (row["code"], term["code"]): term["parent"]
        for row in shipped_schemes()
        for term in row["concepts"]
        if "parent" in term
    }
    tied = []
    for concept in made:
        place = broader.get((concept.scheme.code, concept.code))
        if place:
            scheme, code = place.split("/")
            concept.parent = known[(scheme, code)]
            tied.append(concept)
    Concept.objects.bulk_update(tied, ["parent"], batch_size=500)
