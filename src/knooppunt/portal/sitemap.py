"""The pages that belong to no single app, and the hubs, in the sitemap."""

from __future__ import annotations

from django.urls import reverse

from knooppunt.core.sitemap import SitemapPage, SitemapSection
from knooppunt.network.api import listed_hubs

FIXED = ("portal:home", "portal:about", "portal:accessibility", "portal:privacy", "network:hubs")


def pages(offset: int, limit: int) -> list[SitemapPage]:
    """The fixed pages, then the hubs."""
    found = [SitemapPage(reverse(name)) for name in FIXED]
    found += [SitemapPage(hub.url) for hub in listed_hubs()]
    return found[offset : offset + limit]


section = SitemapSection(lambda: len(pages(0, 1000)), pages)
