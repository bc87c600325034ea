"""Adding, changing, moving, deleting and restoring contacts of a hub."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.network.models import Contact, ContactFunction, Hub, HubContact, Organisation
from knooppunt.network.names import fold
from knooppunt.network.signing import signed

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.contact"  # in the change table
FIELDS = ("name", "email", "phone", "sector", "interests", "expertise")
EMPTY: dict[str, Any] = {"interests": [], "expertise": []}


@dataclass(frozen=True)
class FunctionData:
    """What somebody does at an organisation, and when."""

    organisation: Organisation
    function: str = ""
    title: str = ""
    levels: Sequence[str] = ()
    from_date: dt.date | None = None
    until_date: dt.date | None = None


def create_contact(
    *,
    values: Mapping[str, Any],
    hubs: Collection[Hub],
    by: User | None,
    function: FunctionData | None = None,
    notes: str = "",
) -> Contact:
    """Add a contact to hubs. Raises ``ValidationError`` without a hub: a contact that nobody sees cannot be kept."""
    if not hubs:
        raise ValidationError(_("Choose the hub that this contact belongs to."))
    with transaction.atomic():
        contact = Contact(**{name: values.get(name, EMPTY.get(name, "")) for name in FIELDS})
        contact.sort_name = fold(contact.name)[:200]
        signed(contact, by).save()
        HubContact.objects.bulk_create([HubContact(hub=hub, contact=contact, notes=notes) for hub in hubs])
        if function:
            _add(contact, function)
        changes.record(KIND, [contact.pk])
    return contact


def update_contact(
    *,
    contact: Contact,
    seen: int,
    values: Mapping[str, Any],
    hubs: Collection[Hub],
    among: Collection[Hub],
    by: User | None,
) -> Contact:
    """Change a contact; fields that ``values`` does not name stay. Of the hubs in ``among`` only ``hubs`` keep it.

    Raises ``ValidationError`` when no hub would keep it, ``Conflict`` when somebody was first.
    """
    with transaction.atomic():
        keep = {hub.pk for hub in hubs}
        mine = {hub.pk for hub in among}
        if not keep and not contact.hub_contacts.exclude(hub_id__in=mine).exists():
            raise ValidationError(_("Choose the hub that this contact belongs to."))
        given = [name for name in FIELDS if name in values]
        for name in given:
            setattr(contact, name, values[name])
        contact.sort_name = fold(contact.name)[:200]
        save_version(signed(contact, by), seen=seen, fields=[*given, "sort_name"])
        contact.hub_contacts.filter(hub_id__in=mine - keep).delete()
        have = set(contact.hub_contacts.values_list("hub_id", flat=True))
        HubContact.objects.bulk_create([HubContact(hub_id=pk, contact=contact) for pk in sorted(keep - have)])
        changes.record(KIND, [contact.pk])
    return contact


class NotesChanged(Exception):
    """A colleague of the same hub changed the notes after they were shown; ``notes`` is what stands there now."""

    def __init__(self, notes: str) -> None:
        super().__init__("The notes were changed by somebody else.")
        self.notes = notes


def seal_of(notes: str) -> int:
    """A number that tells these notes from others: what a link with a contact has instead of a version."""
    return zlib.crc32(notes.encode())


def write_contact_notes(*, hub_contact: HubContact, seen: int, notes: str) -> HubContact:
    """Change what a hub notes about a contact, for itself. ``seen``: ``seal_of`` what was shown. Raises
    ``NotesChanged``.
    """
    with transaction.atomic():
        row = HubContact.objects.select_for_update().get(pk=hub_contact.pk)
        if seal_of(row.notes) != seen and row.notes != notes:
            raise NotesChanged(row.notes)
        row.notes = notes
        row.save(update_fields=["notes"])
    return row


def add_function(*, contact: Contact, function: FunctionData, by: User | None) -> ContactFunction:
    """A contact does something (else) at an organisation. What was there before stays, with its own dates."""
    with transaction.atomic():
        row = _add(contact, function)
        changes.record(KIND, [contact.pk])
    return row


def end_function(*, function: ContactFunction, on: dt.date, by: User | None) -> ContactFunction:
    """Somebody's last day in a function; the row stays as history. Raises ``ValidationError`` for a day too early."""
    _check_dates(function.from_date, on)
    with transaction.atomic():
        function.until_date = on
        function.save(update_fields=["until_date"])
        changes.record(KIND, [function.contact_id])
    return function


def delete_contact(*, contact: Contact, by: User | None) -> BinBatch:
    """Put a contact into the bin, for 30 days."""
    with transaction.atomic():
        batch = core_bin.bin_objects(objects=[contact], by=by, label=_("A contact"))
        changes.record(KIND, [contact.pk], deleted=True)
    return batch


def restore_contact(*, contact: Contact, by: User | None) -> Contact:
    """Bring a contact back. Raises ``core.bin.RestoreRefused`` with reasons."""
    with transaction.atomic():
        if contact.bin_batch is not None:
            core_bin.restore(contact.bin_batch, by=by)
            changes.record(KIND, [contact.pk])
    return Contact.objects.get(pk=contact.pk)


def _add(contact: Contact, data: FunctionData) -> ContactFunction:
    _check_dates(data.from_date, data.until_date)
    return ContactFunction.objects.create(
        contact=contact,
        organisation=data.organisation,
        function=data.function,
        title=data.title,
        levels=list(data.levels),
        from_date=data.from_date,
        until_date=data.until_date,
    )


def _check_dates(first: dt.date | None, last: dt.date | None) -> None:
    if first and last and last < first:
        raise ValidationError(_("The last day lies before the first day."))
