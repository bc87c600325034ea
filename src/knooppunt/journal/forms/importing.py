"""Taking in a list of moments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A list of moments."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("Excel (.xlsx) or CSV, at most 10 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ConfirmForm(forms.Form):
    """Which file was looked at."""

    file = forms.UUIDField()
