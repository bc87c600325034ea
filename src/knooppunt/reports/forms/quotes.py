"""Asking for a quote, and answering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.network.models import Contact
from knooppunt.reports.models import LONGEST_QUOTE, Quote


class AskForm(forms.Form):
    """Whom to ask: a contact of the hub, or an address."""

    contact = forms.ModelChoiceField(label=_("Contact"), required=False, queryset=Contact.objects.none())
    email = forms.EmailField(
        max_length=254,
        label=_("Or another e-mail address"),
        required=False,
        help_text=_("They get one mail with one question."),
    )

    def __init__(self, data: Any = None, *, contacts: QuerySet[Contact], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("contact") and not cleaned.get("email"):
            raise forms.ValidationError(gettext("Choose a contact or fill in an address."))
        return cleaned

    def address(self) -> tuple[Contact | None, str]:
        """Whom to mail. Only after ``is_valid``; what was typed wins."""
        contact: Contact | None = self.cleaned_data["contact"]
        email: str = self.cleaned_data["email"] or (contact.email if contact else "")
        return (contact if contact and contact.email == email else None), email


class AnswerForm(forms.Form):
    """The one question."""

    text = forms.CharField(
        label=_("What did working together yield for you?"),
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": "5"}),
        help_text=_("One or two sentences are enough. No names of patients, please."),
    )
    shown_as = forms.CharField(
        label=_("How should we name you?"),
        required=False,
        max_length=150,
        help_text=_("For instance your name, or “teacher at …”. Empty: only the name of your organisation."),
    )
    consent = forms.ChoiceField(
        label=_("What may we do with it?"), choices=Quote.Consent.choices, required=False, widget=forms.RadioSelect
    )
