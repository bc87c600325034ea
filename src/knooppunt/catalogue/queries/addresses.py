"""The address of the search page, which an installation may not have."""

from __future__ import annotations

from contextlib import suppress

from django.urls import NoReverseMatch, reverse


def search_address() -> str:
    """The search page, or nothing."""
    with suppress(NoReverseMatch):
        return reverse("catalogue:search")
    return ""
