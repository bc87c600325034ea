"""Typed and dated relations between organisations, contacts and hubs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.network.models import Contact, Hub, Organisation, Tie

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

End = Organisation | Contact | Hub


@dataclass(frozen=True)
class TieData:
    """Two that belong together: ``first`` is of ``kind`` to ``second``. Without ``hub`` the whole network sees it."""

    kind: str
    first: End
    second: End
    hub: Hub | None = None
    from_date: dt.date | None = None
    until_date: dt.date | None = None
    note: str = ""


def add_tie(*, data: TieData, by: User | None) -> Tie:
    """Add a tie. Raises ``ValidationError``: with itself, the same twice, or one with a contact that has no hub."""
    if data.first == data.second:
        raise ValidationError(_("Choose somebody else: this is the same."))
    if data.from_date and data.until_date and data.until_date < data.from_date:
        raise ValidationError(_("The last day lies before the first day."))
    with transaction.atomic():
        ends = {_end("first", data.first): data.first, _end("second", data.second): data.second}
        contacts = [end for end in ends.values() if isinstance(end, Contact)]
        if contacts and data.hub is None:
            raise ValidationError(_("A relation with a person belongs to your hub."))
        if data.hub and any(not one.hub_contacts.filter(hub=data.hub).exists() for one in contacts):
            raise ValidationError(_("One of these contacts is not among the contacts of your hub."))
        if Tie.objects.current().filter(kind=data.kind, hub=data.hub, **ends).exists():
            raise ValidationError(_("This relation is recorded already."))
        tie = Tie.objects.create(
            kind=data.kind,
            hub=data.hub,
            from_date=data.from_date,
            until_date=data.until_date,
            note=data.note[:300],
            made_by=by,
            **ends,
        )
        _noted(tie)
    return tie


def end_tie(*, tie: Tie, on: dt.date, seen: int) -> Tie:
    """It holds until this day; the row stays as history. Raises ``ValidationError``, ``Conflict``."""
    if tie.from_date and on < tie.from_date:
        raise ValidationError(_("The last day lies before the first day."))
    with transaction.atomic():
        tie.until_date = on
        save_version(tie, seen=seen, fields=["until_date"])
        _noted(tie)
    return tie


def remove_tie(*, tie: Tie) -> None:
    """It was a mistake: the row goes."""
    with transaction.atomic():
        _noted(tie)
        tie.delete()


def _end(side: str, end: End) -> str:
    return f"{side}_{type(end).__name__.lower()}"


def _noted(tie: Tie) -> None:
    pks = [pk for pk in (tie.first_organisation_id, tie.second_organisation_id) if pk]
    changes.record("network.organisation", pks)
