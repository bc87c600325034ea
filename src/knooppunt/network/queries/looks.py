"""Who looked at the page of a contact: for the contact, for who keeps the privacy desk, and of the own team."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from knooppunt.network.actions.looks import KEPT
from knooppunt.network.models import Contact, ContactLook, Mandate, Role
from knooppunt.network.rules_hubs import hub_ids_with


def looks_at(contacts: Collection[int]) -> QuerySet[ContactLook]:
    """Every look of the last six months at these contacts (by number), the newest first. Decide first who may ask."""
    since = timezone.now() - KEPT
    return ContactLook.objects.filter(contact_id__in=contacts, at__gte=since).select_related("by")


def looks_of_own_team(contact: Contact, user: Any) -> QuerySet[ContactLook]:
    """The looks of people who run or read along with a hub of ``user``, now or before: not that another hub knows the
    contact too.
    """
    hubs = hub_ids_with(user, Role.AMBASSADOR)
    team = Mandate.objects.filter(hub_id__in=hubs, role__in=[Role.AMBASSADOR, Role.BOARD])
    return looks_at([contact.pk]).filter(by__in=team.values("user_id"))
