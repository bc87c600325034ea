"""Everything that a contact holds at one hub goes to a successor; the past stays with who held it. With the way back.

Functions, ties, tags, the agreed rhythm and the relations that somebody looks after stand here. Who keeps more of a
contact registers a ``Mover`` (open questions of a recalibration do).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from knooppunt.core import changes
from knooppunt.core.registries import Registry
from knooppunt.network.actions.contacts import FunctionData, add_function, create_contact, delete_contact
from knooppunt.network.actions.stakeholders import set_cadence
from knooppunt.network.mandates import team_of
from knooppunt.network.models import Contact, ContactFunction, Hub, HubContact, StakeholderRelation, Tag, Tie

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.contact"  # in the change table


@dataclass(frozen=True)
class Mover:
    """What goes along besides. ``move`` gets (hub, old, new, by) and returns what it did, as plain values for JSON;
    ``back`` gets that and the hub.
    """

    move: Callable[[Hub, Contact, Contact, User | None], Any]
    back: Callable[[Any, Hub], None]


movers: Registry[Mover] = Registry("what goes along to a successor")


def hand_over(
    *, hub: Hub, contact: Contact, successor: Contact | None, name: str, email: str, by: User | None
) -> dict[str, Any]:
    """Let ``successor`` (or a new contact of that name) go on for ``hub``; returns what ``take_back`` needs."""
    with transaction.atomic():
        made = None
        if successor is None:
            values = {"name": name, "email": email, "sector": contact.sector}
            successor = made = create_contact(values=values, hubs=[hub], by=by)
        done: dict[str, Any] = {
            "to": successor.pk,
            "made": made.pk if made else None,
            **_functions(hub, contact, successor, by),
            "ties": _ties(hub, contact, successor, by),
            "tags": _tags(hub, contact, successor),
            "cadence": _cadence(hub, contact, successor),
            "owned": _owned(hub, contact, successor),
            "along": {name: mover.move(hub, contact, successor, by) for name, mover in _named()},
        }
        changes.record(KIND, [contact.pk, successor.pk])
    return {key: value for key, value in done.items() if value}


def take_back(*, hub: Hub, done: dict[str, Any], by: User) -> None:
    """As it was before ``hand_over``; a contact that was made for it goes into the bin."""
    with transaction.atomic():
        for row in done.get("ended", []):
            ContactFunction.objects.filter(pk=row["pk"]).update(until_date=row["until"])
        ContactFunction.objects.filter(pk__in=done.get("begun", [])).delete()
        for row in done.get("ties", {}).get("ended", []):
            Tie.objects.filter(pk=row["pk"]).update(until_date=row["until"])
        Tie.objects.filter(pk__in=done.get("ties", {}).get("made", [])).delete()
        to = Contact.all_objects.filter(pk=done.get("to") or 0).first()
        if to is not None:
            to.tags.remove(*Tag.objects.filter(pk__in=done.get("tags", []), hub=hub))
            known = HubContact.objects.filter(hub=hub, contact=to).first()
            if known is not None and done.get("cadence"):
                set_cadence(row=known, months=None)
        for row in done.get("owned", []):
            StakeholderRelation.objects.filter(pk=row["pk"], owner_id=row["to"]).update(owner_id=row["was"])
        for name, mover in _named():
            mover.back(done.get("along", {}).get(name), hub)
        made = Contact.objects.filter(pk=done.get("made") or 0).first()
        if made is not None:
            delete_contact(contact=made, by=by)
        changes.record(KIND, [pk for pk in [done.get("to")] if pk])


def _named() -> list[tuple[str, Mover]]:
    return [(name, mover) for name in movers.names() if (mover := movers.get(name))]


def _functions(hub: Hub, contact: Contact, successor: Contact, by: User | None) -> dict[str, Any]:
    """At organisations that the hub works with. Where the successor works already nothing is added."""
    today, ended, begun = timezone.localdate(), [], []
    there = StakeholderRelation.objects.filter(hub=hub).values("organisation_id")
    held = ContactFunction.objects.current().select_related("organisation")
    for row in held.filter(contact=contact, organisation_id__in=there):
        ended.append({"pk": row.pk, "until": _iso(row.until_date)})
        row.until_date = max(today, row.from_date or today)
        row.save(update_fields=["until_date"])
        if not ContactFunction.objects.current().filter(contact=successor, organisation=row.organisation).exists():
            data = FunctionData(row.organisation, row.function, row.title, levels=row.levels, from_date=today)
            begun.append(add_function(contact=successor, function=data, by=by).pk)
    return {"ended": ended, "begun": begun}


def _ties(hub: Hub, contact: Contact, successor: Contact, by: User | None) -> dict[str, Any]:
    """What the hub noted between the contact and others holds for the successor from today."""
    today, ended, made = timezone.localdate(), [], []
    mine = Tie.objects.current().filter(Q(first_contact=contact) | Q(second_contact=contact), hub=hub)
    for tie in mine.exclude(Q(first_contact=successor) | Q(second_contact=successor)):
        ended.append({"pk": tie.pk, "until": _iso(tie.until_date)})
        Tie.objects.filter(pk=tie.pk).update(until_date=max(today, tie.from_date or today))
        side = "first_contact" if tie.first_contact_id == contact.pk else "second_contact"
        setattr(tie, side, successor)
        tie.pk, tie.version, tie.from_date, tie.made_by = None, 1, today, by
        tie._state.adding = True
        tie.save()
        made.append(tie.pk)
    return {"ended": ended, "made": made} if ended else {}


def _tags(hub: Hub, contact: Contact, successor: Contact) -> list[int]:
    fresh = list(Tag.objects.filter(hub=hub, contacts=contact).exclude(contacts=successor))
    successor.tags.add(*fresh)
    return [tag.pk for tag in fresh]


def _cadence(hub: Hub, contact: Contact, successor: Contact) -> bool:
    """How often the hub wants to be in touch, unless something was agreed with the successor already."""
    old = HubContact.objects.filter(hub=hub, contact=contact).first()
    new = HubContact.objects.filter(hub=hub, contact=successor).first()
    if old is None or new is None or old.cadence_months is None or new.cadence_months is not None:
        return False
    set_cadence(row=new, months=old.cadence_months)
    return True


def _owned(hub: Hub, contact: Contact, successor: Contact) -> list[dict[str, int]]:
    """Relations that the contact looks after with an account, when the successor belongs to the same hub's team."""
    if not contact.email or not successor.email:
        return []
    team = {mandate.user.email.lower(): mandate.user_id for mandate in team_of(hub)}
    to = team.get(successor.email.lower())
    mine = StakeholderRelation.objects.filter(hub=hub, owner__email__iexact=contact.email)
    found = [(row.pk, row.owner_id) for row in mine if to and row.owner_id and row.owner_id != to]
    StakeholderRelation.objects.filter(pk__in=[pk for pk, _was in found]).update(owner_id=to)
    return [{"pk": pk, "was": was, "to": to} for pk, was in found if to]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
