"""Which proposals wait for somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from knooppunt.journal.models import Proposal
from knooppunt.network.api import hubs_of

UNDO_FOR = dt.timedelta(days=7)


def proposals_visible_to(user: Any) -> QuerySet[Proposal]:
    """Those of this user, and those of nobody yet, for the hubs that the user runs today. No query beyond mandates."""
    hubs = [hub.pk for hub in hubs_of(user)]
    mine = Q(user_id=user.pk) | Q(user__isnull=True)
    return Proposal.objects.filter(mine, hub_id__in=hubs).exclude(state=Proposal.State.DOUBLE)


def open_proposals(user: Any) -> QuerySet[Proposal]:
    """What waits for ``user``."""
    return proposals_visible_to(user).filter(state=Proposal.State.OPEN)


def waiting_for(user: Any) -> QuerySet[Proposal]:
    """What waits, oldest first, with what its line shows. Two queries when read."""
    found = open_proposals(user).select_related("hub", "item", "theme")
    return found.prefetch_related("organisations")


def lately_decided(user: Any) -> QuerySet[Proposal]:
    """What this user decided in the last week and may take back, newest first."""
    since = timezone.now() - UNDO_FOR
    found = proposals_visible_to(user).filter(decided_by=user.pk, decided_at__gte=since)
    return found.select_related("hub", "moment").order_by("-decided_at", "-pk")
