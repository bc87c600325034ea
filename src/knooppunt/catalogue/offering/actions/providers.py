"""Organisations that register to offer: asked, confirmed, looked at, admitted or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.offering import mail
from knooppunt.catalogue.offering.models import ProviderRegistration
from knooppunt.core import grants, status
from knooppunt.network.api import (
    OrganisationData,
    create_organisation,
    give_mandate,
    hubs_of,
    is_coordinator,
    is_editor,
    mandates_of,
)
from knooppunt.network.models import Hub, Organisation, Role, StakeholderRelation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = mail.REGISTRATION
CHECK = "catalogue.check_providers"
State = ProviderRegistration.State


@dataclass(frozen=True)
class RegistrationData:
    """What somebody fills in who wants to offer."""

    name: str
    kind: str
    person_name: str
    person_email: str
    website: str = ""
    role_mailbox: str = ""
    message: str = ""
    hub: Hub | None = None  # the region it works in
    language: str = "nl"


def register_provider(*, data: RegistrationData) -> ProviderRegistration:
    """Keep the request until the mailbox is confirmed. Raises ``ValidationError`` for a bad address."""
    validate_email(data.person_email)
    with transaction.atomic():
        registration = ProviderRegistration.objects.create(
            name=data.name,
            kind=data.kind,
            website=data.website,
            role_mailbox=data.role_mailbox,
            person_name=data.person_name,
            person_email=data.person_email.lower(),
            message=data.message,
            hub=data.hub,
            language=data.language,
        )
        status.record(subject_kind=KIND, subject_id=registration.pk, old="", new=registration.state, by=None)
        mail.ask_to_confirm_registration(registration)
    return registration


def confirm_registration(*, registration: ProviderRegistration) -> ProviderRegistration:
    """The mailbox is real; the hub of the region or an editor looks next, and gets a mail. Confirming twice changes nothing."""
    with transaction.atomic():
        registration = _locked(registration)
        if registration.state == State.UNCONFIRMED:
            _move(registration, State.WAITING, by=None)
            mail.tell_checkers(registration)
    return registration


def admit_provider(
    *, registration: ProviderRegistration, organisation: Organisation | None, by: User, answer: str = ""
) -> ProviderRegistration:
    """Give the person an account that keeps the entries of ``organisation`` (made from what was filled in if ``None``).

    A hub admits to organisations it works with, or to new ones. Raises ``PermissionDenied``, ``Refused`` when it was decided
    already, the account is closed, or the hub does not work with the organisation.
    """
    if not by.has_perm(CHECK, registration):
        raise PermissionDenied("may not admit providers")
    if organisation is not None and not _may_admit_to(by, organisation):
        raise Refused(_("Your hub does not work with this organisation. Ask an editor to look at this one."))
    with transaction.atomic():
        registration = _waiting(registration)
        if organisation is None:
            data = OrganisationData(
                name=registration.name,
                kind=registration.kind,
                website=registration.website,
                role_mailbox=registration.role_mailbox,
            )
            organisation = create_organisation(data=data, hubs=[registration.hub] if registration.hub else [], by=by)
        user = accounts.create_user(
            email=registration.person_email, name=registration.person_name, language=registration.language
        )
        if not user.is_active:
            raise Refused(_("The account of this person is closed. Ask the administrator."))
        held = [
            one for one in mandates_of(user) if one.role == Role.PROVIDER and one.organisation_id == organisation.pk
        ]
        if not held:
            try:
                give_mandate(user=user, role=Role.PROVIDER, organisation=organisation, by=by, invited=True)
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from error
        registration.organisation = organisation
        _decide(registration, State.ACCEPTED, by=by, answer=answer)
    return registration


def refuse_provider(*, registration: ProviderRegistration, answer: str, by: User) -> ProviderRegistration:
    """No account, with the reason. Raises ``PermissionDenied``, ``Refused``."""
    if not by.has_perm(CHECK, registration):
        raise PermissionDenied("may not refuse providers")
    if not answer.strip():
        raise Refused(_("Say why, so that they understand."))
    with transaction.atomic():
        registration = _waiting(registration)
        _decide(registration, State.REFUSED, by=by, answer=answer)
    return registration


def delete_unconfirmed_registrations(*, now: dt.datetime | None = None) -> int:
    """Requests that nobody confirmed within a week go; returns how many."""
    limit = (now or timezone.now()) - mail.CONFIRM_WITHIN
    old = ProviderRegistration.objects.filter(state=State.UNCONFIRMED, created_at__lt=limit)
    for pk in old.values_list("pk", flat=True):
        grants.revoke_all(scope=KIND, subject_kind=KIND, subject_id=pk)
    return old.delete()[0]


def _may_admit_to(by: User, organisation: Organisation) -> bool:
    """Whoever checks nationally to any; a hub to what it works with: the account speaks for that organisation."""
    if is_editor(by) or is_coordinator(by):
        return True
    return StakeholderRelation.objects.filter(organisation=organisation, hub__in=hubs_of(by, Role.AMBASSADOR)).exists()


def _decide(registration: ProviderRegistration, state: str, *, by: User, answer: str) -> None:
    registration.decided_by, registration.decided_at, registration.answer = by, timezone.now(), answer
    _move(registration, state, by=by)
    mail.tell_registrant(registration)


def _move(registration: ProviderRegistration, state: str, *, by: User | None) -> None:
    old, registration.state = registration.state, state
    registration.version += 1
    registration.save()
    status.record(subject_kind=KIND, subject_id=registration.pk, old=old, new=state, by=by)


def _waiting(registration: ProviderRegistration) -> ProviderRegistration:
    found = _locked(registration)
    if found.state != State.WAITING:
        raise Refused(_("This registration does not wait for a check (any more)."))
    return found


def _locked(registration: ProviderRegistration) -> ProviderRegistration:
    return ProviderRegistration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
