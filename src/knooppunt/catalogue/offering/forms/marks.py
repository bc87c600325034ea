"""The form for a quality mark that somebody else gives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.content.reading import Unreadable, read_address
from knooppunt.catalogue.offering.actions.marks import MarkData

_DAY = {"type": "date"}


class MarkForm(forms.Form):
    """Which mark, who gives it, since when, and where the review can be read."""

    name = forms.CharField(
        label=_("Name of the mark"),
        max_length=120,
        help_text=_("As others write it too: then one filter finds them all."),
        widget=forms.TextInput(attrs={"list": "keurmerken", "autocomplete": "off"}),
    )
    labeller = forms.CharField(
        label=_("Given by"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "keurders", "autocomplete": "off"}),
    )
    review_url = forms.CharField(
        label=_("Web address of the review"), required=False, help_text=_("Where everybody can read why.")
    )
    given_on = forms.DateField(label=_("Given on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )

    def clean_review_url(self) -> str:
        try:
            return str(read_address(self.cleaned_data["review_url"]))
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        given, until = found.get("given_on"), found.get("valid_until")
        if given and given > timezone.localdate():
            self.add_error("given_on", gettext("This day is still to come."))
        if given and until and until < given:
            self.add_error("valid_until", gettext("This ends before it begins. Turn the dates around?"))
        return found

    def data_given(self) -> MarkData:
        """What was filled in, after ``is_valid``."""
        return MarkData(**self.cleaned_data)
