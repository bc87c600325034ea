"""Entries that resemble an entry, as its page names them."""

from __future__ import annotations

from django.utils import timezone

from knooppunt.catalogue.finding.cards import cards_of
from knooppunt.catalogue.finding.labels import names
from knooppunt.catalogue.finding.source import NAME
from knooppunt.catalogue.queries.pages import Alike, EntryPage
from knooppunt.search import api as search

MOST = 4


def alike_to(page: EntryPage) -> list[Alike]:
    """The entries that say much the same, but for those that the page names already. One question to the index, none to the
    database; nothing while there is no index."""
    named = {row.url for row in page.relations}
    hits = [
        hit for hit in search.similar(NAME, str(page.entry.pk), limit=MOST + len(named)) if hit.address not in named
    ]
    return [
        Alike(card.plain_title, card.url, card.kind, card.facts[0][1] if card.facts else "", card.lang)
        for card in cards_of(hits[:MOST], names(), timezone.localdate())
    ]
