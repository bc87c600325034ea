"""One change to many records of a hub's own, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.core.models import BinBatch
from knooppunt.network.actions.leaving import let_go, rejoin
from knooppunt.network.actions.stakeholders import note_stages
from knooppunt.network.actions.tags import tag_all, tag_named, untag_all
from knooppunt.network.cadence import due_of
from knooppunt.network.models import Hub, HubContact, Organisation, StakeholderRelation, Tag
from knooppunt.network.queries.organisations import deletable

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

CHANGED = {"organisations": "network.organisation", "contacts": "network.contact"}  # in the change table
FIELD = {
    "stage": "stage",
    "owner": "owner_id",
    "cadence": "cadence_months",
    "snooze": "snoozed_until",
    "step": "next_step",
}
ONLY_ORGANISATIONS = ("stage", "owner", "ours", "step")


@dataclass(frozen=True)
class Bulk:
    """What becomes of all of them. ``do``: stage, owner, step, cadence, snooze, tag, untag, ours or bin; ``value`` fits it."""

    subject: str  # "organisations" or "contacts"
    do: str
    value: Any = None


@dataclass(frozen=True)
class Done:
    """How many changed, and what it takes to go back: plain data, for the session."""

    count: int
    back: dict[str, Any]
    kept: int = 0  # organisations that stay because other hubs work with them too
    left: int = 0  # contacts that only leave this hub, because other hubs know them too


def change_all(*, hub: Hub, pks: Collection[int], bulk: Bulk, by: User | None) -> Done:
    """Do one thing to many. Organisations that the hub did not work with yet become its own, except for tags.

    ``pks`` are visible to the user already. Raises ``ValidationError`` with a sentence. A constant number of queries.
    """
    if bulk.subject == "contacts" and bulk.do in ONLY_ORGANISATIONS:
        raise ValidationError(_("That is for organisations."))
    with transaction.atomic():
        if bulk.do in {"tag", "untag"}:
            return _tag(hub, pks, bulk)
        if bulk.do == "bin":
            return _bin_organisations(pks, by) if bulk.subject == "organisations" else _let_go(hub, pks, by)
        made = _make_own(hub, pks) if bulk.subject == "organisations" else []
        rows = _rows(hub, bulk.subject, pks)
        if bulk.do == "ours":
            return Done(len(made), {"do": "ours", "subject": bulk.subject, "made": made})
        changed = _write(rows, FIELD[bulk.do], [bulk.value] * len(rows), by)
        back = {
            "do": bulk.do,
            "subject": bulk.subject,
            "made": made,
            "rows": [[row.pk, _plain(before)] for row, before in changed],
            "value": _plain(bulk.value),
        }
    return Done(len(changed), back)


def take_back(*, hub: Hub, back: dict[str, Any], by: User | None) -> int:
    """Undo what ``change_all`` did, except where somebody changed it since. Returns how many went back.

    Raises ``core.bin.RestoreRefused`` with reasons when something deleted cannot come back.
    """
    with transaction.atomic():
        if "batch" in back:
            return _unbin(back, by) + rejoin(back.get("left", []))
        if "tag" in back:
            return _retag(hub, back)
        model: Any = StakeholderRelation if back["subject"] == "organisations" else HubContact
        done = 0
        if back.get("rows"):
            field = FIELD[back["do"]]
            before = dict(back["rows"])
            rows = [
                row
                for row in model.objects.filter(hub=hub, pk__in=list(before))
                if _plain(getattr(row, field)) == back["value"]
            ]
            done = len(_write(rows, field, [_value(field, before[row.pk]) for row in rows], by))
        untouched = StakeholderRelation.objects.filter(
            hub=hub, pk__in=back["made"], notes="", needs="", brings="", version__lte=3, supported__isnull=True
        )
        gone = list(untouched.values_list("organisation_id", flat=True))
        untouched.delete()
        changes.record("network.organisation", gone)
    return max(done, len(gone))


def _make_own(hub: Hub, pks: Collection[int]) -> list[int]:
    have = StakeholderRelation.objects.filter(hub=hub, organisation_id__in=list(pks))
    new = sorted(set(pks) - set(have.values_list("organisation_id", flat=True)))
    made = StakeholderRelation.objects.bulk_create(
        [StakeholderRelation(hub=hub, organisation_id=pk) for pk in new], batch_size=500
    )
    changes.record("network.organisation", new)
    return [row.pk for row in made]


def _rows(hub: Hub, subject: str, pks: Collection[int]) -> list[Any]:
    if subject == "organisations":
        return list(StakeholderRelation.objects.filter(hub=hub, organisation_id__in=list(pks)).order_by("pk"))
    return list(HubContact.objects.filter(hub=hub, contact_id__in=list(pks)).order_by("pk"))


def _write(rows: Sequence[Any], field: str, values: Sequence[Any], by: User | None) -> list[tuple[Any, Any]]:
    """Set ``field`` where it differs; (row, what it was) of those that changed."""
    changed = []
    for row, value in zip(rows, values, strict=True):
        before = getattr(row, field)
        if before != value:
            setattr(row, field, value)
            row.due_on = due_of(row)
            changed.append((row, before))
    touched = [row for row, _before in changed]
    if not touched:
        return []
    fields = [field.removesuffix("_id"), "due_on"]
    if isinstance(touched[0], StakeholderRelation):
        for row in touched:
            row.version, row.changed_at = row.version + 1, timezone.now()
        fields += ["version", "changed_at"]
        if field == "stage":
            note_stages(changed, by=by)
    type(touched[0]).objects.bulk_update(touched, fields, batch_size=500)
    if isinstance(touched[0], StakeholderRelation):
        changes.record("network.organisation", [row.organisation_id for row in touched])
    return changed


def _bin_organisations(pks: Collection[int], by: User | None) -> Done:
    """Into the bin as one batch, only those that ``by`` may delete."""
    rows = list(Organisation.objects.filter(pk__in=deletable(by, pks)))
    if not rows:
        raise ValidationError(_("Other hubs work with these organisations too. Only the coordinator can delete them."))
    words = ngettext("%(count)d organisation", "%(count)d organisations", len(rows))
    batch = core_bin.bin_objects(objects=rows, by=by, label=words % {"count": len(rows)})
    gone = [row.pk for row in rows]
    changes.record(CHANGED["organisations"], gone, deleted=True)
    return Done(len(rows), {"subject": "organisations", "batch": batch.pk, "pks": gone}, kept=len(pks) - len(rows))


def _let_go(hub: Hub, pks: Collection[int], by: User | None) -> Done:
    found = let_go(hubs=[hub], pks=pks, by=by)
    back = {"subject": "contacts", "batch": found.batch or 0, "pks": found.binned, "left": found.left}
    return Done(len(found.binned), back, left=len(found.left))


def _unbin(back: dict[str, Any], by: User | None) -> int:
    batch = BinBatch.objects.filter(pk=back["batch"], restored_at__isnull=True).first()
    if batch is None:
        return 0
    core_bin.restore(batch, by=by)
    changes.record(CHANGED[back["subject"]], back["pks"])
    return len(back["pks"])


def _tag(hub: Hub, pks: Collection[int], bulk: Bulk) -> Done:
    if bulk.do == "tag":
        tag = tag_named(hub=hub, name=str(bulk.value))
        done = tag_all(tag=tag, subject=bulk.subject, pks=pks)
    else:
        tag = bulk.value
        done = untag_all(tag=tag, subject=bulk.subject, pks=pks)
    return Done(len(done), {"do": bulk.do, "subject": bulk.subject, "tag": tag.pk, "pks": done})


def _retag(hub: Hub, back: dict[str, Any]) -> int:
    tag = Tag.objects.filter(hub=hub, pk=back["tag"]).first()
    if tag is None:
        return 0
    again = untag_all if back["do"] == "tag" else tag_all
    return len(again(tag=tag, subject=back["subject"], pks=back["pks"]))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(field: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if field == "snoozed_until" and value else value
