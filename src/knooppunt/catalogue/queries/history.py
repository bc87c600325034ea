"""What happened to an entry: states and texts together, newest first."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.labels import LABELS
from knooppunt.core import status

SUBJECT = "catalogue.entry"
MOST = 100


@dataclass(frozen=True)
class Event:
    """One line of a history, as the component draws it."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""
    has_status: bool = False


def history_of_entry(entry: Entry) -> list[Event]:
    """Every state and every change, newest first. Three queries."""
    return sorted([*_states(entry), *_texts(entry)], key=lambda event: event.at, reverse=True)[:MOST]


def _states(entry: Entry) -> list[Event]:
    rows = status.history_of(SUBJECT, entry.pk)[:MOST]
    return [
        Event(row.at, str(row.by or ""), _("State: %(state)s") % {"state": EntryState(row.new).label}, row.reason)
        for row in rows
    ]


def _texts(entry: Entry) -> list[Event]:
    rows = list(entry.history.select_related("history_user").order_by("-history_date", "-history_id")[: MOST + 1])
    found = []
    for new, old in itertools.pairwise(rows):
        what = _changed(old, new)
        if what:
            found.append(Event(new.history_date, str(new.history_user or ""), what))
    return found


def _changed(old: Any, new: Any) -> str:
    parts = [str(LABELS[name]) for name in LABELS if old.content.get(name) != new.content.get(name)]
    if parts:
        return _("Changed: %(fields)s") % {"fields": ", ".join(parts)}
    if old.checked_on != new.checked_on or (old.unverified_since and not new.unverified_since):
        return _("Looked at: it is still right")
    if old.owner_id != new.owner_id:
        return _("Somebody else looks after it")
    if new.unverified_since and not old.unverified_since:
        return _("Marked as not verified")
    return ""
