"""What was changed about a hub, by whom and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.network.models import Hub, HubArea, HubNetwork

_SILENT = frozenset({"id", "uuid", "version", "created_at", "changed_at", "hub"})


@dataclass(frozen=True)
class HistoryLine:
    """One change, as the history component shows it."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""


def history_of_hub(hub: Hub) -> list[HistoryLine]:
    """All changes of a hub, its region and its merges, newest first. Four queries, however long the history."""
    lines = [
        *_changes(list(hub.history.select_related("history_user").order_by("history_date", "history_id"))),
        *_parts(HubArea.history.filter(hub_id=hub.pk), _("Province")),
        *_parts(HubNetwork.history.filter(hub_id=hub.pk), _("Network")),
    ]
    for merge in hub.merges.select_related("target", "by", "undone_by"):
        lines.append(HistoryLine(merge.at, str(merge.by or ""), _("Merged into %(target)s") % {"target": merge.target}))
        if merge.undone_at:
            lines.append(HistoryLine(merge.undone_at, str(merge.undone_by or ""), _("Merge taken back")))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _changes(rows: Sequence[Any]) -> Iterable[HistoryLine]:
    before = None
    for row in rows:
        who = str(row.history_user or "")
        if before is None:
            yield HistoryLine(row.history_date, who, _("Added") if row.history_type == "+" else _("Recorded"))
        else:
            told = [_told(field, before, row) for field in row.tracked_fields if _differs(field, before, row)]
            if told:
                yield HistoryLine(row.history_date, who, "; ".join(told))
        before = row


def _differs(field: Any, before: Any, after: Any) -> bool:
    return field.name not in _SILENT and getattr(before, field.attname) != getattr(after, field.attname)


def _told(field: Any, before: Any, after: Any) -> str:
    label = str(getattr(field, "verbose_name", field.name)).capitalize()
    if field.is_relation:
        return label
    return f"{label}: {_shown(field, before)} → {_shown(field, after)}"


def _shown(field: Any, row: Any) -> str:
    value = getattr(row, field.attname)
    if value in (None, ""):
        return "–"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _parts(rows: Any, label: str) -> Iterable[HistoryLine]:
    words = {"+": _("added"), "~": _("changed"), "-": _("removed")}
    for row in rows.select_related("history_user"):
        name = f"{row.get_province_display()} {row.part}".strip() if hasattr(row, "province") else row.name
        yield HistoryLine(row.history_date, str(row.history_user or ""), f"{label} {words[row.history_type]}: {name}")
