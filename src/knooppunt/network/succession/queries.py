"""Successions that wait, and who the successor may be. A constant number of queries each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core.registries import AttentionItem
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    Role,
    StakeholderRelation,
    Succession,
    Tie,
)
from knooppunt.network.names import fold, tidy
from knooppunt.network.rules_hubs import hub_ids_with


@dataclass(frozen=True)
class Moving:
    """What would go along, counted and named, for the page."""

    functions: list[ContactFunction]
    ties: int
    tags: int
    cadence: int | None


def successions_visible_to(user: Any) -> QuerySet[Succession]:
    """Those of the hubs that ``user`` runs."""
    mine = hub_ids_with(user, Role.AMBASSADOR)
    return Succession.objects.filter(hub_id__in=mine).select_related("hub", "contact", "successor", "by")


def alike(hub: Hub, contact: Contact, name: str, email: str) -> list[Contact]:
    """Contacts of ``hub`` who may be this successor: the same mailbox first, then the same name. Two queries."""
    email, folded = email.strip().lower(), fold(tidy(name))
    mine = Contact.objects.filter(hub_contacts__hub=hub).exclude(pk=contact.pk).distinct()
    found = list(mine.filter(email__iexact=email)) if email else []
    known = {one.pk for one in found}
    return found + [one for one in mine.filter(sort_name=folded[:200]) if one.pk not in known]


def certain(found: list[Contact], email: str) -> Contact | None:
    """The one with the same mailbox, when there is exactly one."""
    same = [one for one in found if email and one.email.lower() == email.strip().lower()]
    return same[0] if len(same) == 1 else None


def moving(succession: Succession) -> Moving:
    """What the contact holds at this hub today. Four queries."""
    contact, hub = succession.contact, succession.hub
    there = StakeholderRelation.objects.filter(hub=hub).values("organisation_id")
    held = ContactFunction.objects.current().filter(contact=contact, organisation_id__in=there)
    ties = Tie.objects.current().filter(hub=hub)
    known = HubContact.objects.filter(hub=hub, contact=contact).first()
    return Moving(
        list(held.select_related("organisation")),
        ties.filter(first_contact=contact).count() + ties.filter(second_contact=contact).count(),
        contact.tags.filter(hub=hub).count(),
        known.cadence_months if known else None,
    )


def attention_for_user(user: Any) -> list[AttentionItem]:
    """Successors that wait for a press. One query for who runs a hub."""
    hubs = hubs_of(user, Role.AMBASSADOR)
    if not hubs:
        return []
    rows = Succession.objects.filter(hub__in=hubs, state=Succession.State.WAITING, contact__binned_at__isnull=True)
    return [
        AttentionItem(
            _("%(contact)s has a successor") % {"contact": row.contact},
            row.name,
            reverse("network:succession", args=[row.pk]),
            _("Look"),
            kind="succession",
            since=row.at,
        )
        for row in rows.select_related("contact")
    ]
