"""Giving, extending and ending mandates. Each change is kept by simple-history with who did it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.accounts.models import Consent, User
from knooppunt.network.mandates import forget_mandates
from knooppunt.network.models import Hub, Mandate, Organisation, Role
from knooppunt.network.rules import may_give

PUBLIC_NAMING = "public-naming"
# Reasons in the history, for changes that are not of the period.
NAMED, UNNAMED = "named", "unnamed"


@transaction.atomic
def give_mandate(
    *,
    user: User,
    role: str,
    by: User | None,
    hub: Hub | None = None,
    organisation: Organisation | None = None,
    half: str = "",
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    invited: bool = False,
) -> Mandate:
    """Give ``user`` a role from ``valid_from`` (today) up to and including ``valid_until`` (no end).

    ``by`` is who gives it; ``None`` for the installation itself (first administrator, demo). ``invited`` when the
    right to give was checked at inviting. Raises ``PermissionDenied`` when ``by`` may not give this role,
    ``ValidationError`` for a role without the hub or organisation it needs, a period that ends before it
    begins, or a mandate that is there.
    """
    if by is not None and not invited and not may_give(by, role, hub):
        raise PermissionDenied(f"may not give {role}")
    valid_from = valid_from or timezone.localdate()
    _check(role=role, hub=hub, organisation=organisation, valid_from=valid_from, valid_until=valid_until)
    User.objects.select_for_update().get(pk=user.pk)  # two at once: the second sees the first
    same = Mandate.objects.current_or_coming().filter(user=user, role=role, hub=hub, organisation=organisation)
    if same.exists():
        raise ValidationError(_("%(person)s has this role already.") % {"person": user})
    mandate = Mandate(
        user=user,
        role=role,
        hub=hub if role in {Role.AMBASSADOR, Role.BOARD} else None,
        organisation=organisation if role == Role.PROVIDER else None,
        half=half if role == Role.AMBASSADOR else "",
        valid_from=valid_from,
        valid_until=valid_until,
        given_by=by,
    )
    return _save(mandate, by)


@transaction.atomic
def end_mandate(*, mandate: Mandate, by: User, last_day: dt.date | None = None) -> Mandate:
    """End a mandate after ``last_day`` (default yesterday: it no longer holds from this moment).

    Raises ``PermissionDenied`` when ``by`` may not, ``ValidationError`` when it would leave the installation without an
    administrator.
    """
    if not may_give(by, mandate.role, mandate.hub_id):
        raise PermissionDenied("may not end this mandate")
    # Lock every administrator's row: two administrators who end each other at once must not both succeed.
    admins = list(Mandate.objects.select_for_update().current().filter(role=Role.ADMINISTRATOR).select_related("user"))
    if mandate.role == Role.ADMINISTRATOR and not [
        other for other in admins if other.pk != mandate.pk and other.user.is_active and other.valid_until is None
    ]:
        raise ValidationError(_("This is the last administrator. Invite another one first."))
    mandate.refresh_from_db()
    mandate.valid_until = last_day or timezone.localdate() - dt.timedelta(days=1)
    return _save(mandate, by)


@transaction.atomic
def extend_mandate(*, mandate: Mandate, valid_until: dt.date | None, by: User) -> Mandate:
    """Let a mandate run up to and including ``valid_until`` (``None``: no end). Raises as ``end_mandate`` does."""
    if not may_give(by, mandate.role, mandate.hub_id):
        raise PermissionDenied("may not extend this mandate")
    mandate.refresh_from_db()
    if mandate.role == Role.ADMINISTRATOR and valid_until is not None:
        raise ValidationError(_("A mandate of an administrator has no end date. End it when it is time."))
    if valid_until is not None and valid_until < max(mandate.valid_from, timezone.localdate()):
        raise ValidationError(_("Choose a date in the future."))
    mandate.valid_until = valid_until
    return _save(mandate, by)


@transaction.atomic
def agree_public_naming(*, mandate: Mandate, by: User) -> Mandate:
    """Agree to be named as ambassador on the public page of the hub. Only for one's own mandate."""
    if mandate.user_id != by.pk or mandate.role != Role.AMBASSADOR or mandate.hub is None:
        raise PermissionDenied("not one's own mandate as ambassador")
    consent = accounts.give_consent(
        kind=PUBLIC_NAMING, by=by, subject_kind="network.mandate", subject_id=mandate.pk, subject_label=mandate.hub.name
    )
    mandate.public_consent_at = consent.given_at
    return _save(mandate, by, reason=NAMED)


def forget_public_naming(consent: Consent) -> None:
    """Take the name off the public page (called by accounts when the consent is withdrawn)."""
    for mandate in Mandate.objects.filter(pk__in=[consent.subject_id], user_id=consent.user_id):
        mandate.public_consent_at = None
        _save(mandate, consent.user, reason=UNNAMED)


def _check(
    *, role: str, hub: Hub | None, organisation: Organisation | None, valid_from: dt.date, valid_until: dt.date | None
) -> None:
    if role not in Role.values:
        raise ValidationError(_("Choose a role."))
    if role in {Role.AMBASSADOR, Role.BOARD} and hub is None:
        raise ValidationError(_("Choose the hub that this role is for."))
    if role == Role.PROVIDER and organisation is None:
        raise ValidationError(_("Choose the organisation that this role is for."))
    if valid_until is not None and valid_until < valid_from:
        raise ValidationError(_("The end lies before the beginning."))


def _save(mandate: Mandate, by: User | None, reason: str = "") -> Mandate:
    mandate._history_user = by  # type: ignore[attr-defined]  # read by simple-history
    mandate._change_reason = reason  # type: ignore[attr-defined]
    if mandate.pk:
        mandate.version += 1
    mandate.save()
    forget_mandates(mandate.user)
    if by is not None:
        forget_mandates(by)
    return mandate
