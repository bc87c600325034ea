"""Forms of runs: many at once, and one with everything that can be said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.content import EntryContent, Problems, Run, RunState, Unreadable, problems_of, read_date
from knooppunt.catalogue.forms.entry import RUN_LABELS, windows_of, windows_text
from knooppunt.catalogue.offering.actions.runs import (
    FORTNIGHTLY,
    MONTHLY_DATE,
    MONTHLY_WEEKDAY,
    WEEKLY,
    days_in_a_row,
)
from knooppunt.catalogue.offering.forms.entry import ROW_LABELS
from knooppunt.network.api import place_named

MOST_DAYS = 100
_DATE = {"type": "date"}


class ManyRunsForm(forms.Form):
    """Days, one on each line or in a row from a first day, and what holds for all of them."""

    first = forms.CharField(
        label=_("First day"), required=False, max_length=20, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    every = forms.ChoiceField(
        label=_("And then?"),
        required=False,
        choices=[
            ("", _("only this day")),
            (WEEKLY, _("every week")),
            (FORTNIGHTLY, _("every two weeks")),
            (MONTHLY_WEEKDAY, _("every month, on the same weekday")),
            (MONTHLY_DATE, _("every month, on the same date")),
        ],
    )
    times = forms.IntegerField(label=_("How many times in all?"), required=False, min_value=1, max_value=MOST_DAYS)
    days = forms.CharField(
        label=_("Or on which days?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One date on each line, such as 10-12-2026."),
    )
    starts_at = forms.CharField(label=ROW_LABELS["starts_at"], required=False, max_length=20)
    ends_at = forms.CharField(label=ROW_LABELS["ends_at"], required=False, max_length=20)
    place = forms.CharField(label=ROW_LABELS["place"], required=False, max_length=100)
    is_online = forms.BooleanField(label=ROW_LABELS["is_online"], required=False)
    price_incl = forms.CharField(label=ROW_LABELS["price_incl"], required=False, max_length=20)
    seats_left = forms.CharField(label=ROW_LABELS["seats_left"], required=False, max_length=10)
    enrol_url = forms.CharField(label=ROW_LABELS["enrol_url"], required=False, max_length=1000)

    def clean_first(self) -> dt.date | None:
        return _day(self.cleaned_data["first"])

    def clean_days(self) -> list[dt.date]:
        found = [_day(line) for line in self.cleaned_data["days"].splitlines() if line.strip()]
        if len(found) > MOST_DAYS:
            raise ValidationError(gettext("At most %(most)d days at a time.") % {"most": MOST_DAYS})
        return sorted({day for day in found if day is not None})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        days = set(data["days"])
        if data["first"]:
            if data["every"] and not data["times"]:
                raise ValidationError({"times": gettext("Say how many times in all.")})
            days |= set(days_in_a_row(data["first"], every=data["every"] or WEEKLY, times=data["times"] or 1))
        if not days:
            raise ValidationError({"days": gettext("Fill in a first day, or days one under the other.")})
        data["days"] = sorted(days)
        shared = {name: data.get(name) for name in self.fields if name not in {"days", "first", "every", "times"}}
        run = read_run(self, {"starts_on": data["days"][0].isoformat(), **shared})
        if run is not None:
            data["like"] = replace(run, ends_on=None)
        return data

    def like(self) -> Run:
        """A run as all of them will be."""
        found: Run = self.cleaned_data["like"]
        return found


class RunForm(forms.Form):
    """One run, with everything. ``run`` is what is there."""

    def __init__(self, data: Any = None, *, run: Run) -> None:
        super().__init__(data)
        self.run = run
        plain: Mapping[str, Any] = EntryContent(kind="training", runs=(run,)).to_dict()["runs"][0]
        for name in _FIELDS:
            self.fields[name] = _field(name, plain)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        given = {**data, "windows": windows_of(data["windows"]), "key": self.run.key}
        same_place = data["place"] == self.run.place
        given["latitude"] = self.run.latitude if same_place else None
        given["longitude"] = self.run.longitude if same_place else None
        if data["place"] and given["latitude"] is None and (found := place_named(data["place"])) is not None:
            given["latitude"], given["longitude"] = found.latitude, found.longitude
        run = read_run(self, given)
        if run is not None:
            data["run"] = run
        return data


_FIELDS = (
    "starts_on", "ends_on", "starts_at", "ends_at", "schedule", "state", "is_online", "place", "address", "price_incl",
    "price_excl", "vat_exempt", "price_per", "price_note", "seats", "seats_left", "enrol_url", "windows",
)  # fmt: skip
_MONEY = frozenset({"price_incl", "price_excl"})


def _field(name: str, plain: Mapping[str, Any]) -> forms.Field:
    label, value = ROW_LABELS.get(name) or RUN_LABELS[name], plain.get(name, "")
    if name in {"is_online", "vat_exempt"}:
        return forms.BooleanField(label=label, required=False, initial=bool(value))
    if name == "state":
        return forms.ChoiceField(label=label, choices=RunState.choices, initial=value or RunState.OPEN.value)
    if name == "price_per":
        choices = [("person", _("per person")), ("group", _("per group"))]
        return forms.ChoiceField(label=label, choices=choices, initial=value or "person")
    widget: forms.Widget = forms.TextInput()
    if name in {"starts_on", "ends_on"}:
        widget = forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    hint: Any = ""
    if name == "windows":
        widget, value = forms.Textarea(attrs={"rows": 3}), windows_text(plain.get("windows", []))
        hint = _("One group on each line: group; from; until. For instance: members; 1-10-2026; 1-12-2026.")
    if name in _MONEY and value != "":
        euros, cents = divmod(int(value), 100)
        value = f"{euros},{cents:02d}" if cents else str(euros)
    return forms.CharField(
        label=label, required=name == "starts_on", max_length=2000, widget=widget, initial=value, help_text=hint
    )


def read_run(form: forms.Form, given: Mapping[str, Any]) -> Run | None:
    """What was filled in, as a run; what is wrong stands at the fields of ``form``."""
    try:
        content = EntryContent.from_dict({"kind": "training", "title": "x", "runs": [given]})
        wrong = problems_of(content, complete=False)
    except Problems as problems:
        wrong = problems.by_path
    for path, texts in wrong.items():
        parts = path.split(".")
        name = parts[2] if len(parts) > 2 else ""
        form.add_error(name if name in form.fields else None, " ".join(texts))
    return None if wrong else content.runs[0]


def _day(text: str) -> dt.date | None:
    try:
        found: dt.date | None = read_date(text.strip()) if text.strip() else None
    except Unreadable as error:
        raise ValidationError(f"“{text.strip()[:40]}”: {error}") from error
    return found
