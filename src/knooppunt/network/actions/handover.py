"""Handing a hub over to a successor. Nothing is owned by a user, so what was recorded stays where it is: at the hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.accounts.models import User
from knooppunt.network.actions.invitations import invite_person, move_invitations
from knooppunt.network.actions.mandates import end_mandate, give_mandate
from knooppunt.network.models import Hub, HubHandover, Mandate, Role


@transaction.atomic
def hand_over_hub(
    *, hub: Hub, leaving: Sequence[Mandate], email: str, on: dt.date, by: User, name: str = "", note: str = ""
) -> HubHandover:
    """Give ``hub`` to the person of ``email`` on the day ``on``; the mandates ``leaving`` end that day.

    A known user gets the mandate at once (from that day), somebody new an invitation. On the day itself both can
    work. Open invitations move to the successor: now, or when the invitation is accepted. Raises
    ``PermissionDenied`` when ``by`` may not hand over this hub, ``ValidationError`` for a day in the past, nobody
    leaving, or a successor who leaves or is there already.
    """
    if not by.has_perm("network.hand_over_hub", hub):
        raise PermissionDenied("may not hand over this hub")
    if on < timezone.localdate():
        raise ValidationError(_("Choose today or a later day."))
    if not leaving:
        raise ValidationError(_("Choose who stops."))
    for mandate in leaving:
        if mandate.hub_id != hub.pk or mandate.role != Role.AMBASSADOR:
            raise ValidationError(_("Choose ambassadors of this hub."))
    email = email.strip().lower()
    successor = accounts.active_user_of(email)
    half = leaving[0].half
    handover = HubHandover(hub=hub, on=on, by=by, note=note.strip(), successor=successor)
    if successor:
        give_mandate(user=successor, role=Role.AMBASSADOR, hub=hub, half=half, valid_from=on, by=by)
    else:
        handover.invitation = invite_person(
            email=email, name=name, role=Role.AMBASSADOR, hub=hub, half=half, starts_on=on, by=by
        )
    handover.save()
    handover.mandates.set(leaving)
    for mandate in leaving:
        if mandate.valid_until is None or mandate.valid_until > on:
            end_mandate(mandate=mandate, by=by, last_day=on)
    if successor:
        move_invitations(handover=handover)
    return handover
