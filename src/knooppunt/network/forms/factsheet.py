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

    def show_theirs(self, rows: list[FactsheetText]) -> None:
        """Somebody was first: say beside each field what stands there now. Who then saves again, has seen it."""
        data = dict(self.data.items())
        for row in rows:
            if row.version == (self.cleaned_data.get(f"version-{row.part}") or 0):
                continue
            data[f"version-{row.part}"] = str(row.version)
            if row.text != self.cleaned_data.get(row.part, "").strip():
                words = _(
                    "Somebody changed this just now. It says: “%(text)s” Save again to put your words in its place."
                )
                self.add_error(row.part, words % {"text": row.text})
        if not self.errors:  # they wrote the same; what else was typed is not kept yet
            self.add_error(None, _("Somebody changed these texts just now. Save again."))
        self.data = data

    @staticmethod
    def initial_of(rows: list[FactsheetText]) -> dict[str, Any]:
        """What the form shows at first."""
        found: dict[str, Any] = {}
        for row in rows:
            found[row.part], found[f"version-{row.part}"] = row.text, row.version
        return found
