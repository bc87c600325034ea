"""Providers as everybody sees them: organisations with something published."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from knooppunt.catalogue.models import Entry, EntryQuerySet, EntryState
from knooppunt.network.models import Organisation

_PUBLISHED = Q(entries__state=EntryState.PUBLISHED, entries__binned_at__isnull=True)


def listed_providers() -> QuerySet[Organisation]:
    """Living organisations with at least one published entry, each with ``count``, by name."""
    offers = Entry.objects.published().filter(provider=OuterRef("pk"))
    rows = Organisation.objects.filter(Exists(offers)).annotate(count=Count("entries", filter=_PUBLISHED))
    return rows.prefetch_related("places").order_by("sort_name", "pk")


def provider_at(pk: int) -> Organisation | None:
    """A provider that everybody may see; ``None`` when it offers nothing (any more)."""
    found: Any = listed_providers().filter(pk=pk).first()
    return found if isinstance(found, Organisation) else None


def entries_of(provider: Organisation) -> EntryQuerySet:
    """What a provider offers, published, the newest first."""
    return Entry.objects.published().with_page().filter(provider=provider).order_by("kind", "title", "pk")
