"""Choosing rows of the national overview; every figure of the overview is such a choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knooppunt.core.components import STATUS_LOOKS
from knooppunt.plans.queries.overview import LOCAL
from knooppunt.plans.queries.selection import UNSET, WELL, Selection

_CODES = [(look.code or UNSET, look.label) for look in STATUS_LOOKS]


class SelectionForm(forms.Form):
    """Bound to the address. What is not among the choices gets a sentence and chooses nothing."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None, required=False)
    hub = forms.ChoiceField(label=_("Hub"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All statuses")), (WELL, _("Goes well")), *_CODES]
    )
    was = forms.ChoiceField(required=False, choices=[("", ""), *_CODES], widget=forms.HiddenInput)
    changed = forms.BooleanField(label=_("Changed since the last round"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        years: Iterable[int],
        hubs: Iterable[tuple[str, str]],
        themes: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.fields["year"].choices = [("", _("All years")), *[(year, str(year)) for year in years]]  # type: ignore[attr-defined]
        self.fields["hub"].choices = [("", _("All hubs")), *hubs]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", _("All themes")), *themes, (LOCAL, _("Own themes"))]  # type: ignore[attr-defined]

    def selection(self) -> Selection | None:
        """What was chosen, or ``None`` when part of the address makes no sense."""
        return Selection(**self.cleaned_data) if self.is_valid() else None
