"""Where proposals come from, and when the weekly mail goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from knooppunt.journal.actions.calendars import LONGEST_ADDRESS
from knooppunt.journal.models import CalendarFeed, WeeklyMail

NEVER = "never"


class CalendarForm(forms.Form):
    """The address of somebody's own calendar. It is never shown again: who has it reads the whole calendar."""

    address = forms.CharField(
        label=_("Address of your calendar"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text=_("The secret address for sharing, from the settings of your calendar program (iCal or ICS)."),
    )
    only_with = forms.CharField(
        label=_("Only appointments with this word"),
        max_length=60,
        required=False,
        help_text=_("For instance: knooppunt. Useful when other work is in this calendar too."),
    )

    def __init__(self, data: Any = None, *, feed: CalendarFeed | None = None) -> None:
        super().__init__(data, initial={"only_with": feed.only_with} if feed else None)
        if feed is not None:
            self.fields["address"].required = False
            self.fields["address"].label = _("Another address")
            self.fields["address"].help_text = _("Leave this empty to keep the address that you gave.")


class WeeklyMailForm(forms.Form):
    """On which day and hour, or never."""

    day = forms.ChoiceField(label=_("On which day?"))
    hour = forms.TypedChoiceField(label=_("From what time?"), coerce=int)

    def __init__(self, data: Any = None, *, wanted: WeeklyMail) -> None:
        initial = {"day": str(wanted.weekday) if wanted.is_on else NEVER, "hour": str(wanted.hour)}
        super().__init__(data, initial=initial)
        days = [(str(number), WEEKDAYS[number]) for number in range(7)]
        self.fields["day"].choices = [*days, (NEVER, _("Never: I look in the workspace myself"))]  # type: ignore[attr-defined]
        self.fields["hour"].choices = [(str(hour), f"{hour}:00") for hour in range(6, 22)]  # type: ignore[attr-defined]
        if str(wanted.hour) not in dict(self.fields["hour"].choices):  # type: ignore[attr-defined]
            self.fields["hour"].choices = [(str(wanted.hour), f"{wanted.hour}:00"), *self.fields["hour"].choices]  # type: ignore[attr-defined]

    @property
    def is_on(self) -> bool:
        """Whether a day was chosen. Only after ``is_valid``."""
        return bool(self.cleaned_data["day"] != NEVER)

    @property
    def weekday(self) -> int | None:
        """The day, Monday is 0; ``None`` for never."""
        return int(self.cleaned_data["day"]) if self.is_on else None


class StaleForm(forms.Form):
    """When a row of the plan is old: of the hub, for all its ambassadors."""

    stale_days = forms.IntegerField(
        label=_("After how many days do we ask whether a status still holds?"),
        min_value=14,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
        help_text=_("For the whole hub. Between 14 and 365 days."),
    )
