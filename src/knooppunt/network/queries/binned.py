"""The bin of the register."""

from __future__ import annotations

from typing import Any

from knooppunt.network.models import (
    Contact,
    HubContact,
    Organisation,
    ResearchApplication,
    Role,
    StakeholderRelation,
)
from knooppunt.network.rules_hubs import hub_ids_with

MOST = 200


def binned_organisations(user: Any) -> list[Organisation]:
    """Deleted organisations that ``user`` may bring back, newest first. A constant number of queries."""
    rows = Organisation.all_objects.filter(binned_at__isnull=False).select_related("bin_batch__by")
    if not user.has_perm("network.manage_hubs"):
        mine = hub_ids_with(user, Role.AMBASSADOR)
        rows = rows.exclude(relations__in=StakeholderRelation.objects.exclude(hub_id__in=mine))
    return list(rows.order_by("-binned_at", "pk")[:MOST])


def binned_contacts(user: Any) -> list[Contact]:
    """Deleted contacts of the hubs that ``user`` runs, newest first. One query."""
    mine = HubContact.objects.filter(hub_id__in=hub_ids_with(user, Role.AMBASSADOR))
    rows = Contact.all_objects.filter(binned_at__isnull=False, pk__in=mine.values("contact_id"))
    return list(rows.select_related("bin_batch__by").order_by("-binned_at", "pk")[:MOST])


def binned_research(user: Any) -> list[ResearchApplication]:
    """Deleted research applications of the hubs that ``user`` runs, newest first. One query."""
    rows = ResearchApplication.all_objects.filter(
        binned_at__isnull=False, hub_id__in=hub_ids_with(user, Role.AMBASSADOR)
    )
    return list(rows.select_related("bin_batch__by").order_by("-binned_at", "pk")[:MOST])
