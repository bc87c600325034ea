"""Finding the entry that an address means, and who asks."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from knooppunt.accounts.models import User
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.catalogue.queries.reading import read_published
from knooppunt.core import access


def acting_user(request: HttpRequest) -> User:
    """The signed-in user, as actions want to know."""
    return cast(User, request.user)


def published_entry(pk: int) -> Entry:
    """What everybody may see. Raises ``Http404``."""
    found = read_published(pk)
    if found is None:
        raise Http404("No such entry is published.")
    return found


def entry_at(request: HttpRequest, pk: int, permission: str) -> Entry:
    """The entry, if the user may see it (else 404) and holds ``permission`` for it (else 403)."""
    found: Entry = get_object_or_404(entries_visible_to(request.user).with_page(), pk=pk)
    access.require(request, permission, found)
    return found
