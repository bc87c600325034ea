"""allauth's passkey forms, made proof against answers that no browser sends.

A broken credential (missing keys, wrong types, no CBOR) raises all over the fido2 library; here it is a wrong answer,
with a sentence, and never an error of the server. Named in ``settings.MFA_FORMS``.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.webauthn import forms as allauth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error)


def _refused() -> ValidationError:
    return ValidationError(_("The passkey did not work. Try again, or use another way to sign in."))


class _Authenticate:
    def clean_credential(self) -> Any:
        """The authenticator that answered rightly."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except BROKEN as error:
            raise _refused() from error


class LoginForm(_Authenticate, allauth_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a passkey alone."""


class AuthenticateForm(_Authenticate, allauth_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey as second step."""


class ReauthenticateForm(_Authenticate, allauth_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Showing once more who one is."""


class AddForm(allauth_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """A credential that the device really made for us."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except BROKEN as error:
            raise _refused() from error
        return cleaned
