"""Reading research applications: of one's own hubs, and what other hubs share."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from knooppunt.network.models import ResearchApplication, Role
from knooppunt.network.rules_hubs import hub_ids_with


def research_visible_to(user: Any) -> QuerySet[ResearchApplication]:
    """Of the hubs that ``user`` runs or reads along with; for the network also what is shared with all hubs."""
    own = Q(hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD))
    if user.has_perm("network.view_organisations"):
        own |= Q(visibility=ResearchApplication.Visibility.NETWORK)
    return ResearchApplication.objects.filter(own)
