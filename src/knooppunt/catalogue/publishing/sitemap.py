"""Entries and collections in the sitemap."""

from __future__ import annotations

from collections.abc import Iterator

from knooppunt.catalogue.models import Collection, Entry
from knooppunt.core.sitemap import SitemapPage, SitemapSection


def entry_pages(offset: int, limit: int) -> Iterator[SitemapPage]:
    """Published entries, oldest first, so that a file changes little. One query."""
    found = Entry.objects.published().only("pk", "title", "changed_at").order_by("pk")[offset : offset + limit]
    return (SitemapPage(entry.get_absolute_url(), entry.changed_at) for entry in found.iterator())


def collection_pages(offset: int, limit: int) -> Iterator[SitemapPage]:
    """Published collections."""
    shown = Collection.objects.filter(state=Collection.State.PUBLISHED).order_by("pk")
    return (SitemapPage(one.get_absolute_url(), one.changed_at) for one in shown[offset : offset + limit])


entry_section = SitemapSection(lambda: Entry.objects.published().count(), entry_pages)
collection_section = SitemapSection(
    lambda: Collection.objects.filter(state=Collection.State.PUBLISHED).count(), collection_pages
)
