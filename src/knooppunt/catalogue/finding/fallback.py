"""Answers from the database, for as long as there is no index: simple, and never wrong about what may be seen."""

from __future__ import annotations

import functools
import operator

from django.db.models import Q

from knooppunt.catalogue.finding import source
from knooppunt.catalogue.models import Entry
from knooppunt.search.api import Hit, Piece, Request, Results
from knooppunt.search.api import words as words_of

MOST_WORDS = 6


def from_database(request: Request) -> Results:
    """Published entries with all words in title or summary, the newest first. Only the kind is a filter here."""
    entries = Entry.objects.published()
    kept = words_of(request.text)[:MOST_WORDS]
    if kept:
        entries = entries.filter(
            functools.reduce(operator.and_, (Q(title__icontains=word) | Q(summary__icontains=word) for word in kept))
        )
    kinds = list(request.filters.get("kind", ()))
    if kinds:
        entries = entries.filter(kind__in=kinds)
    total = entries.count()
    ordered = entries.order_by("-published_at", "-pk").values_list("pk", flat=True)
    shown = list(ordered[request.offset : request.offset + request.limit])
    documents = {document.key: document for document in source.load([str(pk) for pk in shown])}
    hits = [
        Hit(
            source=source.NAME,
            key=document.key,
            own_id=document.own_id,
            title=document.title,
            url=document.url,
            summary=document.summary,
            score=0.0,
            title_pieces=[Piece(document.title)],
            snippet=[Piece(document.summary)],
            card=document.card,
        )
        for pk in shown
        if (document := documents.get(str(pk)))
    ]
    return Results(total=total, hits=hits, words=kept)
