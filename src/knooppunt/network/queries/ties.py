"""Reading ties: those of the network for everybody in it, those of a hub for that hub alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from knooppunt.network import vocabulary
from knooppunt.network.models import Contact, Hub, Organisation, Role, Tie
from knooppunt.network.rules_hubs import hub_ids_with

_ENDS = ("first_organisation", "first_contact", "first_hub", "second_organisation", "second_contact", "second_hub")


def ties_visible_to(user: Any) -> QuerySet[Tie]:
    """Shared ties for the network, and those of the hubs that ``user`` runs or reads along with."""
    mine = hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    own = Q(hub_id__in=mine)
    return Tie.objects.filter(own | Q(hub__isnull=True) if user.has_perm("network.view_organisations") else own)


@dataclass(frozen=True)
class SeenTie:
    """A tie as one of its ends sees it."""

    tie: Tie
    words: str  # "is lid van"
    is_first: bool  # whether the record at hand is the one that does it
    other: Organisation | Contact | Hub
    other_kind: str  # organisation, contact or hub

    @property
    def is_current(self) -> bool:
        """Whether it holds today (or has no end)."""
        return self.tie.until_date is None or self.tie.until_date >= timezone.localdate()


def ties_of(subject: Organisation | Contact | Hub, user: Any) -> list[SeenTie]:
    """The ties of one record, present ones first. Those with somebody in the bin are left out. One query."""
    name = type(subject).__name__.lower()
    ends = Q(**{f"first_{name}": subject}) | Q(**{f"second_{name}": subject})
    rows = ties_visible_to(user).filter(ends).select_related("hub", *_ENDS).order_by("kind", "pk")
    seen = [_seen(tie, name, subject.pk) for tie in rows]
    living = [one for one in seen if not getattr(one.other, "binned_at", None)]
    return sorted(living, key=lambda one: not one.is_current)


def _seen(tie: Tie, name: str, pk: int) -> SeenTie:
    is_first = getattr(tie, f"first_{name}_id") == pk
    other = tie.second if is_first else tie.first
    return SeenTie(tie, vocabulary.label_of("tie_kinds", tie.kind), is_first, other, type(other).__name__.lower())
