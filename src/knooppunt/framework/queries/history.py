"""What happened to a row, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from knooppunt.framework.models import FrameworkAssociation, FrameworkItem
from knooppunt.framework.models.frameworks import REMOVED, RESTORED
from knooppunt.framework.words import tie_label

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


def tie_history(item: FrameworkItem) -> list[Event]:
    """Who tied the item to others, who took that away, and when; ties that are gone for good too. One query."""
    rows = FrameworkAssociation.history.filter(Q(origin_id=item.pk) | Q(destination_id=item.pk), is_tree=False)
    records = rows.select_related("history_user").order_by("-history_date", "-history_id")[:MOST]
    return [Event(record.history_date, str(record.history_user or ""), _tied(record, item)) for record in records]


def _tied(record: Any, item: FrameworkItem) -> str:
    is_origin = record.origin_id == item.pk
    link = record.destination_link if is_origin else record.origin_link
    words = {
        "title": str(link.get("title") or link.get("identifier", "")),
        "kind": tie_label(record.kind, from_origin=is_origin),
    }
    if record.history_change_reason == REMOVED or record.history_type == "-":
        return _("tie taken away: %(kind)s “%(title)s”") % words
    if record.history_change_reason == RESTORED:
        return _("tie brought back: %(kind)s “%(title)s”") % words
    return _("tied: %(kind)s “%(title)s”") % words


def all_history(item: FrameworkItem) -> list[Event]:
    """What happened to the words of an item and to how it hangs together, newest first. Two queries."""
    return sorted([*item_history(item), *tie_history(item)], key=lambda event: event.at, reverse=True)[:MOST]


def _what(record: Any, older: Any) -> str:
    if older is None:
        return _("as it began")
    changed = [
        str(field.verbose_name)
        for field in record.tracked_fields
        if field.name in _TOLD and getattr(record, field.attname) != getattr(older, field.attname)
    ]
    return _("changed: %(fields)s") % {"fields": ", ".join(changed)} if changed else _("saved")
