"""allauth's forms of the second factor, in our words, and proof against answers that no browser sends.

A broken credential (missing keys, wrong types, no CBOR) raises all over the fido2 library; here it is a wrong answer,
with a sentence, and never an error of the server. Named in ``settings.MFA_FORMS``.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error)


def _refused() -> ValidationError:
    return ValidationError(_("The passkey did not work. Try again, or use another way to sign in."))


def _reword(form: forms.Form, name: str, label: str, attrs: dict[str, str] | None = None) -> None:
    field = form.fields[name]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs or {})


class _Code:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "code", _("Code of your app, or a recovery code"))  # type: ignore[arg-type]


class CodeForm(_Code, base_forms.AuthenticateForm):  # type: ignore[misc]
    """The code of the app, or a recovery code, as second step."""


class AgainCodeForm(_Code, base_forms.ReauthenticateForm):  # type: ignore[misc]
    """The same, to show once more who one is."""


class ConnectForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "code", _("The code that the app shows now"), {"inputmode": "numeric"})


class NameForm(allauth_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "name", _("Name of this passkey"), {"maxlength": "100"})


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "name", _("Name of this passkey"), {"maxlength": "100"})

    def clean(self) -> dict[str, Any]:
        """A credential that the device really made for us."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except BROKEN as error:
            raise _refused() from error
        return cleaned
