"""Merging a hub into another one, and taking that back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes
from knooppunt.core.registries import hub_merges
from knooppunt.network.actions.hubs import update_hub
from knooppunt.network.actions.touches import refresh_touches
from knooppunt.network.models import (
    Hub,
    HubContact,
    HubMerge,
    Invitation,
    Mandate,
    ResearchApplication,
    Segment,
    StakeholderRelation,
    Succession,
    Tag,
    Tie,
    Touch,
)
from knooppunt.network.signing import signed

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

_PARTNERS = ((StakeholderRelation, "organisation_id"), (HubContact, "contact_id"))
# What else a hub keeps for itself and takes along. Tags and saved filters with a name that the target has stay behind.
_OWN = (Tag, Segment, Tie, Touch, ResearchApplication, Succession)
# Of a row that both hubs have: what fills the gaps of the one that stays.
_FILLED = {
    StakeholderRelation: ("needs", "brings", "influence", "interest", "next_step", "next_step_on", "cadence_months"),
    HubContact: ("cadence_months",),
}
_KEPT = ("stage", "since", "is_supporting", "last_touch_on", "due_on", "snoozed_until", "verified_on")


def merge_hubs(*, hub: Hub, target: Hub, seen: int, by: User | None) -> HubMerge:
    """Close ``hub`` and let ``target`` go on.

    Relations, contacts, current mandates, waiting invitations and what apps registered move. Plans and logbook stay
    where they are, and can be read from the target (``rules.inherits_hub``).

    What both hubs have is joined (notes one below the other). Everything that moved is written down for
    ``undo_merge``. Raises ``ValidationError`` when the two cannot merge, ``Conflict`` when ``hub`` changed meanwhile.
    """
    if hub.pk == target.pk:
        raise ValidationError(_("A hub cannot merge into itself."))
    if hub.closed_on or target.closed_on:
        raise ValidationError(_("Only hubs that are open can merge."))
    with transaction.atomic():
        update_hub(hub=hub, seen=seen, values={"closed_on": timezone.localdate(), "merged_into": target}, by=by)
        moved: dict[str, Any] = {"mandates": _move_mandates(hub, target, by)}
        for model, partner in _PARTNERS:
            moved[model.__name__] = _move_partners(model, partner, hub, target)
        moved["own"] = {model.__name__: _move_own(model, hub, target) for model in _OWN}
        refresh_touches(target)
        waiting = list(Invitation.objects.waiting().filter(hub=hub).values_list("pk", flat=True))
        Invitation.objects.filter(pk__in=waiting).update(hub=target)
        moved["invitations"] = waiting
        moved["apps"] = {
            name: app.move(hub.pk, target.pk)
            for name in hub_merges.names()
            if (app := hub_merges.get(name)) is not None
        }
        merge = HubMerge.objects.create(hub=hub, target=target, by=by, moved=moved)
        changes.record("network.hub", [target.pk])
    return merge


def undo_merge(*, merge: HubMerge, by: User | None) -> Hub:
    """Open the merged hub again and bring back what moved. What was changed or added since stays with the target.

    Raises ``ValidationError`` when it was taken back already, or when the target itself has gone.
    """
    with transaction.atomic():
        merge = HubMerge.objects.select_related("hub", "target").get(pk=merge.pk)
        hub, target = merge.hub, merge.target
        if merge.undone_at is not None or hub.merged_into_id != target.pk:
            raise ValidationError(_("This merge was taken back already."))
        if target.closed_on:
            raise ValidationError(_("%(hub)s is closed itself. Open that one first.") % {"hub": target})
        update_hub(hub=hub, seen=hub.version, values={"closed_on": None, "merged_into": None}, by=by)
        _return_mandates(merge.moved["mandates"], hub, target, by)
        for model, partner in _PARTNERS:
            _return_partners(model, partner, merge.moved[model.__name__], hub, target)
        for own in _OWN:
            pks = merge.moved.get("own", {}).get(own.__name__, [])
            own._base_manager.filter(pk__in=pks, hub=target).update(hub=hub)
        for one in (hub, target):
            refresh_touches(one)
        Invitation.objects.waiting().filter(pk__in=merge.moved.get("invitations", []), hub=target).update(hub=hub)
        for name, what in merge.moved.get("apps", {}).items():
            if (app := hub_merges.get(name)) is not None:
                app.back(what, hub.pk, target.pk)
        merge.undone_at, merge.undone_by = timezone.now(), by
        merge.save(update_fields=["undone_at", "undone_by"])
        changes.record("network.hub", [target.pk])
    return hub


def _move_mandates(hub: Hub, target: Hub, by: User | None) -> dict[str, Any]:
    """End the current mandates today and begin the same at the target tomorrow's morning, that is: today.

    A mandate that began today simply moves, as it has no day to end on.
    """
    today = timezone.localdate()
    there = set(Mandate.objects.current().filter(hub=target).values_list("user_id", "role"))
    ended, moved, made = [], [], []
    for mandate in Mandate.objects.current().filter(hub=hub).order_by("pk"):
        double = (mandate.user_id, mandate.role) in there
        if mandate.valid_from >= today and not double:
            mandate.hub = target
            moved.append(mandate.pk)
        else:
            until = mandate.valid_until
            ended.append([mandate.pk, until.isoformat() if until else None])
            mandate.valid_until = max(today - dt.timedelta(days=1), mandate.valid_from)
            if not double:
                made.append(_same_at(mandate, target, until, by).pk)
        mandate.version += 1
        signed(mandate, by).save()
    return {"ended": ended, "moved": moved, "made": made}


def _same_at(mandate: Mandate, target: Hub, until: dt.date | None, by: User | None) -> Mandate:
    new = Mandate(
        user_id=mandate.user_id,
        role=mandate.role,
        hub=target,
        half=mandate.half,
        valid_from=timezone.localdate(),
        valid_until=until,
        public_consent_at=None,  # consent was for the page of the other hub
        given_by=by,
    )
    signed(new, by).save()
    return new


def _return_mandates(moved: dict[str, Any], hub: Hub, target: Hub, by: User | None) -> None:
    for mandate in Mandate.objects.filter(pk__in=moved["made"], hub=target, version=1):
        signed(mandate, by).delete()
    for mandate in Mandate.objects.filter(pk__in=moved["moved"], hub=target):
        mandate.hub, mandate.version = hub, mandate.version + 1
        signed(mandate, by).save()
    until = {pk: dt.date.fromisoformat(day) if day else None for pk, day in moved["ended"]}
    for mandate in Mandate.objects.filter(pk__in=until, hub=hub):
        mandate.valid_until, mandate.version = until[mandate.pk], mandate.version + 1
        signed(mandate, by).save()


def _move_partners(model: Any, partner: str, hub: Hub, target: Hub) -> dict[str, Any]:
    there = {getattr(row, partner): row for row in model.objects.filter(hub=target)}
    moved, joined = [], []
    for row in model.objects.filter(hub=hub).order_by("pk"):
        same = there.get(getattr(row, partner))
        if same is None:
            moved.append(row.pk)
            continue
        before = same.notes
        filled: dict[str, Any] = {}
        for name in _FILLED[model]:
            if not getattr(same, name) and getattr(row, name):
                filled[name] = getattr(same, name)
                setattr(same, name, getattr(row, name))
        same.save(update_fields=list(filled))
        if row.notes.strip() and row.notes.strip() != before.strip():
            same.notes = f"{before}\n\n{row.notes}".strip()
            same.save(update_fields=["notes"])
        fields = {name: _plain(getattr(row, name)) for name in (*_FILLED[model], *_KEPT) if hasattr(row, name)}
        told = {"notes": row.notes, "before": before, "after": same.notes, "fields": fields, "filled": filled}
        joined.append({"partner": getattr(row, partner), **told})
        row.delete()
    model.objects.filter(pk__in=moved).update(hub=target)
    return {"moved": moved, "joined": joined}


def _move_own(model: Any, hub: Hub, target: Hub) -> list[int]:
    """Rows that now belong to ``target``; one that it has already (by a unique name) stays with ``hub``."""
    moved = []
    for pk in model._base_manager.filter(hub=hub).order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).update(hub=target)
        except IntegrityError:
            continue
        moved.append(pk)
    return moved


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _return_partners(model: Any, partner: str, moved: dict[str, Any], hub: Hub, target: Hub) -> None:
    model.objects.filter(pk__in=moved["moved"], hub=target).update(hub=hub)
    field = model._meta.get_field(partner.removesuffix("_id"))
    living = set(
        field.related_model._base_manager.filter(pk__in=[row["partner"] for row in moved["joined"]]).values_list(
            "pk", flat=True
        )
    )
    for row in moved["joined"]:
        if row["partner"] in living:
            back = {"notes": row["notes"], **row.get("fields", {})}
            model.objects.get_or_create(hub=hub, **{partner: row["partner"]}, defaults=back)
            model.objects.filter(hub=target, notes=row["after"], **{partner: row["partner"]}).update(
                notes=row["before"], **row.get("filled", {})
            )
