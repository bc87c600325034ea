"""What happened to a row: statuses and texts together, newest first."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from knooppunt.core import status
from knooppunt.core.components import status_look
from knooppunt.core.models import StatusChange
from knooppunt.plans.models import PlanItem
from knooppunt.plans.queries.visible import Sight

SUBJECT = "plans.item"

# Fields whose change a reader is told about; the notes only to who may see them.
_TOLD = (
    "text",
    "deliverable",
    "planned_from",
    "planned_until",
    "hours",
    "handover_to",
    "theme",
    "kind",
    "archived_at",
    "is_public",
)
_PRIVATE = ("note", "owner", "owner_name")


@dataclass(frozen=True)
class Event:
    """One entry of a history, as the history component draws it."""

    at: dt.datetime
    who: str
    what: str
    status: str = ""
    has_status: bool = False
    why: str = ""


def history_of_item(item: PlanItem, sight: Sight) -> list[Event]:
    """Every status and every change of text, newest first. Two queries, and one per theme the row has stood in."""
    return sorted([*_statuses(item, sight), *_texts(item, sight)], key=lambda event: event.at, reverse=True)


def _statuses(item: PlanItem, sight: Sight) -> list[Event]:
    words = {
        StatusChange.Act.SET: _("set"),
        StatusChange.Act.CONFIRMED: _("still so"),
        StatusChange.Act.UNDONE: _("taken back to"),
        StatusChange.Act.IMPORTED: _("imported"),
        StatusChange.Act.COPIED: _("copied from an earlier year"),
    }
    found = []
    for change in status.history_of(SUBJECT, item.pk):
        is_reason = change.act == StatusChange.Act.SET and sight.reasons
        what = words[StatusChange.Act(change.act)]
        if change.act == StatusChange.Act.SET and change.old != change.new:
            what = _("was: %(old)s") % {"old": _label(change.old)}
        elif change.act == StatusChange.Act.SET:
            what = _("other reason")
        found.append(Event(change.at, str(change.by or ""), what, change.new, True, change.reason if is_reason else ""))
    return found


def _label(code: str) -> str:
    return str(status_look(code).label)


def _texts(item: PlanItem, sight: Sight) -> list[Event]:
    records = list(item.history.select_related("history_user").order_by("-history_date", "-history_id"))
    told = _TOLD + (_PRIVATE if sight.notes else ())
    found = []
    for newer, older in zip(records, [*records[1:], None], strict=True):
        who = str(newer.history_user or "")
        if older is None:
            found.append(Event(newer.history_date, who, _("made")))
            continue
        changed = [name for name in told if getattr(newer, _attname(name)) != getattr(older, _attname(name))]
        if changed:
            names = [str(PlanItem._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
            what = _("changed: %(fields)s") % {"fields": ", ".join(names)}
            why = _("Before: %(text)s") % {"text": older.text} if "text" in changed else ""
            found.append(Event(newer.history_date, who, what, why=why))
    return found


def _attname(name: str) -> str:
    return {"theme": "theme_id", "owner": "owner_id"}.get(name, name)


@dataclass(frozen=True)
class Changed:
    """A row of which a save changed the status."""

    item: int
    text: str
    old: str
    new: str


@dataclass(frozen=True)
class Save:
    """One save of statuses that can still be taken back, with what it changed."""

    group: uuid.UUID
    at: dt.datetime
    who: str
    rows: list[Changed]

    @property
    def changed(self) -> int:
        """How many rows."""
        return len(self.rows)


def recent_saves(plan_id: int, *, since: dt.datetime) -> list[Save]:
    """The saves in a plan since then in which a status changed, newest first, at most ten. Two queries."""
    texts = dict(PlanItem.objects.filter(theme__plan_id=plan_id).values_list("pk", "text"))
    items = PlanItem.objects.filter(theme__plan_id=plan_id).values("pk")
    changes = status.changes_since(SUBJECT, items, since).select_related("by").filter(act=StatusChange.Act.SET)
    saves: dict[uuid.UUID, list[StatusChange]] = {}
    for change in changes[:500]:
        saves.setdefault(change.group, []).append(change)
    return [
        Save(
            group,
            made[0].at,
            str(made[0].by or ""),
            [Changed(one.subject_id, texts.get(one.subject_id, ""), one.old, one.new) for one in made],
        )
        for group, made in list(saves.items())[:10]
    ]


def counts_of_save(group: uuid.UUID, plan_id: int) -> tuple[int, int]:
    """How many rows of a plan one save changed and confirmed; (0, 0) for a save elsewhere. One query."""
    items = PlanItem.all_objects.filter(theme__plan_id=plan_id).values("pk")
    acts = StatusChange.objects.filter(group=group, subject_kind=SUBJECT, subject_id__in=items).values_list(
        "act", flat=True
    )
    counts = Counter(acts)
    return counts[StatusChange.Act.SET], counts[StatusChange.Act.CONFIRMED]
