"""For whom a report is drawn, and what that reader may see of its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knooppunt.reports.content import HUB, NETWORK, PUBLIC, Content, Group, Line, Met, PlanTheme


@dataclass(frozen=True)
class Reader:
    """For whom a report is drawn."""

    audience: str

    @property
    def sees_hub(self) -> bool:
        """Belongs to the hub: reads everything."""
        return self.audience == HUB

    @property
    def sees_work(self) -> bool:
        """Belongs to the network: hours, organisations by name, reasons."""
        return self.audience in {HUB, NETWORK}

    def may_read(self, audience: str) -> bool:
        """Whether something for ``audience`` is for this reader."""
        return audience == PUBLIC or (audience == NETWORK and self.sees_work) or self.sees_hub


def for_reader(content: Content, reader: Reader) -> Content:
    """Only what ``reader`` may read. The one place where that is decided, for live reports and snapshots alike."""
    if reader.sees_hub:
        return content

    def groups(rows: Sequence[Group]) -> list[Group]:
        return [
            replace(
                row,
                results=_lines(row.results, reader),
                minutes=row.minutes if reader.sees_work else 0,
                minutes_before=row.minutes_before if reader.sees_work else 0,
            )
            for row in rows
        ]

    def names(rows: Sequence[Met]) -> list[Met]:
        return [row for row in rows if reader.sees_work and reader.may_read(row.audience)]

    return replace(
        content,
        figures=[row for row in content.figures if reader.may_read(row.audience)],
        highlights=_lines(content.highlights, reader),
        themes=groups(content.themes),
        partners=groups(content.partners),
        meetings=groups(content.meetings),
        plan=_plan(content.plan, reader),
        spoken=names(content.spoken),
        new=names(content.new),
        lapsed=names(content.lapsed),
        hubs=content.hubs if reader.sees_work else [],
        recalibrations=[row for row in content.recalibrations if reader.may_read(row.audience)],
    )


def _lines(lines: Sequence[Line], reader: Reader) -> list[Line]:
    return [
        line if reader.sees_work else replace(line, organisations=[])
        for line in lines
        if reader.may_read(line.audience)
    ]


def _plan(themes: Sequence[PlanTheme], reader: Reader) -> list[PlanTheme]:
    if reader.sees_work:
        return list(themes)
    found = [
        PlanTheme(theme.title, [replace(row, reason="") for row in theme.rows if row.is_public]) for theme in themes
    ]
    return [theme for theme in found if theme.rows]
