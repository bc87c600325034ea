"""Addresses of neighbours that may not be there: the search page, a provider's page, the form for mistakes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from knooppunt.catalogue.models import Entry


def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing when this installation has none."""
    with suppress(NoReverseMatch):
        return reverse(f"catalogue:{name}", args=args)
    return ""


def around(entry: Entry) -> dict[str, str]:
    """Where the page of an entry leads besides."""
    return {
        "catalogue_url": address("search") or reverse("catalogue:collections"),
        "provider_url": address("provider", entry.provider_id) if entry.provider_id else "",
        "report_url": address("report", entry.pk),
    }


def plain_picture(kind: str) -> str:
    """The picture of a kind of entry, for where there is none of the entry itself."""
    return static(f"catalogue/share/{kind}.png")
