"""What a hub keeps about its relation with an organisation, and about a contact: stage, cadence, verification."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.network.actions.tags import set_tags
from knooppunt.network.cadence import due_of
from knooppunt.network.models import HubContact, StageChange, StakeholderRelation, SupportedActivity
from knooppunt.network.names import fold

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
    "owner_id",
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
    tags: Sequence[str] | None = None,
) -> StakeholderRelation:
    """Change what the hub keeps about a relation. ``values`` names fields of ``FIELDS``; others stay.

    ``supported``: (lineage, words, kind) of every activity it helps with; ``tags``: all of the hub on the organisation;
    ``None`` leaves them. Raises ``Conflict``, and ``ValidationError`` for a tag that cannot be; then nothing is saved.
    """
    fields = [name for name in FIELDS if name in values]
    with transaction.atomic():
        before = StakeholderRelation.objects.values_list("stage", flat=True).get(pk=relation.pk)
        for name in fields:
            setattr(relation, name, values[name])
        relation.due_on = due_of(relation)
        save_version(relation, seen=seen, fields=[name.removesuffix("_id") for name in [*fields, "due_on"]])
        if relation.stage != before:
            note_stages([(relation, before)], by=by)
        if supported is not None:
            _set_supported(relation, supported)
        if tags is not None:
            set_tags(hub=relation.hub, subject=relation.organisation, names=tags)
        changes.record(KIND, [relation.organisation_id])
    return relation


def set_stage(*, relations: Collection[StakeholderRelation], stage: str, by: User | None) -> int:
    """Put several relations in one stage. Returns how many changed."""
    with transaction.atomic():
        changed = [one for one in relations if one.stage != stage]
        note_stages([(one, one.stage) for one in changed], by=by, to=stage)
        for one in changed:
            one.stage, one.version = stage, one.version + 1
            one.due_on, one.changed_at = due_of(one), timezone.now()
        StakeholderRelation.objects.bulk_update(changed, ["stage", "version", "due_on", "changed_at"], batch_size=500)
        changes.record(KIND, [one.organisation_id for one in changed])
    return len(changed)


def note_stages(changed: Sequence[tuple[StakeholderRelation, str]], *, by: User | None, to: str = "") -> None:
    """Write down new stages (``to``, or what each relation has now), and for the first change what was before it."""
    told = set(
        StageChange.objects.filter(relation__in=[one.pk for one, _before in changed]).values_list(
            "relation_id", flat=True
        )
    )
    rows = [StageChange(relation=one, stage=before, on=one.since) for one, before in changed if one.pk not in told]
    rows += [StageChange(relation=one, stage=to or one.stage, by=by) for one, _before in changed]
    StageChange.objects.bulk_create(rows, batch_size=500)


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
    row.due_on = due_of(row)
    row.save(update_fields=["snoozed_until", "due_on"])


def set_cadence(*, row: StakeholderRelation | HubContact, months: int | None) -> None:
    """How often the hub wants to be in touch; ``None`` is no agreement."""
    row.cadence_months = months
    row.due_on = due_of(row)
    row.save(update_fields=["cadence_months", "due_on"])


class KnownChanged(Exception):
    """A colleague of the same hub changed the cadence or the tags after they were shown."""

    def __init__(self, months: int | None, tags: Sequence[str]) -> None:
        super().__init__("The cadence or the tags were changed by somebody else.")
        self.months, self.tags = months, tags


def seal_of_known(months: int | None, tags: Sequence[str]) -> int:
    """A number that tells this cadence with these tags from others: what the link has instead of a version."""
    return zlib.crc32(repr((months, sorted(map(fold, tags)))).encode())


def change_known(*, hub_contact: HubContact, seen: int, months: int | None, tags: Sequence[str]) -> HubContact:
    """How often the hub wants to be in touch with a contact, and its tags. ``seen``: ``seal_of_known`` what was shown.

    Raises ``KnownChanged``, and ``ValidationError`` for a tag that cannot be; then nothing is saved.
    """
    with transaction.atomic():
        row = HubContact.objects.select_for_update(of=("self",)).select_related("hub", "contact").get(pk=hub_contact.pk)
        have = list(row.contact.tags.filter(hub=row.hub).values_list("name", flat=True))
        if seal_of_known(row.cadence_months, have) not in {seen, seal_of_known(months, tags)}:
            raise KnownChanged(row.cadence_months, have)
        set_tags(hub=row.hub, subject=row.contact, names=tags)
        set_cadence(row=row, months=months)
    return row


def _set_supported(relation: StakeholderRelation, wanted: Sequence[tuple[UUID, str, str]]) -> None:
    have = {row.lineage: row for row in relation.supported.all()}
    for lineage, label, kind in wanted:
        row = have.pop(lineage, None) or SupportedActivity(relation=relation, lineage=lineage)
        row.label, row.kind = label[:300], kind
        row.save()
    for row in have.values():
        row.delete()
