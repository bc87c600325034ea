"""Which moments somebody may see, and how much of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from knooppunt.journal.models import Moment
from knooppunt.network.api import has_network_role, hubs_of
from knooppunt.network.models import Role

Visibility = Moment.Visibility


def moments_visible_to(user: Any) -> QuerySet[Moment]:
    """Living moments that ``user`` may read: all of one's own hubs, shared ones for the network, else public highlights.

    Own hubs are those one runs or reads along with, and those that were merged into them. Costs no query beyond the
    mandates. What of a moment is for other eyes says ``sight_of``: contacts and attachments never leave the hub.
    """
    found: QuerySet[Moment] = Moment.objects.filter(_shared_with(user) | _own(user))
    return found


def whole_logbook_of(user: Any) -> QuerySet[Moment]:
    """Living moments of the hubs that ``user`` runs or reads along with: those of which contacts may be shown."""
    found: QuerySet[Moment] = Moment.objects.filter(_own(user))
    return found


def _own(user: Any) -> Q:
    """Of one's own hubs, and of hubs that were merged into them."""
    own = [hub.pk for hub in hubs_of(user, Role.AMBASSADOR, Role.BOARD)]
    return (Q(hub_id__in=own) | Q(hub__merged_into_id__in=own)) if own else Q(pk__in=[])


def _shared_with(user: Any) -> Q:
    if has_network_role(user):
        return Q(visibility__in=[Visibility.NETWORK, Visibility.PUBLIC])
    return Q(visibility=Visibility.PUBLIC)


@dataclass(frozen=True)
class Sight:
    """What a reader sees of a moment besides its text. Nothing by default: that is what the public sees."""

    work: bool = False  # minutes, organisations, author: for the network
    people: bool = False  # contacts, attachments, history: for the hub


PUBLIC_SIGHT = Sight()


def sight_of(user: Any, moment: Moment) -> Sight:
    """How much of ``moment`` this reader may see. Costs no query beyond the mandates."""
    own = user.has_perm("journal.view_whole_logbook", moment)
    return Sight(work=own or has_network_role(user), people=own)
