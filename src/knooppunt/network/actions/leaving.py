"""A hub lets go of contacts: into the bin, but what other hubs know too only leaves the hub. Both can come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.network.actions.touches import refresh_touches
from knooppunt.network.models import Contact, Hub, HubContact

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.contact"
_DAYS = ("snoozed_until", "since", "verified_on")
_REST = ("notes", "cadence_months", "verified_by_id")


@dataclass(frozen=True)
class LetGo:
    """What became of them: those in the bin with their batch, and the rows of those that only left."""

    binned: list[int]
    batch: int | None
    left: list[dict[str, Any]]


def let_go(*, hubs: Collection[Hub], pks: Collection[int], by: User | None) -> LetGo:
    """Delete contacts for ``hubs``. Without hubs (somebody of the network) all of them go into the bin."""
    with transaction.atomic():
        shared = known_elsewhere(hubs, pks) if hubs else set()
        left = leave_hubs(hubs=hubs, pks=shared) if shared else []
        rows = list(Contact.objects.filter(pk__in=set(pks) - shared))
        if not rows:
            return LetGo([], None, left)
        label = _("A contact") if len(rows) == 1 else _("Contacts")
        batch = core_bin.bin_objects(objects=rows, by=by, label=label)
        binned = [row.pk for row in rows]
        changes.record(KIND, binned, deleted=True)
    return LetGo(binned, batch.pk, left)


def known_elsewhere(hubs: Collection[Hub], pks: Collection[int]) -> set[int]:
    """Those of the contacts ``pks`` that hubs other than ``hubs`` know as well. One query."""
    others = HubContact.objects.filter(contact__in=list(pks)).exclude(hub__in=list(hubs))
    return set(others.values_list("contact_id", flat=True))


def leave_hubs(*, hubs: Collection[Hub], pks: Collection[int]) -> list[dict[str, Any]]:
    """Take contacts out of ``hubs``; what they noted goes along. Returns what ``rejoin`` needs, as plain data."""
    with transaction.atomic():
        rows = HubContact.objects.filter(hub__in=list(hubs), contact__in=list(pks))
        left = [_kept(row) for row in rows.order_by("pk")]
        rows.delete()
        changes.record(KIND, sorted({row["contact_id"] for row in left}))
    return left


def rejoin(left: Sequence[dict[str, Any]]) -> int:
    """Give hubs back what ``leave_hubs`` took, except contacts that are gone since. Returns how many came back."""
    with transaction.atomic():
        living = set(Contact.objects.filter(pk__in=[row["contact_id"] for row in left]).values_list("pk", flat=True))
        users = set(
            get_user_model().objects.filter(pk__in=[row["verified_by_id"] for row in left]).values_list("pk", flat=True)
        )
        back = [HubContact(**_as_stored(row, users)) for row in left if row["contact_id"] in living]
        HubContact.objects.bulk_create(back, batch_size=500, ignore_conflicts=True)
        for hub in {row.hub_id for row in back}:
            refresh_touches(hub, contact_ids=[row.contact_id for row in back if row.hub_id == hub])
        changes.record(KIND, sorted({row.contact_id for row in back}))
    return len({row.contact_id for row in back})


def _kept(row: HubContact) -> dict[str, Any]:
    days = {name: day.isoformat() if (day := getattr(row, name)) else None for name in _DAYS}
    rest = {name: getattr(row, name) for name in _REST}
    return {"hub_id": row.hub_id, "contact_id": row.contact_id, **days, **rest}


def _as_stored(row: dict[str, Any], users: set[int]) -> dict[str, Any]:
    days = {name: dt.date.fromisoformat(row[name]) if row[name] else None for name in _DAYS}
    if row["verified_by_id"] not in {None, *users}:  # without its user it would say that the contact confirmed it
        return row | days | {"verified_by_id": None, "verified_on": None}
    return row | days
