"""When a hub was last in touch: kept on its relations and contacts, and reset by any touch, wherever it was noted.

What counts is asked of all who know: touches of the register itself, and what higher apps registered in
``core.registries.last_touches`` (moments, meetings, mails …). A touch with a person counts for where that person works.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from knooppunt.network.cadence import due_of
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    Organisation,
    StakeholderRelation,
    Touch,
)
from knooppunt.network.queries.touches import last_days

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


def note_touch(
    *,
    hub: Hub,
    organisation: Organisation | None = None,
    contact: Contact | None = None,
    on: dt.date | None = None,
    source: str = Touch.Source.TYPED,
    by: User | None = None,
) -> Touch:
    """The hub was in touch with an organisation or a contact, today unless told otherwise."""
    with transaction.atomic():
        touch = Touch.objects.create(
            hub=hub, organisation=organisation, contact=contact, on=on or timezone.localdate(), source=source, by=by
        )
        refresh_touches(
            hub,
            organisation_ids=[organisation.pk] if organisation else [],
            contact_ids=[contact.pk] if contact else [],
        )
    return touch


def take_back_touch(
    *,
    hub: Hub,
    organisation: Organisation | None = None,
    contact: Contact | None = None,
    on: dt.date | None = None,
    source: str = Touch.Source.TYPED,
) -> int:
    """The hub was not in touch after all: what was typed for this day (or came from another ``source``) goes. Returns
    how many.
    """
    with transaction.atomic():
        rows = Touch.objects.filter(
            hub=hub,
            organisation=organisation,
            contact=contact,
            on=on or timezone.localdate(),
            source=source,
        )
        gone = rows.delete()[0]
        refresh_touches(
            hub,
            organisation_ids=[organisation.pk] if organisation else [],
            contact_ids=[contact.pk] if contact else [],
        )
    return gone


def refresh_touches(
    hub: Hub | int,
    *,
    organisation_ids: Collection[int] | None = None,
    contact_ids: Collection[int] | None = None,
) -> None:
    """Work out anew when ``hub`` was last in touch with these; ``None`` is all of them.

    Higher apps call it in the transaction that notes, changes or deletes a touch, with everybody who was or is named.
    A constant number of queries, and one UPDATE per 500 rows that changed.
    """
    hub_id = hub.pk if isinstance(hub, Hub) else hub
    with transaction.atomic():
        if contact_ids is None or contact_ids:
            _write(
                HubContact,
                "contact_id",
                hub_id,
                contact_ids,
                last_days(hub_id, "contact", contact_ids, timezone.localdate()),
            )
        there = _works_at(hub_id, contact_ids) if contact_ids is None or contact_ids else {}
        wanted: set[int] | None = None
        if organisation_ids is not None:
            wanted = {*organisation_ids, *there}
            if not wanted:
                return
        people = _by_people(hub_id, wanted)
        direct = last_days(hub_id, "organisation", wanted, timezone.localdate())
        both = {pk: max(day for day in (direct.get(pk), people.get(pk)) if day) for pk in {*direct, *people}}
        _write(StakeholderRelation, "organisation_id", hub_id, wanted, both)


def _works_at(hub_id: int, contact_ids: Collection[int] | None) -> dict[int, set[int]]:
    """Where these contacts work today: organisation → contacts."""
    rows = ContactFunction.objects.current().filter(contact__hub_contacts__hub_id=hub_id)
    if contact_ids is not None:
        rows = rows.filter(contact_id__in=list(contact_ids))
    found: dict[int, set[int]] = defaultdict(set)
    for organisation, contact in rows.values_list("organisation_id", "contact_id"):
        found[organisation].add(contact)
    return found


def _by_people(hub_id: int, organisation_ids: Collection[int] | None) -> dict[int, dt.date]:
    """The last day on which the hub was in touch with somebody who works there today."""
    rows = ContactFunction.objects.current().filter(
        contact__hub_contacts__hub_id=hub_id, contact__hub_contacts__last_touch_on__isnull=False
    )
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    days = rows.values_list("organisation_id").annotate(Max("contact__hub_contacts__last_touch_on")).order_by()
    return dict(days)


def _write(model: Any, partner: str, hub_id: int, ids: Collection[int] | None, days: Mapping[int, dt.date]) -> None:
    """Put the days where they changed. No version: nobody edits this by hand."""
    rows = model.objects.filter(hub_id=hub_id)
    if ids is not None:
        rows = rows.filter(**{f"{partner}__in": list(ids)})
    changed = []
    for row in rows:
        day = days.get(getattr(row, partner))
        if row.last_touch_on != day:
            if day and row.snoozed_until and (row.last_touch_on is None or day > row.last_touch_on):
                row.snoozed_until = None  # a new touch ends what was put off
            row.last_touch_on = day
            row.due_on = due_of(row)
            changed.append(row)
    model.objects.bulk_update(changed, ["last_touch_on", "snoozed_until", "due_on"], batch_size=500)
