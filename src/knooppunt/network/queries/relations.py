"""What one's own hubs keep about one record, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from knooppunt.network.models import Contact, HubContact, Organisation, StakeholderRelation, Tag, Touch
from knooppunt.network.queries.contacts import hub_contacts_visible_to
from knooppunt.network.queries.organisations import relations_visible_to


@dataclass(frozen=True)
class Own:
    """A relation, or how a hub knows a contact, with the tags of that hub."""

    row: Any  # StakeholderRelation or HubContact
    tags: list[str]
    touched_today: bool  # by the button: it can be taken back


def own_relations(organisation: Organisation, user: Any) -> list[Own]:
    """The relations of one's own hubs with an organisation. Four queries."""
    rows = relations_visible_to(user).filter(organisation=organisation)
    rows = rows.select_related("hub", "owner", "verified_by").prefetch_related("supported").order_by("hub__order")
    return _with_tags(list(rows), organisation)


def own_links(contact: Contact, user: Any) -> list[Own]:
    """The same for a contact. Three queries."""
    rows = hub_contacts_visible_to(user).filter(contact=contact).select_related("verified_by").order_by("hub__order")
    return _with_tags(list(rows), contact)


def _with_tags(rows: list[StakeholderRelation] | list[HubContact], subject: Organisation | Contact) -> list[Own]:
    hubs = [row.hub_id for row in rows]
    name = type(subject).__name__.lower()
    tags: dict[int, list[str]] = {}
    for hub_id, tag in Tag.objects.filter(hub_id__in=hubs, **{f"{name}s": subject}).values_list("hub_id", "name"):
        tags.setdefault(hub_id, []).append(tag)
    typed = Touch.objects.filter(hub_id__in=hubs, on=timezone.localdate(), source=Touch.Source.TYPED, **{name: subject})
    today = set(typed.values_list("hub_id", flat=True))
    return [Own(row, tags.get(row.hub_id, []), row.hub_id in today) for row in rows]
