"""Saving a week of hours in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import Conflict, save_version
from knooppunt.journal.actions.moments import KIND, MomentData, add_moment, delete_moments
from knooppunt.journal.actions.refusals import Refused, refuse_odd_date, refuse_odd_minutes, refuse_when_closed
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.week import NONE, key_of
from knooppunt.network.models import Hub
from knooppunt.plans.models import PlanItem, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


@dataclass(frozen=True)
class CellWish:
    """What one cell should hold. ``minutes`` 0 empties it; ``seen`` is the moment and version on the screen, if any."""

    key: str
    day: dt.date
    minutes: int
    seen: tuple[int, int] | None


@dataclass
class WeekSaved:
    """What was done. With ``conflicts`` nothing was: each is a wish and the minutes that stand there now."""

    added: int = 0
    changed: int = 0
    batch: BinBatch | None = None
    deleted: int = 0
    conflicts: list[tuple[CellWish, int]] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether everything was as it should be already."""
        return not (self.added or self.changed or self.deleted)


def save_week(*, hub: Hub, wishes: Sequence[CellWish], by: User) -> WeekSaved:
    """Make the cells of ``by`` as wished: all, or nothing when one cell is not what the screen showed.

    Emptied cells go to the bin as one batch. Raises ``Refused`` and ``MonthClosed``. A moment keeps its note and
    people when its hours change.
    """
    with transaction.atomic():
        now = _now(hub, by, wishes)
        saved = WeekSaved(
            conflicts=[
                (wish, sum(m.minutes for m in now[wish.key, wish.day])) for wish in wishes if _differs(wish, now)
            ]
        )
        if saved.conflicts:
            return saved
        doing = [wish for wish in wishes if wish.minutes != sum(m.minutes for m in now[wish.key, wish.day])]
        if doing:
            refuse_when_closed(hub, [wish.day for wish in doing])
            _do(hub, doing, now, saved, by)
    return saved


def _now(hub: Hub, by: User, wishes: Iterable[CellWish]) -> dict[tuple[str, dt.date], list[Moment]]:
    """What stands in each wished cell."""
    found: dict[tuple[str, dt.date], list[Moment]] = {(wish.key, wish.day): [] for wish in wishes}
    days = {day for _key, day in found}
    for one in Moment.objects.filter(hub=hub, author=by, date__in=days).order_by("pk"):
        if (key_of(one), one.date) in found:
            found[key_of(one), one.date].append(one)
    return found


def _differs(wish: CellWish, now: dict[tuple[str, dt.date], list[Moment]]) -> bool:
    """Whether the cell is no longer what the screen showed, and not what is wished either."""
    there = now[wish.key, wish.day]
    if [(one.pk, one.version) for one in there] == ([wish.seen] if wish.seen else []):
        return False
    return sum(one.minutes for one in there) != wish.minutes


def _do(
    hub: Hub, wishes: list[CellWish], now: dict[tuple[str, dt.date], list[Moment]], saved: WeekSaved, by: User
) -> None:
    purposes = _purposes(hub, {wish.key for wish in wishes})
    emptied = []
    for wish in wishes:
        there = now[wish.key, wish.day]
        if not wish.minutes:
            emptied += there
        elif there:
            _change(there[0], wish.minutes, by)
            saved.changed += 1
        else:
            item, theme = purposes[wish.key]
            add_moment(
                hub=hub,
                data=MomentData(wish.day, wish.minutes, item=item, theme=theme),
                by=by,
                source=Moment.Source.GRID,
            )
            saved.added += 1
    if emptied:
        saved.batch, saved.deleted = delete_moments(moments=emptied, by=by), len(emptied)


def _change(moment: Moment, minutes: int, by: User) -> None:
    refuse_odd_minutes(minutes)
    refuse_odd_date(moment.date)
    seen, moment.minutes = moment.version, minutes
    moment._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
    try:
        save_version(moment, seen=seen, fields=["minutes"])
    except Conflict as conflict:  # between our reading and writing
        raise Refused(_("Somebody changed this week just now. Look once more, then save.")) from conflict
    changes.record(KIND, [moment.pk])


def _purposes(hub: Hub, keys: set[str]) -> dict[str, tuple[PlanItem | None, Theme | None]]:
    """The activity or theme of each row. Raises ``Refused`` for one that is not of this hub."""
    found: dict[str, tuple[PlanItem | None, Theme | None]] = {NONE: (None, None)}
    items = PlanItem.all_objects.filter(pk__in=[int(key[1:]) for key in keys if key[0] == "i"], theme__plan__hub=hub)
    found |= {f"i{item.pk}": (item, None) for item in items.select_related("theme__plan")}
    themes = Theme.all_objects.filter(pk__in=[int(key[1:]) for key in keys if key[0] == "t"], plan__hub=hub)
    found |= {f"t{theme.pk}": (None, theme) for theme in themes.select_related("plan")}
    if keys - found.keys():
        raise Refused(_("This activity is of another hub. Choose one of your own plan."))
    return found
