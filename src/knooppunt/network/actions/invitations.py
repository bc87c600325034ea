"""Inviting people by mail: send, send again, withdraw, accept."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.accounts.models import User
from knooppunt.core import grants
from knooppunt.core.models import LinkGrant
from knooppunt.network.actions.mandates import give_mandate
from knooppunt.network.models import Hub, HubHandover, Invitation, Mandate, Organisation, Role
from knooppunt.network.rules import may_give

SCOPE = "network.invitation"
SUBJECT = "network.invitation"
VALID = timedelta(days=14)


@transaction.atomic
def invite_person(
    *,
    email: str,
    role: str,
    by: User,
    name: str = "",
    hub: Hub | None = None,
    organisation: Organisation | None = None,
    half: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    language: str = "nl",
) -> Invitation:
    """Mail somebody the offer of a role; the link works for 14 days.

    Raises ``PermissionDenied`` when ``by`` may not give this role, ``ValidationError`` for a bad address, a missing
    hub or organisation, somebody who has the role already, or an equal invitation that still waits.
    """
    if not may_give(by, role, hub):
        raise PermissionDenied(f"may not invite for {role}")
    email = email.strip().lower()
    validate_email(email)
    hub = hub if role in {Role.AMBASSADOR, Role.BOARD} else None
    organisation = organisation if role == Role.PROVIDER else None
    if role in {Role.AMBASSADOR, Role.BOARD} and hub is None:
        raise ValidationError(_("Choose the hub that this role is for."))
    if role == Role.PROVIDER and organisation is None:
        raise ValidationError(_("Choose the organisation that this role is for."))
    held = Mandate.objects.current_or_coming().filter(user__email=email, role=role, hub=hub, organisation=organisation)
    if held.exists():
        raise ValidationError(_("%(person)s has this role already.") % {"person": email})
    if Invitation.objects.waiting().filter(email=email, role=role, hub=hub, organisation=organisation).exists():
        raise ValidationError(
            _("An invitation to %(person)s is waiting already. Send that one again.") % {"person": email}
        )
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        role=role,
        hub=hub,
        organisation=organisation,
        half=half if role == Role.AMBASSADOR else "",
        starts_on=starts_on,
        ends_on=ends_on,
        language=language,
        invited_by=by,
        expires_at=timezone.now() + VALID,
    )
    _send(invitation)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Send a new link, good for 14 days; the old one stops. Raises ``ValidationError`` when it waits no more."""
    invitation = _waiting(invitation, by)
    grants.revoke_all(scope=SCOPE, subject_kind=SUBJECT, subject_id=invitation.pk)
    invitation.sent_at, invitation.expires_at = timezone.now(), timezone.now() + VALID
    invitation.save(update_fields=["sent_at", "expires_at", "changed_at"])
    _send(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take an invitation back; its link stops at once. Raises ``ValidationError`` when it waits no more."""
    invitation = _waiting(invitation, by)
    grants.revoke_all(scope=SCOPE, subject_kind=SUBJECT, subject_id=invitation.pk)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at", "changed_at"])
    return invitation


@transaction.atomic
def accept_invitation(*, grant: LinkGrant, name: str) -> Invitation:
    """Take on the role: spends the link, makes the user if the address is new, gives the mandate.

    Raises ``grants.GrantRefused`` when the link was used meanwhile, ``ValidationError`` when the account is closed.
    """
    grants.use(grant)
    assert grant.subject_id is not None
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=grant.subject_id)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise grants.GrantRefused(grants.Refusal.USED if invitation.accepted_at else grants.Refusal.REVOKED)
    user = accounts.create_user(email=invitation.email, name=name, language=invitation.language)
    if not user.is_active:
        raise ValidationError(_("This account is closed. Ask the administrator."))
    today = timezone.localdate()
    held = Mandate.objects.current_or_coming().filter(
        user=user, role=invitation.role, hub=invitation.hub, organisation=invitation.organisation
    )
    mandate = held.first() or give_mandate(
        user=user,
        role=invitation.role,
        hub=invitation.hub,
        organisation=invitation.organisation,
        half=invitation.half,
        valid_from=max(invitation.starts_on or today, today),
        valid_until=invitation.ends_on,
        by=invitation.invited_by,
        invited=True,
    )
    invitation.accepted_at, invitation.mandate = timezone.now(), mandate
    invitation.save(update_fields=["accepted_at", "mandate", "changed_at"])
    for handover in HubHandover.objects.filter(invitation=invitation, successor__isnull=True):
        handover.successor = user
        handover.save(update_fields=["successor"])
        move_invitations(handover=handover)
    return invitation


def move_invitations(*, handover: HubHandover) -> int:
    """Put the open invitations of a hub that was handed over in the successor's name; returns how many."""
    senders = handover.mandates.values("user_id")
    waiting = Invitation.objects.waiting().filter(hub_id=handover.hub_id, invited_by__in=senders)
    return waiting.exclude(pk__in=[handover.invitation_id or 0]).update(invited_by=handover.successor)


def _waiting(invitation: Invitation, by: User) -> Invitation:
    if not may_give(by, invitation.role, invitation.hub_id):
        raise PermissionDenied("may not manage this invitation")
    fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if fresh.accepted_at or fresh.withdrawn_at:
        raise ValidationError(_("This invitation was accepted or withdrawn already."))
    return fresh


def _send(invitation: Invitation) -> None:
    token = grants.issue(
        scope=SCOPE, expires_in=VALID, subject_kind=SUBJECT, subject_id=invitation.pk, email=invitation.email
    )
    accounts.queue_mail(
        to=invitation.email,
        template="network/mail/invitation",
        language=invitation.language,
        kind="network.invitation",
        context={
            "invitation": invitation,
            "url": grants.link_url(token, invitation.language),
            "by": invitation.invited_by,
        },
    )
