"""Reading reports of visitors and registrations of providers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from knooppunt.catalogue.offering.models import ProviderRegistration, Report
from knooppunt.network.api import hubs_of, is_coordinator, is_editor
from knooppunt.network.models import Role


def reports_visible_to(user: Any) -> QuerySet[Report]:
    """All reports for editors, those about the regional offer of the own hub for ambassadors."""
    rows = Report.objects.filter(entry__binned_at__isnull=True).select_related("entry__provider", "handled_by")
    return rows if is_editor(user) else rows.filter(entry__hub__in=hubs_of(user, Role.AMBASSADOR))


def registrations_to_check(user: Any) -> QuerySet[ProviderRegistration]:
    """Registrations with a confirmed mailbox: those that wait first, the oldest on top. All for editors and the
    coordinator, those of the own region for ambassadors.
    """
    rows = ProviderRegistration.objects.exclude(state=ProviderRegistration.State.UNCONFIRMED)
    if not (is_editor(user) or is_coordinator(user)):
        rows = rows.filter(hub__in=hubs_of(user, Role.AMBASSADOR))
    return rows.select_related("organisation", "decided_by", "hub").order_by("decided_at", "created_at", "pk")
