"""Writes on users. Nobody signs up: a user comes from an invitation, a command or the demo."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.accounts import hooks, mail, sessions
from knooppunt.accounts.models import User


@transaction.atomic
def create_user(*, email: str, name: str = "", language: str = "nl") -> User:
    """A user with a verified mailbox and no password; the user of that address when there is one already.

    The caller vouches for the mailbox: the invitation or the operator reached it. An empty name is filled in, a given
    one is left alone. Raises ``ValidationError`` for a bad address.
    """
    email = email.strip().lower()
    validate_email(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name, language=language)
    elif name.strip() and not user.name:
        user.name = name.strip()
        user.save(update_fields=["name"])
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def update_profile(*, user: User, name: str, language: str) -> User:
    """Change one's own name and language."""
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
    return user


@transaction.atomic
def create_first_administrator(email: str, name: str = "") -> User:
    """Make the user of ``email`` administrator of an installation that has none.

    Raises ``ValidationError`` when there is one already (later ones are invited), or for a bad address.
    """
    if hooks.has_administrator():
        raise ValidationError(_("This installation has an administrator already. Ask that person for an invitation."))
    user = create_user(email=email, name=name)
    for make in hooks.administrator_makers:
        make(user)
    return user


@transaction.atomic
def deactivate_user(*, user: User) -> User:
    """Close an account: no sign-in any more, every session ends. What the user recorded stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all_sessions(user=user)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: User) -> User:
    """Take away passkeys, app and recovery codes of somebody who lost them all, and sign that person out everywhere.

    At the next sign-in, by a mailed code, a new second step is asked. The owner gets a mail. The caller checks that
    ``by`` may do this and knows who asks.
    """
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all_sessions(user=user)
    mail.queue(
        to=user.email,
        template="accounts/mail/sign_in_changed",
        language=user.language,
        kind="accounts.sign-in-changed",
        context={
            "happened": gettext_lazy("%(who)s reset your second step. At the next sign-in you set it up again.")
            % {"who": by},
            "name": user.name,
        },
    )
    return user
