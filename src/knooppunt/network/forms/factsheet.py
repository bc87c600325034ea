"""The texts of a factsheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from knooppunt.network.factsheet.content import LONGEST
from knooppunt.network.models import FactsheetText


class FactsheetForm(forms.Form):
    """One field for each part; empty takes the words that stand there otherwise."""

    def __init__(self, *args: Any, texts: dict[str, str], **kwargs: Any) -> None:
        """``texts``: what is read when a field is left empty."""
        super().__init__(*args, **kwargs)
        for part in FactsheetText.Part:
            self.fields[part] = forms.CharField(
                label=str(part.label),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Left empty, it says: %(text)s") % {"text": texts[part]},
            )
            self.fields[f"version-{part}"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def texts_given(self) -> dict[str, str]:
        """Part → words."""
        return {part.value: self.cleaned_data[part] for part in FactsheetText.Part}

    def versions_given(self) -> dict[str, int]:
        """Part → the version that was shown."""
        return {part.value: self.cleaned_data[f"version-{part}"] or 0 for part in FactsheetText.Part}

    @staticmethod
    def initial_of(rows: list[FactsheetText]) -> dict[str, Any]:
        """What the form shows at first."""
        found: dict[str, Any] = {}
        for row in rows:
            found[row.part], found[f"version-{row.part}"] = row.text, row.version
        return found
