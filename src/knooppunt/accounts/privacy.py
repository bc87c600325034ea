"""The personal data that accounts hold."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts import models
from knooppunt.core.privacy import Basis, Field, declare

_OWNER = _("the person, administrators")
_ACCOUNT = _("as long as the account; a person who leaves is made anonymous")

_identity = Field(_("to sign in and to show colleagues who did what"), Basis.PUBLIC_TASK, _ACCOUNT, _("the network"))
_sign_in = Field(_("to sign in safely"), Basis.PUBLIC_TASK, _ACCOUNT, _OWNER)


def export_user(person: models.User) -> list[dict[str, Any]]:
    """One's own account."""
    return [
        {
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "joined_at": person.joined_at.isoformat(),
        }
    ]


def erase_user(person: models.User) -> int:
    """Make the account anonymous and unusable: what was recorded for a hub stays, without the person."""
    models.User.objects.filter(pk=person.pk).update(
        email=f"weg-{person.pk}@anoniem.invalid", name="", is_active=False, last_login=None
    )
    return 1


def export_consents(person: models.User) -> list[dict[str, Any]]:
    """What one agreed to, with words and moments."""
    rows = models.Consent.objects.filter(user=person)
    return [
        {
            "kind": row.kind,
            "subject": row.subject_label,
            "text": row.text,
            "version": row.text_version,
            "given_at": row.given_at.isoformat(),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        }
        for row in rows
    ]


declare(
    models.User,
    subject="",
    fields={
        "email": _identity,
        "name": _identity,
        "language": Field(_("to write in the right language"), Basis.PUBLIC_TASK, _ACCOUNT, _OWNER),
        "last_login": _sign_in,
        "joined_at": _sign_in,
    },
    export=export_user,
    erase=erase_user,
)
declare(
    models.SignInCode,
    subject="user",
    fields={
        "user": Field(_("to send a code for signing in"), Basis.PUBLIC_TASK, _("one day"), _("nobody")),
        "mailbox": Field(_("to send a code for signing in"), Basis.PUBLIC_TASK, _("one day"), _("nobody")),
    },
    erase=lambda person: models.SignInCode.objects.filter(user=person).delete()[0],
)
declare(
    models.SignedInSession,
    subject="user",
    fields={
        name: Field(
            _("to show where one is signed in, and to end that"), Basis.PUBLIC_TASK, _("until the session ends"), _OWNER
        )
        for name in ("user", "device", "started_at", "seen_at")
    },
    export=lambda person: [
        {"device": row.device, "started_at": row.started_at.isoformat(), "seen_at": row.seen_at.isoformat()}
        for row in models.SignedInSession.objects.filter(user=person)
    ],
    erase=lambda person: models.SignedInSession.objects.filter(user=person).delete()[0],
)
declare(
    models.Consent,
    subject="user",
    fields={
        name: Field(
            _("to be able to show what somebody agreed to"), Basis.LEGAL, _("five years after withdrawing"), _OWNER
        )
        for name in ("user", "text", "given_at", "withdrawn_at")
    },
    export=export_consents,
)
declare(
    EmailAddress,
    subject="user",
    fields={"email": _sign_in},
    erase=lambda person: EmailAddress.objects.filter(user=person).delete()[0],
)
declare(
    Authenticator,
    subject="user",
    fields={"data": _sign_in, "last_used_at": _sign_in},
    erase=lambda person: Authenticator.objects.filter(user=person).delete()[0],
)
