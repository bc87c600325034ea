"""The list of entries in the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from knooppunt.catalogue.content import KINDS
from knooppunt.catalogue.models import Alignment, EntryQuerySet, EntryState
from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.network.api import hubs_of, is_coordinator, is_editor


@dataclass(frozen=True)
class EntrySearch:
    """What was asked of the list."""

    q: str = ""
    state: str = ""
    kind: str = ""
    what: str = ""  # "old": to be looked at again; "suggested": with suggested alignments; "own"

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> EntrySearch:
        """Read an address; what is not known is passed over."""
        state, kind, what = query.get("stand", ""), query.get("soort", ""), query.get("wat", "")
        return cls(
            q=query.get("q", "").strip()[:200],
            state=state if state in EntryState.values else "",
            kind=kind if kind in KINDS else "",
            what=what if what in {"old", "suggested", "own"} else "",
        )

    def apply(self, entries: EntryQuerySet, user: Any) -> EntryQuerySet:
        """The entries that were asked for."""
        for word in self.q.split()[:8]:
            entries = entries.filter(
                Q(title__icontains=word) | Q(provider__name__icontains=word) | Q(source_id__iexact=word)
            )
        if self.state:
            entries = entries.filter(state=self.state)
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.what == "own":
            entries = entries.filter(owner_id=user.pk)
        if self.what == "old":
            late = Q(review_by__lt=timezone.localdate()) | Q(unverified_since__isnull=False)
            entries = entries.filter(late, state=EntryState.PUBLISHED)
        if self.what == "suggested":
            entries = entries.filter(alignments__state=Alignment.State.SUGGESTED).distinct()
        return entries


def kept_entries_of(user: Any) -> EntryQuerySet:
    """The entries that ``user`` looks after: all for editors and the coordinator, of the own hub for ambassadors."""
    found = entries_visible_to(user)
    if is_editor(user) or is_coordinator(user):
        return found
    return found.filter(hub_id__in=[hub.pk for hub in hubs_of(user)])


def state_counts(entries: EntryQuerySet) -> dict[str, int]:
    """How many entries are in each state. One query."""
    return dict(entries.order_by().values_list("state").annotate(Count("pk")))
