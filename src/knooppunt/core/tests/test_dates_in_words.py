"""Names of months and days come from Django; a short word of an app must not take the place of one ("may": "mag")."""

from __future__ import annotations

import datetime as dt

from django.utils import dateformat, translation

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
SHORT_DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"]


def test_months_and_days_are_dutch_in_every_app() -> None:
    months = [dt.date(2026, number, 1) for number in range(1, 13)]
    days = [dt.date(2026, 6, number) for number in range(1, 8)]

    with translation.override("nl"):
        assert [dateformat.format(day, "F") for day in months] == MONTHS
        assert [dateformat.format(day, "b") for day in months] == SHORT
        assert [dateformat.format(day, "l") for day in days] == DAYS
        assert [dateformat.format(day, "D").lower() for day in days] == SHORT_DAYS
