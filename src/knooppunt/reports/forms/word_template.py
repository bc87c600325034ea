"""Handing in a Word template."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WordTemplateForm(forms.Form):
    """One Word file."""

    upload = forms.FileField(
        label=_("Word file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        help_text=_("A .docx of 5 MB at most. We use its styles, margins, header and footer; its text is left out."),
    )
