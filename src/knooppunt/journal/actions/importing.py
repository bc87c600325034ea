"""Taking in a list of moments: understand all of it first, then save all or nothing.

A moment that the logbook has already (same day, minutes and note) is left alone, so the same file again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes
from knooppunt.core.tables import ReadTable, TableRefused, TableRow, read_table
from knooppunt.journal.actions.import_names import Known, NotKnown
from knooppunt.journal.actions.import_words import (
    TITLES,
    read_date,
    read_duration,
    read_kind,
    read_visibility,
    read_yes,
)
from knooppunt.journal.actions.moments import KIND, MomentData
from knooppunt.journal.actions.refusals import (
    Refused,
    closed_sentence,
    first_of_month,
    refuse_odd_date,
    refuse_when_closed,
)
from knooppunt.journal.actions.touches import refresh_for
from knooppunt.journal.models import ClosedMonth, Moment
from knooppunt.journal.sensitive import sensitive_reasons
from knooppunt.network.models import Hub
from knooppunt.network.names import fold, tidy

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MOST_ROWS = 5_000
LONGEST_TEXT = 5_000


@dataclass(frozen=True)
class RowError:
    """Why a row cannot be taken, and in which column."""

    row: int
    column: str
    message: str


@dataclass
class PlannedMoment:
    """One row of the file, understood."""

    number: int
    data: MomentData
    author_id: int
    is_known: bool = False  # the logbook has it already
    warnings: list[str] = field(default_factory=list)


@dataclass
class ImportPlan:
    """The whole file understood. Nothing is saved while there are ``errors``."""

    rows: list[PlannedMoment] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # titles that are not ours

    @property
    def new(self) -> list[PlannedMoment]:
        """The rows that would be added."""
        return [row for row in self.rows if not row.is_known]

    @property
    def minutes(self) -> int:
        """The minutes that would be added."""
        return sum(row.data.minutes for row in self.new)


def read_moments(path: Path, *, name: str = "") -> ReadTable:
    """The file as a table. Raises ``TableRefused`` with a sentence."""
    return read_table(path, name=name, most_rows=MOST_ROWS)


def plan_import(table: ReadTable, *, hub: Hub, by: User) -> ImportPlan:
    """Understand a table for the logbook of ``hub``. A constant number of queries per five hundred names.

    Raises ``TableRefused`` without the columns Datum and Minuten (or Uren), or without rows.
    """
    positions, ignored = _columns(table.header)
    if "Datum" not in positions:
        raise TableRefused(
            _("We miss the column “%(title)s”. The first row must hold the titles.") % {"title": "Datum"}
        )
    if "Minuten" not in positions and "Uren" not in positions:
        raise TableRefused(_("We miss the column “%(title)s”. The first row must hold the titles.") % {"title": "Uren"})
    if not table.rows:
        raise TableRefused(_("There are titles in this file, but no rows below them."))
    plan = ImportPlan(ignored=ignored)
    reader = _RowReader(positions, plan.errors, _known(table, positions, hub), by)
    plan.rows = [planned for row in table.rows if (planned := reader.read(row))]
    _mark_known(plan, hub)
    _refuse_closed(plan, hub)
    return plan


def save_import(plan: ImportPlan, *, hub: Hub, by: User) -> int:
    """Save every new row, or nothing; returns how many. Raises ``ValueError`` for a plan with errors, ``MonthClosed``."""
    if plan.errors:
        raise ValueError("A plan with errors is not saved.")
    rows = plan.new
    with transaction.atomic():
        refuse_when_closed(hub, [row.data.date for row in rows])
        moments = [_moment(hub, row) for row in rows]
        made = bulk_create_with_history(moments, Moment, batch_size=500, default_user=by)
        _link(made, rows)
        refresh_for(made)
        changes.record(KIND, [one.pk for one in made])
    return len(made)


def _columns(header: TableRow) -> tuple[dict[str, int], list[str]]:
    positions: dict[str, int] = {}
    ignored = []
    for place, cell in enumerate(header.cells):
        title = next((title for title, words in TITLES.items() if fold(cell) in words), None)
        if title is None:
            ignored += [cell] if cell else []
        else:
            positions.setdefault(title, place)
    return positions, ignored


def _known(table: ReadTable, positions: dict[str, int], hub: Hub) -> Known:
    """Everything that the rows may name."""
    years, organisations = set(), set()
    for row in table.rows:
        day = read_date(row.cell(positions.get("Datum")))
        if day:
            years.add(day.year)
        organisations |= {fold(name) for name in _names(row.cell(positions.get("Organisaties")))}
    return Known(hub, years=years, organisations=organisations)


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name for name in (tidy(part) for part in text.split(";")) if name))


class _RowReader:
    """Reads rows one by one, collecting what is wrong."""

    def __init__(self, positions: dict[str, int], errors: list[RowError], known: Known, by: User) -> None:
        self._positions = positions
        self._errors = errors
        self._known = known
        self._by = by

    def read(self, row: TableRow) -> PlannedMoment | None:
        """The row understood, or ``None`` with at least one error more."""
        before = len(self._errors)
        day, minutes = self._day(row), self._minutes(row)
        theme, item = self._purpose(row, day)
        texts = {title: self._text(row, title) for title in ("Notitie", "Opbrengst")}
        organisations = self._find(row, "Organisaties", self._known.organisation)
        contacts = self._find(row, "Contactpersonen", self._known.contact)
        kind = self._word(row, "Soort", read_kind)
        visibility = self._word(row, "Zichtbaar voor", read_visibility) or Moment.Visibility.HUB
        highlight = self._word(row, "Hoogtepunt", read_yes) == "1"
        if len(self._errors) > before or day is None or minutes is None:
            return None
        data = MomentData(
            day, minutes, kind, item, theme, organisations, contacts, texts["Notitie"], texts["Opbrengst"],
            highlight or visibility == Moment.Visibility.PUBLIC, visibility,
        )  # fmt: skip
        author = self._known.author(row.cell(self._positions.get("Wie"))) or self._by.pk
        return PlannedMoment(row.number, data, author, warnings=sensitive_reasons(data.note, data.result))

    def _wrong(self, row: TableRow, column: str, message: str) -> None:
        self._errors.append(RowError(row.number, column, message))

    def _day(self, row: TableRow) -> dt.date | None:
        text = row.cell(self._positions["Datum"])
        day = read_date(text)
        if day is None:
            self._wrong(
                row,
                "Datum",
                _("We cannot read “%(text)s” as a date. Type for instance 21-11-2026.") % {"text": text[:40]},
            )
            return None
        try:
            refuse_odd_date(day)
        except Refused as refusal:
            self._wrong(row, "Datum", str(refusal))
            return None
        return day

    def _minutes(self, row: TableRow) -> int | None:
        for column in ("Minuten", "Uren"):
            text = row.cell(self._positions.get(column))
            if text:
                try:
                    return read_duration(text, is_minutes=column == "Minuten")
                except ValueError as error:
                    self._wrong(row, column, str(error))
                    return None
        self._wrong(row, "Minuten" if "Minuten" in self._positions else "Uren", _("Say how long it took."))
        return None

    def _purpose(self, row: TableRow, day: dt.date | None) -> tuple:  # type: ignore[type-arg]
        theme_text, item_text = (tidy(row.cell(self._positions.get(title))) for title in ("Thema", "Activiteit"))
        if day is None:
            return None, None
        theme = item = None
        try:
            theme = self._known.theme(theme_text, day.year) if theme_text else None
        except NotKnown as error:
            self._wrong(row, "Thema", str(error))
        try:
            item = self._known.item(item_text, day.year, theme) if item_text else None
        except NotKnown as error:
            self._wrong(row, "Activiteit", str(error))
        return (item.theme if item else theme), item

    def _find(self, row: TableRow, column: str, find) -> list:  # type: ignore[no-untyped-def,type-arg]
        found = []
        for name in _names(row.cell(self._positions.get(column))):
            try:
                found.append(find(name))
            except NotKnown as error:
                self._wrong(row, column, str(error))
        return list({one.pk: one for one in found}.values())

    def _text(self, row: TableRow, column: str) -> str:
        text = row.cell(self._positions.get(column)).strip()
        if len(text) > LONGEST_TEXT:
            self._wrong(row, column, _("A text holds at most %(most)d characters.") % {"most": LONGEST_TEXT})
        return text

    def _word(self, row: TableRow, column: str, read) -> str:  # type: ignore[no-untyped-def]
        text = row.cell(self._positions.get(column))
        try:
            value: str = read(text)
        except ValueError as error:
            self._wrong(row, column, str(error))
            return ""
        return value


def _mark_known(plan: ImportPlan, hub: Hub) -> None:
    """Which rows the logbook has: two equal rows in the file are one when the logbook has one. One query."""
    if not plan.rows:
        return
    days = [row.data.date for row in plan.rows]
    there = Moment.objects.filter(hub=hub, date__gte=min(days), date__lte=max(days)).order_by()
    counts = Counter(there.values_list("date", "minutes", "note"))
    for row in plan.rows:
        key = (row.data.date, row.data.minutes, row.data.note)
        if counts[key] > 0:
            counts[key] -= 1
            row.is_known = True


def _refuse_closed(plan: ImportPlan, hub: Hub) -> None:
    closed = set(ClosedMonth.objects.filter(hub=hub).values_list("month", flat=True))
    for row in plan.new:
        month = first_of_month(row.data.date)
        if month in closed:
            plan.errors.append(RowError(row.number, "Datum", closed_sentence(month)))


def _moment(hub: Hub, row: PlannedMoment) -> Moment:
    data = row.data
    return Moment(
        hub=hub,
        author_id=row.author_id,
        date=data.date,
        minutes=data.minutes,
        kind=data.kind,
        item=data.item,
        theme=data.theme,
        note=data.note,
        result=data.result,
        is_highlight=data.is_highlight,
        visibility=data.visibility,
        source=Moment.Source.IMPORT,
    )


def _link(made: Sequence[Moment], rows: Sequence[PlannedMoment]) -> None:
    met, people = Moment.organisations.through, Moment.contacts.through
    met.objects.bulk_create(
        [
            met(moment_id=one.pk, organisation_id=o.pk)
            for one, row in zip(made, rows, strict=True)
            for o in row.data.organisations
        ],
        batch_size=500,
    )
    people.objects.bulk_create(
        [
            people(moment_id=one.pk, contact_id=c.pk)
            for one, row in zip(made, rows, strict=True)
            for c in row.data.contacts
        ],
        batch_size=500,
    )
