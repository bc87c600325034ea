"""The personal data of roles, invitations and hand-overs (read by ``privacy.py``)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User
from knooppunt.core.privacy import Basis, Field, declare
from knooppunt.network.models import HubHandover, Invitation, Mandate

_role = Field(
    _("to know who may do what, and who did it"),
    Basis.PUBLIC_TASK,
    _("seven years after the role; a person who leaves is made anonymous"),
    _("the hub and the national coordination"),
)
_invited = Field(
    _("to invite somebody for a role"),
    Basis.PUBLIC_TASK,
    _("one year after the invitation ended"),
    _("the hub and the national coordination"),
)


def export_mandates(person: User) -> list[dict[str, Any]]:
    """One's own roles."""
    return [
        {
            "role": str(row),
            "from": row.valid_from.isoformat(),
            "until": row.valid_until.isoformat() if row.valid_until else None,
            "named_publicly_since": row.public_consent_at.isoformat() if row.public_consent_at else None,
        }
        for row in Mandate.objects.filter(user=person).select_related("hub", "organisation")
    ]


def erase_mandates(person: User) -> int:
    """Take the public name away; the role itself stays, with a person made anonymous."""
    return Mandate.objects.filter(user=person).update(public_consent_at=None)


def erase_invitations(person: User) -> int:
    """Invitations to the person's mailbox go."""
    return Invitation.objects.filter(email=person.email).delete()[0]


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
    export=export_mandates,
    erase=erase_mandates,
)
declare(
    Invitation,
    subject="",
    fields={"email": _invited, "name": _invited, "invited_by": _invited},
    erase=erase_invitations,
)
declare(HubHandover, subject="successor", fields={"successor": _role, "by": _role, "note": _role})
