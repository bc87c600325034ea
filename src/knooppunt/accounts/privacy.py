"""The personal data that accounts hold."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts import models
from knooppunt.core.persons.person import Person
from knooppunt.core.privacy import Basis, Field, Identity, OnErase, declare

_OWNER = _("the person, administrators")
_ACCOUNT = _("as long as the account; a person who leaves is made anonymous")

_identity = Field(_("to sign in and to show colleagues who did what"), Basis.PUBLIC_TASK, _ACCOUNT, _("the network"))
_sign_in = Field(_("to sign in safely"), Basis.PUBLIC_TASK, _ACCOUNT, _OWNER)


def erase_user(person: Person) -> int:
    """Make the accounts anonymous and unusable: what was recorded for a hub stays, without the person."""
    pks = person.pks(models.User)
    for pk in pks:
        models.User.objects.filter(pk=pk).update(
            email=f"weg-{pk}@anoniem.invalid", name="", is_active=False, last_login=None, password=make_password(None)
        )
    return len(pks)


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
    title=_("Accounts"),
    identity=Identity(name="name", email="email", kinds=("user",)),
    erase=erase_user,
)
declare(
    models.SignInCode,
    subject="user",
    fields={
        "user": Field(
            _("to send a code for signing in"), Basis.PUBLIC_TASK, _("one day"), _("nobody"), kept_by="accounts.clean"
        ),
        "mailbox": Field(
            _("to send a code for signing in"),
            Basis.PUBLIC_TASK,
            _("one day"),
            _("nobody"),
            secret=True,
            kept_by="accounts.clean",
        ),
    },
    title=_("Codes for signing in"),
    on_erase=OnErase.DELETE,
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
    title=_("Browsers in which somebody is signed in"),
    on_erase=OnErase.DELETE,
)
declare(
    models.Consent,
    subject="user",
    fields={
        name: Field(
            _("to be able to show what somebody agreed to"),
            Basis.LEGAL,
            _("five years after withdrawing"),
            _OWNER,
            kept_by="accounts.consents",
        )
        for name in ("user", "kind", "subject_label", "text", "text_version", "given_at", "withdrawn_at")
    },
    title=_("Consents of account holders"),
    on_erase=OnErase.DELETE,
)
declare(
    EmailAddress,
    subject="user",
    fields={"email": _sign_in},
    title=_("Confirmed addresses"),
    on_erase=OnErase.DELETE,
)
declare(
    Authenticator,
    subject="user",
    fields={
        "type": _sign_in,
        "data": Field(_("to sign in safely"), Basis.PUBLIC_TASK, _ACCOUNT, _("nobody"), secret=True),
        "created_at": _sign_in,
        "last_used_at": _sign_in,
    },
    title=_("Passkeys, app and recovery codes"),
    on_erase=OnErase.DELETE,
)
