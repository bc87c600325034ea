"""The figures of a report as a workbook: numbers as numbers, for somebody who reckons on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext

from knooppunt.core.components import STATUS_LOOKS
from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.reports.content import Content
from knooppunt.reports.document import FIGURES, GROUP_NAMES, RECALIBRATED, Document, Reader, for_reader


def report_xlsx(content: Content, document: Document, reader: Reader) -> bytes:
    """The file. Takes the whole content and filters it for ``reader`` itself."""
    content = for_reader(content, reader)
    before = gettext("Period before")
    tables = [
        Table(
            gettext("In short"),
            [Column(gettext("What"), 34), Column(gettext("Number"), 12), Column(before, 16)],
            [
                (str(FIGURES[row.code]), _amount(row.code, row.value), _amount(row.code, row.before))
                for row in content.figures
            ],
            notes=[f"{document.title} – {document.over}", *document.dated, *filter(None, [document.example])],
        ),
        Table(gettext("Plan"), _plan_columns(), list(_plan(content))),
    ]
    if reader.sees_work:
        for name, groups in (
            (gettext("Themes"), content.themes),
            (gettext("Partners"), content.partners),
            (gettext("Meetings"), content.meetings),
        ):
            columns = [
                Column(gettext("What"), 34),
                Column(gettext("Moments"), 12),
                Column(gettext("Organisations"), 14),
                Column(gettext("Hours"), 12),
                Column(before, 16),
            ]
            rows: list[tuple[Value, ...]] = [
                (
                    _name(group.title),
                    group.moments,
                    group.organisations,
                    round(group.minutes / 60, 2),
                    round(group.minutes_before / 60, 2),
                )
                for group in groups
            ]
            tables.append(Table(name, columns, rows))
        if content.hubs:
            columns = [
                Column(gettext("Hub"), 34),
                *(Column(str(title), 14) for title in (gettext("Moments"), gettext("Hours"), gettext("Organisations"))),
                Column(gettext("Plan rows"), 14),
                Column(gettext("Behind"), 14),
            ]
            lines: list[tuple[Value, ...]] = [
                (hub.name, hub.moments, round(hub.minutes / 60, 2), hub.organisations, hub.rows, hub.behind)
                for hub in content.hubs
            ]
            tables.append(Table(gettext("Hubs"), columns, lines))
    if content.recalibrations:
        tables.append(_recalibrations(content))
    columns = [
        Column(gettext("Theme"), 36),
        Column(gettext("Day"), 12),
        Column(gettext("Result"), 80),
        Column(gettext("Organisations"), 40),
    ]
    tables.append(Table(gettext("Results"), columns, list(_results(content))))
    return make_xlsx(tables, title=document.title)


def _amount(code: str, value: int) -> Value:
    return round(value / 60, 2) if code == "minutes" else value


def _name(code: str) -> str:
    return str(GROUP_NAMES.get(code) or code or gettext("Nothing of the plan"))


def _plan_columns() -> list[Column]:
    counts = [Column(str(look.label), 14) for look in STATUS_LOOKS]
    return [Column(gettext("Theme"), 36), *counts, Column(gettext("Changed"), 12)]


def _recalibrations(content: Content) -> Table:
    columns = [
        Column(gettext("Hub"), 34),
        Column(gettext("Ended on"), 14),
        *(Column(str(label).capitalize(), 14) for label in RECALIBRATED.values()),
    ]
    rows: list[tuple[Value, ...]] = [
        (row.hub or content.hub, dt.date.fromisoformat(row.date), *(row.figures.get(code) for code in RECALIBRATED))
        for row in content.recalibrations
    ]
    return Table(gettext("Recalibration"), columns, rows)


def _results(content: Content) -> Iterator[tuple[Value, ...]]:
    """Every result that the reader may read, by theme: pages and documents show the newest."""
    for group in content.themes:
        for line in group.results:
            yield (_name(group.title), dt.date.fromisoformat(line.date), line.text, ", ".join(line.organisations))


def _plan(content: Content) -> Iterator[tuple[Value, ...]]:
    for theme in content.plan:
        counts = [sum(row.status == look.code for row in theme.rows) for look in STATUS_LOOKS]
        changed = sum(row.status != row.was for row in theme.rows)
        yield (theme.title or gettext("Own themes of hubs"), *counts, changed)
