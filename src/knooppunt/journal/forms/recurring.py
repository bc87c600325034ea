"""A moment that comes round."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.journal.actions.recurring import RecurringData
from knooppunt.journal.forms.moments import HoursField, PurposeField, purpose_value
from knooppunt.journal.hours import shown_hours
from knooppunt.journal.models import MomentKind, RecurringMoment
from knooppunt.journal.queries.choices import plan_choices
from knooppunt.network.models import Hub
from knooppunt.plans.models import PlanItem

FIRST, LAST = dt.timedelta(days=366), dt.timedelta(days=5 * 366)


class RecurringForm(forms.Form):
    """One moment that comes round. ``version`` is what was on the screen; a new one has 0."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    title = forms.CharField(
        label=_("What is it?"), max_length=300, help_text=_("For instance: overleg werkgroep scholing.")
    )
    rhythm = forms.ChoiceField(label=_("How often?"), choices=RecurringMoment.Rhythm.choices)
    first_on = forms.DateField(
        label=_("First time"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The other times fall on the same day of the week."),
    )
    last_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    duration = HoursField(label=_("How long?"), help_text=_("For instance 1,5 or 1:30 or 90m."))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    purpose = PurposeField(label=_("What was it for?"), required=False)

    def __init__(self, *args: Any, hub: Hub, moment: RecurringMoment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = plan_choices(hub, timezone.localdate().year)
        purpose: Any = self.fields["purpose"]
        purpose.offer(groups, years=False, also=moment.item if moment else None)
        # A whole theme says too little about what comes round every week: only rows.
        purpose.choices = [
            (value, [row for row in label if row[0].startswith("i")]) if isinstance(label, list) else (value, label)
            for value, label in purpose.choices
        ]
        self.fields["kind"].choices = [("", _("Not said")), *MomentKind.choices]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(moment: RecurringMoment) -> dict[str, Any]:
        """What the form shows of it at first."""
        return {
            "version": moment.version,
            "title": moment.title,
            "rhythm": moment.rhythm,
            "first_on": moment.first_on,
            "last_on": moment.last_on,
            "duration": shown_hours(moment.minutes),
            "kind": moment.kind,
            "purpose": purpose_value(moment.item),
        }

    def clean_first_on(self) -> dt.date:
        """Somewhere around now: a typing error in the year would propose years of moments."""
        day: dt.date = self.cleaned_data["first_on"]
        today = timezone.localdate()
        if not today - LAST <= day <= today + FIRST:
            raise ValidationError(gettext("Choose a day of the last five years or the coming year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", gettext("The last time comes before the first time."))
        return cleaned

    def data_given(self) -> RecurringData:
        """What was typed. Only after ``is_valid``."""
        given = self.cleaned_data
        purpose = given["purpose"]
        return RecurringData(
            title=given["title"],
            rhythm=given["rhythm"],
            first_on=given["first_on"],
            last_on=given["last_on"],
            minutes=given["duration"],
            kind=given["kind"],
            item=purpose if isinstance(purpose, PlanItem) else None,
        )
