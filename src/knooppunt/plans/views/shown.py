"""A plan as one page shows it: rows together with what was typed, what is wrong and what somebody else did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knooppunt.core.registries import Extra, extras_of, plan_row_extras
from knooppunt.plans.actions.statuses import RowConflict, Wish
from knooppunt.plans.models import PlanItem
from knooppunt.plans.queries.tree import PlanTree, Row, ThemeNode


@dataclass(frozen=True)
class ShownRow:
    """A row with the status and reason that its fields carry: what was typed, else what is saved."""

    row: Row
    status: str
    reason: str
    error: str = ""
    conflict: RowConflict | None = None
    extras: Sequence[Extra] = ()

    @property
    def seen(self) -> str:
        """What the page saw, sent back with the choice."""
        return f"{self.row.version}:{self.row.status}"

    @property
    def is_changed(self) -> bool:
        """Whether a choice stands on the page that is not saved."""
        return self.status != self.row.status

    @property
    def is_activity(self) -> bool:
        """Whether this is an activity."""
        return self.row.kind == PlanItem.Kind.ACTIVITY


@dataclass(frozen=True)
class ShownTheme:
    """A theme with its shown rows."""

    node: ThemeNode
    focus: list[ShownRow]
    activities: list[ShownRow]


@dataclass(frozen=True)
class Problems:
    """What went wrong with a save, per row."""

    wishes: Mapping[int, Wish] = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    conflicts: Mapping[int, RowConflict] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything was left unsaved."""
        return bool(self.errors or self.conflicts)


Extras = Mapping[int, Sequence[Extra]]


def extras_for(rows: Sequence[Row], user: Any) -> Extras:
    """What higher apps add to these rows: moments, hours."""
    return extras_of(plan_row_extras, [row.pk for row in rows], user)


def show_row(row: Row, problems: Problems, extras: Extras) -> ShownRow:
    """The row with what was typed for it. In a conflict over a row that was left alone, the other's status stands."""
    wish, conflict = problems.wishes.get(row.pk), problems.conflicts.get(row.pk)
    more = extras.get(row.pk, ())
    if wish is None or (conflict is not None and not wish.touched):
        return ShownRow(row, row.status, row.reason, conflict=conflict, extras=more)
    return ShownRow(row, wish.status, wish.reason, problems.errors.get(row.pk, ""), conflict, more)


def show_themes(tree: PlanTree, extras: Extras, problems: Problems | None = None) -> list[ShownTheme]:
    """All themes of a plan, ready for the page."""
    problems = problems or Problems()

    def shown(rows: Sequence[Row]) -> list[ShownRow]:
        return [show_row(row, problems, extras) for row in rows]

    return [ShownTheme(node, shown(node.focus), shown(node.activities)) for node in tree.themes]
