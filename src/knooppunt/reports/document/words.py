"""Names, days and amounts as a report writes them."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from knooppunt.journal.api import hours_number
from knooppunt.reports.content import Group, Line
from knooppunt.reports.document.parts import Block, ListItem

FIGURES: dict[str, Promise] = {
    "moments": gettext_lazy("moments"),
    "meetings": gettext_lazy("meetings, training and visits"),
    "organisations": gettext_lazy("organisations spoken"),
    "contacts": gettext_lazy("contacts spoken"),
    "results": gettext_lazy("results"),
    "minutes": gettext_lazy("hours"),
}
GROUP_NAMES: dict[str, Promise] = {
    "meeting": gettext_lazy("Meetings"),
    "training": gettext_lazy("Training"),
    "visit": gettext_lazy("Visits"),
    "practice": gettext_lazy("Care practice"),
    "research": gettext_lazy("Research"),
    "education": gettext_lazy("Education"),
    "together": gettext_lazy("Several together"),
    "other": gettext_lazy("Other partners"),
}
RECALIBRATED: dict[str, Promise] = {
    "asked": gettext_lazy("asked"),
    "verified": gettext_lazy("confirmed"),
    "contacts_new": gettext_lazy("new"),
    "contacts_gone": gettext_lazy("gone"),
    "contacts_changed": gettext_lazy("changed"),
    "not_reached": gettext_lazy("not reached"),
}


def day_words(iso: str) -> str:
    """A day of the content, in words of the active language."""
    return date_format(dt.date.fromisoformat(iso), "j F Y")


def amount(code: str, value: int) -> str:
    """A figure as one reads it: minutes as hours."""
    return hours_number(value) if code == "minutes" else str(value)


def words_block(text: str) -> Block:
    """One paragraph."""
    return Block("words", text=text)


def item_of(line: Line) -> ListItem:
    """A line of the content, with hub, organisations, theme and day beside it."""
    parts = [line.hub, ", ".join(line.organisations), line.theme, day_words(line.date)]
    return ListItem(line.text, " · ".join(part for part in parts if part))


def group_name(group: Group) -> str:
    """What a group is called: moments without a row of the plan have a name too."""
    return str(GROUP_NAMES.get(group.title) or group.title or gettext("Nothing of the plan"))
