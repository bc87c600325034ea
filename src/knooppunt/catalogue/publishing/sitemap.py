"""Entries, collections and providers in the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from knooppunt.catalogue.models import Collection, Entry, EntryState
from knooppunt.core.sitemap import SitemapPage, SitemapSection
from knooppunt.network.models import Organisation


def entry_pages(offset: int, limit: int) -> Iterator[SitemapPage]:
    """Published entries, oldest first, so that a file changes little. One query."""
    found = Entry.objects.published().only("pk", "title", "changed_at").order_by("pk")[offset : offset + limit]
    return (SitemapPage(entry.get_absolute_url(), entry.changed_at) for entry in found.iterator())


def collection_pages(offset: int, limit: int) -> Iterator[SitemapPage]:
    """Published collections."""
    shown = Collection.objects.filter(state=Collection.State.PUBLISHED).order_by("pk")
    return (SitemapPage(one.get_absolute_url(), one.changed_at) for one in shown[offset : offset + limit])


def _providers() -> QuerySet[Any]:
    shown = Q(entries__state=EntryState.PUBLISHED, entries__binned_at__isnull=True)
    return Organisation.objects.filter(shown).annotate(newest=Max("entries__changed_at", filter=shown))


def provider_pages(offset: int, limit: int) -> Iterator[SitemapPage]:
    """Organisations with something published."""
    rows = _providers().order_by("pk").values_list("pk", "newest")[offset : offset + limit]
    return (SitemapPage(reverse("catalogue:provider", args=[pk]), newest) for pk, newest in rows)


entry_section = SitemapSection(lambda: Entry.objects.published().count(), entry_pages)
collection_section = SitemapSection(
    lambda: Collection.objects.filter(state=Collection.State.PUBLISHED).count(), collection_pages
)
provider_section = SitemapSection(lambda: _providers().count(), provider_pages)
