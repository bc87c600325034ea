"""What people type here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User


class EmailForm(forms.Form):
    """Whose mailbox gets the code."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a code to this address. There are no passwords here."),
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "inputmode": "email"}),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This is not a complete e-mail address. It looks like name@organisation.nl."),
        },
    )


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code from your mail"),
        max_length=20,
        help_text=_("Eight letters. The code works for ten minutes, once. Capitals and dashes do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "input--code",
            }
        ),
        error_messages={"required": _("Fill in the code from your mail.")},
    )
    remember = forms.BooleanField(label=_("This is my own device. Remember me for 30 days."), required=False)


class FreshCodeForm(forms.Form):
    """The code that shows, once more, who is at the keyboard."""

    code = CodeForm.base_fields["code"]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One's own name and language."""

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name"), "language": _("Language of the workspace and of your mail")}


class FirstAdministratorForm(forms.Form):
    """What the command asks."""

    email = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=200, required=False)
