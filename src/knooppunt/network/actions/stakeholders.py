"""What a hub keeps about its relation with an organisation, and about a contact: stage, cadence, verification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.network.models import HubContact, StageChange, StakeholderRelation, SupportedActivity

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.organisation"
FIELDS = (
    "stage",
    "since",
    "needs",
    "brings",
    "influence",
    "interest",
    "next_step",
    "next_step_on",
    "owner",
    "is_supporting",
    "cadence_months",
    "snoozed_until",
)


def update_relation(
    *,
    relation: StakeholderRelation,
    seen: int,
    values: Mapping[str, Any],
    by: User | None,
    supported: Sequence[tuple[UUID, str, str]] | None = None,
) -> StakeholderRelation:
    """Change what the hub keeps about a relation. ``values`` names fields of ``FIELDS``; others stay.

    ``supported``: (lineage, words, kind) of every activity it helps with; ``None`` leaves them. Raises ``Conflict``.
    """
    fields = [name for name in FIELDS if name in values]
    with transaction.atomic():
        before = StakeholderRelation.objects.values_list("stage", flat=True).get(pk=relation.pk)
        for name in fields:
            setattr(relation, name, values[name])
        save_version(relation, seen=seen, fields=fields)
        if relation.stage != before:
            StageChange.objects.create(relation=relation, stage=relation.stage, by=by)
        if supported is not None:
            _set_supported(relation, supported)
        changes.record(KIND, [relation.organisation_id])
    return relation


def set_stage(*, relations: Collection[StakeholderRelation], stage: str, by: User | None) -> int:
    """Put several relations in one stage. Returns how many changed."""
    with transaction.atomic():
        changed = [one for one in relations if one.stage != stage]
        pks = [one.pk for one in changed]
        StakeholderRelation.objects.filter(pk__in=pks).update(
            stage=stage, version=F("version") + 1, changed_at=timezone.now()
        )
        StageChange.objects.bulk_create([StageChange(relation=one, stage=stage, by=by) for one in changed])
        changes.record(KIND, [one.organisation_id for one in changed])
    return len(changed)


def verify_relation(
    *, relation: StakeholderRelation, by: User | None, on: dt.date | None = None
) -> StakeholderRelation:
    """Somebody looked and it is right. ``by`` is ``None`` when the contact said so without an account."""
    StakeholderRelation.objects.filter(pk=relation.pk).update(verified_on=on or timezone.localdate(), verified_by=by)
    relation.refresh_from_db(fields=["verified_on", "verified_by"])
    return relation


def verify_contact(*, hub_contact: HubContact, by: User | None, on: dt.date | None = None) -> HubContact:
    """The same for a contact as one hub knows it."""
    hub_contact.verified_on, hub_contact.verified_by = on or timezone.localdate(), by
    hub_contact.save(update_fields=["verified_on", "verified_by"])
    return hub_contact


def snooze(*, row: StakeholderRelation | HubContact, until: dt.date | None) -> None:
    """Do not ask for a touch before this day; ``None`` takes that back."""
    row.snoozed_until = until
    row.save(update_fields=["snoozed_until"])


def set_cadence(*, row: StakeholderRelation | HubContact, months: int | None) -> None:
    """How often the hub wants to be in touch; ``None`` is no agreement."""
    row.cadence_months = months
    row.save(update_fields=["cadence_months"])


def _set_supported(relation: StakeholderRelation, wanted: Sequence[tuple[UUID, str, str]]) -> None:
    have = {row.lineage: row for row in relation.supported.all()}
    for lineage, label, kind in wanted:
        row = have.pop(lineage, None) or SupportedActivity(relation=relation, lineage=lineage)
        row.label, row.kind = label[:300], kind
        row.save()
    for row in have.values():
        row.delete()
