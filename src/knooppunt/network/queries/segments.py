"""Saved filters, and who is in them today."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from knooppunt.network.models import Contact, ContactFunction, HubContact, Organisation, Role, Segment
from knooppunt.network.queries.searching import ContactSearch, OrganisationSearch
from knooppunt.network.rules_hubs import hub_ids_with


def segments_visible_to(user: Any) -> QuerySet[Segment]:
    """Those of the hubs that ``user`` runs or reads along with."""
    return Segment.objects.filter(hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD))


def organisations_in(segment: Segment) -> QuerySet[Organisation]:
    """The organisations of a segment about organisations; none for one about contacts.

    Only those that the hub works with: a round or mailing never reaches beyond them.
    """
    if segment.subject != Segment.Subject.ORGANISATIONS:
        return Organisation.objects.none()
    search = OrganisationSearch.from_query(QueryDict(segment.query), segment.hub_id)
    return search.apply(Organisation.objects.filter(relations__hub_id=segment.hub_id))


def contacts_in(segment: Segment) -> QuerySet[Contact]:
    """The living contacts of the hub in a segment. About organisations: who works there today, as the hub knows."""
    known = HubContact.objects.filter(hub_id=segment.hub_id)
    contacts = Contact.objects.filter(pk__in=known.values("contact_id"))
    if segment.subject == Segment.Subject.CONTACTS:
        return ContactSearch.from_query(QueryDict(segment.query), segment.hub_id).apply(contacts)
    at = organisations_in(segment).order_by().values("pk")
    held = ContactFunction.objects.current().filter(organisation_id__in=at)
    return contacts.filter(pk__in=held.values("contact_id")).order_by("sort_name", "pk")
