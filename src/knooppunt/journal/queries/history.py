"""What happened to a moment: who wrote it, and which fields were changed when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from knooppunt.journal.models import Moment

_TOLD = ("date", "minutes", "kind", "item_id", "theme_id", "note", "result", "is_highlight", "visibility", "binned_at")


@dataclass(frozen=True)
class Event:
    """One entry of a history, as the history component draws it."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""


def history_of_moment(moment: Moment) -> list[Event]:
    """Every change of a field, newest first. One query."""
    records = list(moment.history.select_related("history_user").order_by("-history_date", "-history_id"))
    found = []
    for newer, older in zip(records, [*records[1:], None], strict=True):
        who = str(newer.history_user or "")
        if older is None:
            found.append(Event(newer.history_date, who, _("written down")))
            continue
        changed = [name for name in _TOLD if getattr(newer, name) != getattr(older, name)]
        if changed:
            labels = list(dict.fromkeys(_label(name) for name in changed))
            before = older.note if "note" in changed else older.result if "result" in changed else ""
            why = _("Before: %(text)s") % {"text": before} if before else ""
            found.append(Event(newer.history_date, who, _("changed: %(fields)s") % {"fields": ", ".join(labels)}, why))
    return found


def _label(name: str) -> str:
    if name in {"item_id", "theme_id"}:
        return _("activity")
    return str(Moment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
