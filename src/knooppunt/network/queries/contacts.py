"""Reading contacts. Only the hubs they belong to see them: not other hubs, not the coordinator."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from knooppunt.network.models import Contact, ContactFunction, Hub, HubContact, Organisation, Role
from knooppunt.network.names import fold
from knooppunt.network.rules_hubs import hub_ids_with

# Functions without an end come first, on both databases; then the one that ended last.
PRESENT_FIRST = F("until_date").desc(nulls_first=True)


def contacts_visible_to(user: Any) -> QuerySet[Contact]:
    """Living contacts of the hubs that ``user`` runs or reads along with."""
    mine = hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    if not mine:
        return Contact.objects.none()
    # A question per contact, not a list of thousands made anew for each page: the lists stop after fifty.
    return Contact.objects.filter(Exists(HubContact.objects.filter(contact=OuterRef("pk"), hub_id__in=mine)))


def hub_contacts_visible_to(user: Any) -> QuerySet[HubContact]:
    """What one's own hubs note about contacts. Another hub's link to the same person does not show."""
    return HubContact.objects.filter(hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)).select_related("hub")


def with_functions(contacts: QuerySet[Contact], user: Any) -> QuerySet[Contact]:
    """With functions, organisations and one's own hubs: two queries more, however many rows."""
    functions = ContactFunction.objects.select_related("organisation").order_by(PRESENT_FIRST, "-from_date", "-pk")
    return contacts.prefetch_related(
        Prefetch("functions", functions), Prefetch("hub_contacts", hub_contacts_visible_to(user).order_by("hub__order"))
    )


def functions_known(hub: Hub, first: dt.date | None = None, last: dt.date | None = None) -> QuerySet[ContactFunction]:
    """What living contacts of ``hub`` do today, or did on some day from ``first`` to ``last``, in no order; two indexes
    hold all that is asked here.
    """
    links = HubContact.objects.filter(hub=hub, contact=OuterRef("contact"))
    gone = Contact.all_objects.filter(binned_at__isnull=False)
    today = timezone.localdate()
    held = ContactFunction.objects.between(first or today, last or first or today)
    return held.filter(Exists(links)).exclude(contact__in=gone.values("pk")).order_by()


def contacts_at(organisation: Organisation, user: Any) -> list[ContactFunction]:
    """Who works or worked at an organisation, as far as ``user`` may see. One query."""
    mine = HubContact.objects.filter(
        contact=OuterRef("contact"), hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    )
    living = ContactFunction.objects.filter(organisation=organisation, contact__binned_at__isnull=True)
    rows = living.filter(Exists(mine))  # not ``contacts_visible_to``: few work here, a hub may know thousands
    return list(rows.select_related("contact").order_by(PRESENT_FIRST, "contact__sort_name", "pk"))


def similar_contacts(user: Any, name: str, email: str) -> list[Contact]:
    """Contacts that ``user`` sees with the same name or address. Never tells about another hub's contacts."""
    same = Q(sort_name=fold(name))
    if email:
        same |= Q(email__iexact=email)
    return list(contacts_visible_to(user).filter(same).order_by("sort_name", "pk")[:5])


def hubs_to_keep_contacts(user: Any) -> QuerySet[Hub]:
    """The hubs for which ``user`` may keep contacts."""
    return Hub.objects.filter(pk__in=hub_ids_with(user, Role.AMBASSADOR)).order_by("order", "short_name")
