"""From the rows of a list to what each would do, before anything is saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.references import References
from knooppunt.catalogue.content import KIND_FIELDS, SCHEMES, Cost, EntryContent, Kind, Problems, problems_of
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.actions.offering import changed_fields
from knooppunt.catalogue.offering.actions.review import source_name
from knooppunt.catalogue.offering.importing.columns import COLUMNS, ListColumn, find_columns
from knooppunt.catalogue.offering.labels import label_of
from knooppunt.catalogue.queries.hubs import names_of_hubs
from knooppunt.core.tables import ReadTable, TableRefused, TableRow, fault_of_formula
from knooppunt.framework.api import ConceptFinder
from knooppunt.network.models import Organisation
from knooppunt.network.names import fold

Outcome = Literal["new", "changed", "same"]
LONGEST_POINTS = 200  # characters of a register with its points
MOST_ERRORS = 1000  # kept and told; a file with more of them is the wrong file
_KINDS = {
    "training": "training", "scholing": "training", "cursus": "training", "e-learning": "training", "opleiding": "training",
    "lesmateriaal": "material", "materiaal": "material", "teaching material": "material", "lespakket": "material",
    "voorbeeld": "example", "goed voorbeeld": "example", "good example": "example",
    "onderzoek": "research", "project": "research", "research or project": "research",
    "gastdocent": "person", "guest lecturer": "person", "persoon": "person",
    "hulpmiddel": "tool", "instrument": "tool", "bron": "source", "externe bron": "source", "external source": "source",
}  # fmt: skip
_COSTS = {
    "gratis": "free", "free": "free", "nee": "free", "betaald": "paid", "paid": "paid", "ja": "paid",
    "op aanvraag": "on_request", "on request": "on_request", "on_request": "on_request",
}  # fmt: skip
_STATES = {
    "open": "open", "gepland": "planned", "planned": "planned", "vol": "full", "full": "full",
    "geannuleerd": "cancelled", "cancelled": "cancelled", "vervallen": "cancelled",
}  # fmt: skip
_RESEARCH = {
    "gepland": "planned", "planned": "planned", "loopt": "running", "lopend": "running", "running": "running",
    "afgerond": "finished", "klaar": "finished", "finished": "finished",
}  # fmt: skip
_BY_TARGET = {(column.place, column.target): column.title for column in COLUMNS}


@dataclass(frozen=True)
class ImportError_:
    """Why a row cannot be taken, and in which column."""

    row: int
    column: str
    message: str


@dataclass
class PlannedEntry:
    """One entry of the list, from one row or several."""

    number: int  # of its first row
    source_id: str
    data: dict[str, Any]
    content: EntryContent = field(default_factory=EntryContent)
    entry: Entry | None = None
    outcome: Outcome = "new"
    changes: list[str] = field(default_factory=list)
    run_rows: list[int] = field(default_factory=list)  # the row of the file of each run

    def row_of(self, path: str) -> int:
        """The row of the file where a path of the content stands."""
        parts = path.split(".")
        if parts[0] == "runs" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(self.run_rows):
            return self.run_rows[int(parts[1])]
        return self.number


@dataclass
class EntryImport:
    """The whole list understood. Nothing is saved while there are ``errors``."""

    organisation: Organisation
    entries: list[PlannedEntry] = field(default_factory=list)
    errors: list[ImportError_] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """New, changed, the same."""
        outcomes = [one.outcome for one in self.entries]
        return {name: outcomes.count(name) for name in ("new", "changed", "same")}


def plan_entries(table: ReadTable, *, organisation: Organisation) -> EntryImport:
    """Understand a list. A constant number of queries, whatever the number of rows.

    Raises ``TableRefused`` without the columns Kenmerk and Titel, or without rows.
    """
    positions, ignored = find_columns(table.header)
    for title in ("Kenmerk", "Titel"):
        if title not in positions:
            raise TableRefused(
                _("We miss the column “%(title)s”. The first row must hold the titles.") % {"title": title}
            )
    if not table.rows:
        raise TableRefused(_("There are titles in this file, but no rows below them."))
    plan = EntryImport(organisation, ignored=ignored, rows=len(table.rows))
    reader = _Reader(positions, plan)
    for row in table.rows:
        reader.read(row)
    _understand(plan, list(reader.entries.values()))
    return plan


class _Reader:
    """Gathers the rows of each entry. Names are looked up in lists that were read once."""

    def __init__(self, positions: Mapping[str, int], plan: EntryImport) -> None:
        self.positions, self.plan = positions, plan
        self.entries: dict[str, PlannedEntry] = {}
        self.faulty: set[str] = set()
        self.finder = ConceptFinder(*SCHEMES, "licences", "registers", "languages")
        self.hubs = names_of_hubs()

    def read(self, row: TableRow) -> None:
        """Take in one row: a new entry, or another date (or points) of one that was seen."""
        faults = [(title, found) for title in self.positions if (found := fault_of_formula(self._cell(row, title)))]
        for title, fault in faults:
            self._error(row, title, fault)
        if faults or self._cell(row, "Kenmerk") in self.faulty:  # its other rows would be told as mistakes too
            self.faulty.add(self._cell(row, "Kenmerk"))
            return
        source_id = self._cell(row, "Kenmerk")
        if not source_id:
            self._error(row, "Kenmerk", _("Fill in your own identifier, so that we know it again next time."))
            return
        if len(source_id) > 200:
            self._error(row, "Kenmerk", _("At most 200 characters."))
            return
        seen = self.entries.get(source_id)
        if seen is None:
            seen = self.entries[source_id] = PlannedEntry(row.number, source_id, self._first(row))
        elif (title := self._cell(row, "Titel")) and title != seen.data.get("title"):
            words = _("Row %(first)s has the same identifier and another title.") % {"first": seen.number}
            self._error(row, "Kenmerk", words)
            return
        self._more(row, seen)

    def _first(self, row: TableRow) -> dict[str, Any]:
        data: dict[str, Any] = {"kind": self._kind(row), "concepts": {}, "links": [], "runs": [], "accreditations": []}
        for column in COLUMNS:
            text = self._cell(row, column.title)
            if not text:
                continue
            if column.place == "content":
                data[column.target] = _parts(text) if column.many else text
            elif column.place == "concepts":
                data["concepts"][column.target] = self._codes(row, column, text)
            elif column.place == "link":
                data["links"].append({"url": text, "kind": column.target})
        if text := self._cell(row, "Talen"):
            named = [(part, self.finder.find("languages", part)) for part in _parts(text.replace(",", ";"))]
            data["languages"] = [found.code if found else part for part, found in named]
        if text := self._cell(row, "Regio"):
            data["hub"] = self._one_of(row, "Regio", self.hubs, text)
        if text := self._cell(row, "Kosten"):
            data["cost"] = self._one_of(row, "Kosten", _COSTS | {fold(str(c.label)): c.value for c in Cost}, text)
        if text := self._cell(row, "Stand van het onderzoek"):
            data["research_state"] = self._one_of(row, "Stand van het onderzoek", _RESEARCH, text)
        if text := self._cell(row, "Licentie"):
            found = self.finder.find("licences", text)
            if found is None:
                self._error(row, "Licentie", _("Not in the list: %(codes)s.") % {"codes": text[:80]})
            else:
                data["licence"] = found.code
        return data

    def _more(self, row: TableRow, seen: PlannedEntry) -> None:
        data = seen.data
        run = {
            column.target: text
            for column in COLUMNS
            if column.place == "run" and (text := self._cell(row, column.title))
        }
        price = self._cell(row, "Prijs")
        if run.get("starts_on"):
            if price:
                run["price_incl"] = price
            if text := self._cell(row, "Stand"):
                run["state"] = self._one_of(row, "Stand", _STATES, text)
            if text := self._cell(row, "Aanmelden"):
                run["enrol_url"] = text
            data["runs"].append(run)
            seen.run_rows.append(row.number)
        elif price and "price_incl" not in data:
            data["price_incl"] = price
        elif set(run) - {"is_online"}:
            self._error(row, "Startdatum", _("There is a place, time or seat here, but no date."))
        until = self._cell(row, "Punten geldig tot")
        for text in _parts(self._cell(row, "Punten")):
            found = self._points(row, text)
            if found and not any(one["register"] == found["register"] for one in data["accreditations"]):
                data["accreditations"].append(found | ({"valid_until": until} if until else {}))

    def _points(self, row: TableRow, text: str) -> dict[str, Any] | None:
        text = text[:LONGEST_POINTS]  # what follows takes a square of its length
        parts = re.fullmatch(r"(.+?)[\s:=(]+(\d+(?:[.,]\d+)?)\s*(?:punten|punt|points|pt)?\)?", text)
        name, points = (parts[1], parts[2]) if parts else (re.sub(r"(?i)[\s:(]*in aanvraag\)?$", "", text), None)
        found = self.finder.find("registers", name.strip(" :"))
        if found is None or (points is None and name == text):
            words = _("Write the register and its points, such as “V&V 6”. We do not understand “%(text)s”.")
            self._error(row, "Punten", words % {"text": text[:80]})
            return None
        return {"register": found.code, "points": points} if points else {"register": found.code, "is_pending": True}

    def _kind(self, row: TableRow) -> str:
        text = self._cell(row, "Soort")
        if not text:
            return Kind.TRAINING.value
        names = (
            _KINDS | {kind.value: kind.value for kind in Kind} | {fold(str(kind.label)): kind.value for kind in Kind}
        )
        return self._one_of(row, "Soort", {fold(name): value for name, value in names.items()}, text)

    def _one_of(self, row: TableRow, title: str, names: Mapping[str, str], text: str) -> str:
        found = names.get(fold(text))
        if found is None:
            self._error(row, title, _("Not in the list: %(codes)s.") % {"codes": text[:80]})
        return found or ""

    def _codes(self, row: TableRow, column: ListColumn, text: str) -> list[str]:
        codes = []
        for part in _parts(text):
            found = self.finder.find(column.target, part)
            if found is None:
                self._error(row, column.title, _("Not in the list: %(codes)s.") % {"codes": part[:80]})
            else:
                codes.append(found.code)
        return codes

    def _cell(self, row: TableRow, title: str) -> str:
        return row.cell(self.positions.get(title)).strip()

    def _error(self, row: TableRow, column: str, message: str) -> None:
        if len(self.plan.errors) < MOST_ERRORS:
            self.plan.errors.append(ImportError_(row.number, column, message))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _understand(plan: EntryImport, planned: Sequence[PlannedEntry]) -> None:
    """Contents, what stands in the way, and how each compares with what is in the catalogue."""
    provider = str(plan.organisation.uuid)
    for one in planned:
        if not one.data["kind"]:  # told already
            continue
        allowed = KIND_FIELDS[one.data["kind"]]
        data = {name: value for name, value in one.data.items() if name in allowed and value not in ("", [], {})}
        try:
            one.content = EntryContent.from_dict(data | {"provider": provider})
        except Problems as problems:
            _tell(plan, one, problems.by_path)
            continue
        plan.entries.append(one)
    known = References.of(one.content for one in plan.entries)
    for one in plan.entries:
        _tell(plan, one, problems_of(one.content))
        _tell(plan, one, known.problems_of(one.content))
    _compare(plan)
    plan.errors.sort(key=lambda error: error.row)


def _compare(plan: EntryImport) -> None:
    mine = Entry.objects.filter(source=source_name(plan.organisation)).exclude(source_id="")
    there = {entry.source_id: entry for entry in mine}
    for one in plan.entries:
        one.entry = there.get(one.source_id)
        if one.entry is None:
            continue
        one.content = _with_old_keys(one.content, EntryContent.from_stored(one.entry.content))
        changed = changed_fields(one.entry.content, one.content.to_dict())
        one.changes = [label_of(name) for name in sorted(changed)]
        one.outcome = "changed" if changed else "same"


def _with_old_keys(new: EntryContent, old: EntryContent) -> EntryContent:
    """Runs on the same day and place stay the same runs."""
    keys = {(run.starts_on, run.place, run.starts_at): run.key for run in old.runs}
    runs = []
    for run in new.runs:
        key = keys.pop((run.starts_on, run.place, run.starts_at), None)
        runs.append(replace(run, key=key) if key else run)
    return replace(new, runs=tuple(runs))


def _tell(plan: EntryImport, one: PlannedEntry, problems: Mapping[str, Iterable[str]]) -> None:
    for path, texts in problems.items():
        if len(plan.errors) < MOST_ERRORS:
            plan.errors.append(ImportError_(one.row_of(path), _column_of(path), " ".join(texts)))


def _column_of(path: str) -> str:
    """The title of the column that fills a path, else the name of the field."""
    parts = path.split(".")
    last = next((part for part in reversed(parts) if not part.isdigit()), path)
    for place in ("content", "run", "concepts", "points", "special"):
        if (place, last) in _BY_TARGET:
            return _BY_TARGET[place, last]
    return "Website" if parts[0] == "links" else label_of(path)
