"""Somebody else was first: which fields differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.journal.forms.moments import MomentForm
from knooppunt.journal.hours import hours_words
from knooppunt.journal.models import Moment


@dataclass(frozen=True)
class Difference:
    """One field, as each of the two has it."""

    label: str
    mine: str
    theirs: str


def conflict_rows(now: Moment, form: MomentForm) -> list[Difference]:
    """The fields in which what was typed differs from what is there. Up to four queries."""
    given = form.data_given()
    mine: dict[str, Any] = {
        "date": date_format(given.date, "j F Y"),
        "duration": hours_words(given.minutes),
        "kind": _kind(Moment(kind=given.kind)),
        "purpose": str(given.item or given.theme or ""),
        "organisations": _names(given.organisations),
        "contacts": _names(given.contacts),
        "note": given.note,
        "result": given.result,
        "is_highlight": _yes(given.is_highlight),
        "visibility": str(Moment.Visibility(given.visibility).label),
    }
    theirs: dict[str, Any] = {
        "date": date_format(now.date, "j F Y"),
        "duration": hours_words(now.minutes),
        "kind": _kind(now),
        "purpose": str(now.item or now.theme or ""),
        "organisations": _names(now.organisations.all()),
        "contacts": _names(now.contacts.all()),
        "note": now.note,
        "result": now.result,
        "is_highlight": _yes(now.is_highlight),
        "visibility": str(Moment.Visibility(now.visibility).label),
    }
    return [
        Difference(str(form.fields[name].label), mine[name], theirs[name])
        for name in mine
        if mine[name] != theirs[name]
    ]


def _kind(moment: Moment) -> str:
    return str(moment.get_kind_display())


def _names(things: Any) -> str:
    return ", ".join(sorted(str(thing) for thing in things))


def _yes(value: bool) -> str:
    return _("yes") if value else ""
