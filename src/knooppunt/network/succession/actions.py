"""Naming a successor, taking that over, leaving it, and taking either back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.core import bin as core_bin
from knooppunt.network.actions.touches import note_touch
from knooppunt.network.mandates import team_of
from knooppunt.network.models import Contact, HubContact, Role, Succession, Touch
from knooppunt.network.names import fold, tidy
from knooppunt.network.succession.moving import hand_over, take_back

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

State = Succession.State


def name_successor(*, contacts: Sequence[Contact], name: str, email: str, by: User | None) -> list[Succession]:
    """Tell every hub that knows the contact who takes over; each hub decides. One that waits is replaced.

    Raises ``ValidationError`` when somebody names themselves.
    """
    name, email = tidy(name)[:200], email.strip().lower()
    if any(fold(one.name) == fold(name) or (email and one.email.lower() == email) for one in contacts):
        raise ValidationError(_("This is your own name or address. Give those of your successor."))
    made = []
    with transaction.atomic():
        for row in HubContact.objects.filter(contact__in=contacts).select_related("hub", "contact").order_by("pk"):
            one, fresh = Succession.objects.update_or_create(
                hub=row.hub,
                contact=row.contact,
                state=State.WAITING,
                defaults={"name": name, "email": email, "at": timezone.now()},
            )
            made.append(one)
            note_touch(hub=row.hub, contact=row.contact, source=Touch.Source.CONTACT, by=by)
            if fresh:
                _tell(one)
    return made


def withdraw_successor(*, contacts: Sequence[Contact]) -> int:
    """The contact takes it back, as far as no hub decided. Returns how many."""
    return Succession.objects.filter(contact__in=contacts, state=State.WAITING).delete()[0]


def accept_successor(*, succession: Succession, successor: Contact | None, by: User) -> Succession:
    """Take over: ``successor`` is somebody whom the hub knows, ``None`` makes a new contact.

    Deciding twice changes nothing the second time. Raises ``ValidationError`` when somebody left it as it was, or a
    contact is in the bin.
    """
    with transaction.atomic():
        row = _locked(succession)
        if row.state == State.DONE:
            return row
        if row.state != State.WAITING:
            raise ValidationError(_("Somebody decided about this one already."))
        if row.contact.is_binned or (successor is not None and successor.is_binned):
            raise ValidationError(_("This contact is in the bin. Bring it back first."))
        row.undo = hand_over(
            hub=row.hub, contact=row.contact, successor=successor, name=row.name, email=row.email, by=by
        )
        row.successor_id = row.undo["to"]
        return _decided(row, State.DONE, by)


def refuse_successor(*, succession: Succession, by: User) -> Succession:
    """Leave everything as it was. Raises ``ValidationError`` when it was taken over already."""
    with transaction.atomic():
        row = _locked(succession)
        if row.state == State.DONE:
            raise ValidationError(_("Somebody decided about this one already."))
        return _decided(row, State.REFUSED, by)


def undo_succession(*, succession: Succession, by: User) -> Succession:
    """Back to waiting, with the register as it was. Raises ``ValidationError`` when something stands in the way."""
    with transaction.atomic():
        row = _locked(succession)
        if row.state == State.WAITING:
            return row
        if Succession.objects.filter(hub=row.hub, contact=row.contact, state=State.WAITING).exists():
            raise ValidationError(_("Meanwhile another successor was named. Decide about that one first."))
        try:
            if row.state == State.DONE:
                take_back(hub=row.hub, done=row.undo, by=by)
        except core_bin.RestoreRefused as error:
            raise ValidationError(str(error)) from error
        row.successor, row.undo = None, {}
        return _decided(row, State.WAITING, None)


def _locked(succession: Succession) -> Succession:
    rows = Succession.objects.select_for_update(of=("self",)).select_related("hub", "contact")
    return rows.get(pk=succession.pk)


def _decided(row: Succession, state: str, by: User | None) -> Succession:
    row.state, row.by, row.decided_at = state, by, timezone.now() if by else None
    row.save()
    return row


def _tell(row: Succession) -> None:
    for mandate in team_of(row.hub).filter(role=Role.AMBASSADOR):
        accounts.queue_mail(
            to=mandate.user.email,
            template="network/mail/successor",
            language=mandate.user.language,
            kind="network.successor",
            context={"succession": row, "hub": row.hub},
        )
