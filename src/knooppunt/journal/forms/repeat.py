"""The same moment again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.journal.forms.moments import DayField
from knooppunt.journal.models import Moment

MOST_DAYS = 60
STEPS = {"daily": 1, "weekly": 7, "fortnightly": 14}


class RepeatForm(forms.Form):
    """On which days it took place too. Days that have not come yet are proposed later by what comes round."""

    first = DayField(label=_("First day"))
    rhythm = forms.ChoiceField(
        label=_("How often"),
        required=False,
        choices=[
            ("", _("only that day")),
            ("daily", _("each working day")),
            ("weekly", _("every week")),
            ("fortnightly", _("every two weeks")),
        ],
    )
    last = DayField(label=_("Last day"), required=False)

    def __init__(self, data: Any = None, *, moment: Moment) -> None:
        super().__init__(data, initial={"first": timezone.localdate()})
        self.moment = moment

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("rhythm") and first and "last" in cleaned:
            if last is None:
                self.add_error("last", ValidationError(gettext("Say what the last day was.")))
            elif last < first:
                self.add_error("last", ValidationError(gettext("The last day lies before the first. Turn them round.")))
            elif len(self._days(first, last, cleaned["rhythm"])) > MOST_DAYS:
                self.add_error(
                    "last",
                    ValidationError(
                        gettext("That is more than %(most)d days. Take a shorter period.") % {"most": MOST_DAYS}
                    ),
                )
        return cleaned

    def days_given(self) -> list[dt.date]:
        """The days. Only after ``is_valid``."""
        given = self.cleaned_data
        return self._days(given["first"], given.get("last") or given["first"], given["rhythm"])

    @staticmethod
    def _days(first: dt.date, last: dt.date, rhythm: str) -> list[dt.date]:
        if not rhythm:
            return [first]
        step = STEPS[rhythm]
        days = [first + dt.timedelta(days=number) for number in range(0, (last - first).days + 1, step)]
        return [day for day in days if rhythm != "daily" or day.weekday() < 5]
