"""Reading entries. ``entries_visible_to`` decides who sees which, for pages, exports, search and API alike."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry, EntryQuerySet, EntryState
from knooppunt.network.api import hubs_of, is_coordinator, is_editor, mandates_of
from knooppunt.network.models import Role


def entries_visible_to(user: Any) -> EntryQuerySet:
    """The living entries that ``user`` may see in any state: all for editors and the coordinator, those of the own hub
    for ambassadors and board, those of the own organisation for providers, and what is published for everybody.
    """
    everything = Entry.objects.all()
    if user is None or not user.is_authenticated:
        return everything.published()
    if is_editor(user) or is_coordinator(user):
        return everything
    hubs = [hub.pk for hub in hubs_of(user, Role.AMBASSADOR, Role.BOARD)]
    own = [mandate.organisation_id for mandate in mandates_of(user) if mandate.role == Role.PROVIDER]
    seen = Q(state=EntryState.PUBLISHED) | Q(owner_id=user.pk)
    if hubs:
        seen |= Q(hub_id__in=hubs)
    if own:
        seen |= Q(provider_id__in=own)
    return everything.filter(seen)


def content_of(entry: Entry) -> EntryContent:
    """The complete content of an entry. No query."""
    return EntryContent.from_stored(entry.content)
