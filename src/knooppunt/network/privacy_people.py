"""The personal data of roles, invitations and hand-overs (read by ``privacy.py``)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User
from knooppunt.core.persons.person import Person
from knooppunt.core.privacy import Basis, Field, OnErase, declare
from knooppunt.network.models import HubHandover, Invitation, Mandate

_role = Field(
    _("to know who may do what, and who did it"),
    Basis.PUBLIC_TASK,
    _("seven years after the role; a person who leaves is made anonymous"),
    _("the hub and the national coordination"),
    kept_by="network.mandates",
)
_handed = replace(_role, kept_by="network.handovers")
_invited = Field(
    _("to invite somebody for a role"),
    Basis.PUBLIC_TASK,
    _("one year after the invitation ended"),
    _("the hub and the national coordination"),
    kept_by="network.invitations",
)


def erase_mandates(person: Person) -> int:
    """Take the public name away; the role itself stays, with a person made anonymous."""
    return Mandate.objects.filter(user__in=person.pks(User)).update(public_consent_at=None)


declare(
    Mandate,
    subject="user",
    fields={
        "user": _role,
        "role": _role,
        "valid_from": _role,
        "valid_until": _role,
        "given_by": _role,
        "public_consent_at": _role,
    },
    title=_("Roles"),
    erase=erase_mandates,
)
declare(
    Invitation,
    subject="",
    fields={"email": _invited, "name": _invited, "invited_by": _invited},
    title=_("Invitations for a role"),
    on_erase=OnErase.DELETE,
)
declare(
    HubHandover,
    subject="successor",
    title=_("Hand-overs of a hub"),
    fields={"successor": _handed, "by": _handed, "note": _handed},
)
