"""What happened to a row, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST = 30
_TOLD = {
    "full_statement", "abbreviated", "code", "notes", "kind", "keywords", "tags", "retired_on", "parent",
    "label_nl", "label_en", "second_nl", "second_en", "also_nl", "also_en", "hidden_nl", "hidden_en",
    "definition_nl", "definition_en", "status", "as_of", "said_by", "note",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One entry of a history, as the history component draws it."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""
    status: str = ""
    has_status: bool = False


def item_history(row: Any) -> list[Event]:
    """Every change of the words of a row that keeps its history. One query."""
    records = list(row.history.select_related("history_user").order_by("-history_date", "-history_id")[: MOST + 1])
    events = []
    for place, record in enumerate(records[:MOST]):
        older = records[place + 1] if place + 1 < len(records) else None
        events.append(Event(record.history_date, str(record.history_user or ""), _what(record, older)))
    return events


def _what(record: Any, older: Any) -> str:
    if older is None:
        return _("as it began")
    changed = [
        str(field.verbose_name)
        for field in record.tracked_fields
        if field.name in _TOLD and getattr(record, field.attname) != getattr(older, field.attname)
    ]
    return _("changed: %(fields)s") % {"fields": ", ".join(changed)} if changed else _("saved")
