"""Beginning a report: which, about when, about whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.network.models import Organisation
from knooppunt.reports.models import Kind
from knooppunt.reports.spans import Span, due_half_year, half_years_until

HALF_YEARS_SHOWN = 6


def day_field(label: Any, *, help_text: Any = "") -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class StartForm(forms.Form):
    """A new report of a hub."""

    kind = forms.ChoiceField(label=_("What do you want to make?"), widget=forms.RadioSelect)
    period = forms.ChoiceField(
        label=_("About which period?"), required=False, help_text=_("Or fill in the days yourself, below.")
    )
    first = day_field(_("From"))
    last = day_field(_("Up to and including"))
    organisation = forms.ModelChoiceField(
        label=_("About which organisation?"),
        required=False,
        queryset=Organisation.objects.none(),
        help_text=_("Only for “What our cooperation yielded”."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        national: bool = False,
        organisations: QuerySet[Organisation] | None = None,
        **more: Any,
    ) -> None:
        today = timezone.localdate()
        due = due_half_year(today)
        initial = {"kind": Kind.NATIONAL if national else Kind.HALF_YEAR, "period": due.code, **more.pop("initial", {})}
        super().__init__(data, initial=initial, **more)
        self.spans = {span.code: span for span in half_years_until(today, count=HALF_YEARS_SHOWN)}
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = [(code, span.label) for code, span in self.spans.items()]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [one for one in Kind.choices if (one[0] == Kind.NATIONAL) == national]
        if national:
            kind.widget = forms.HiddenInput()
            del self.fields["organisation"]
        elif organisations is not None:
            self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def span_given(self) -> Span:
        """The days. Only after ``is_valid``."""
        given: dict[str, Any] = self.cleaned_data
        if given["first"] or given["last"]:
            first: dt.date = given["first"] or given["last"]
            return Span(first, given["last"] or timezone.localdate())
        return self.spans.get(given["period"]) or due_half_year(timezone.localdate())
