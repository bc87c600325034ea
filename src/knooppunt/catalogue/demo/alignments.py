"""Example alignments: suggested from the texts, the best ones confirmed by the editor of the demo."""

from __future__ import annotations

from django.db import transaction

from knooppunt.accounts.demo import persona_user
from knooppunt.catalogue.actions.alignments import (
    Judgement,
    confirm_alignment,
    item_candidates,
    suggest_alignments,
)
from knooppunt.catalogue.demo.loader import SOURCE
from knooppunt.catalogue.models import Alignment, Entry
from knooppunt.catalogue.queries.entries import content_of

CONFIRMED = 2  # of the suggestions of each entry; the rest waits for a person
EVIDENCE = "Staat bij de leerdoelen (voorbeeld)"


def load_demo_alignments() -> str:
    """Align the example entries with the example framework (demo loader), once."""
    editor, candidates = persona_user("redacteur"), item_candidates()
    if Alignment.objects.exists() or editor is None or not candidates:
        return "no alignments"
    made = confirmed = 0
    with transaction.atomic():
        for entry in Entry.objects.filter(source=SOURCE, kind__in=["training", "material"]).order_by("pk"):
            rows = suggest_alignments(entry=entry, candidates=candidates)
            made += len(rows)
            levels = content_of(entry).codes("levels")
            for row in sorted(rows, key=lambda one: -one.score)[:CONFIRMED]:
                judgement = Judgement(level=levels[0] if levels else "", depth="knows_how", evidence=EVIDENCE)
                confirm_alignment(alignment=row, judgement=judgement, seen=row.version, by=editor)
                confirmed += 1
    return f"{made} alignments, {confirmed} of them confirmed"
