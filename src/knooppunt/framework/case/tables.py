"""A table of items, read as if it were a CASE package; and the columns of our own export.

Titles of columns in Dutch, or CASE's own. Which item another one stands under is told by its identifier, its code, or
its text; or by a path of numbers ("3.6.2", the "smartLevel" of other CASE tools).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.documents.tables import Column
from knooppunt.core.tables import TableRefused, TableRow, fault_of_formula, read_table
from knooppunt.framework.case import stream
from knooppunt.network.names import fold

MOST_ROWS = 20_000
SHOWN = 20  # columns that are named
COLUMNS = (
    Column("Identificatie", 38),
    Column("Code", 14),
    Column("Tekst", 80),
    Column("Korte titel", 30),
    Column("Hoort onder", 38),
    Column("Volgorde", 10),
    Column("Soort", 16),
    Column("Niveaus", 24),
    Column("Beroepen", 30),
    Column("Rollen", 30),
    Column("Domeinen", 30),
    Column("Onderwerpen", 30),
    Column("Trefwoorden", 30),
    Column("Toelichting", 50),
    Column("Taal", 8),
    Column("Vervallen op", 12),
)
_TITLES = {
    "Identificatie": {"identificatie", "identifier", "id"},
    "Code": {"code", "humancodingscheme", "human coding scheme"},
    "Tekst": {"tekst", "fullstatement", "full statement", "onderdeel", "omschrijving"},
    "Korte titel": {"korte titel", "abbreviatedstatement", "abbreviated statement"},
    "Hoort onder": {"hoort onder", "is child of", "ischildof", "parent"},
    "Volgorde": {"volgorde", "sequencenumber", "sequence number"},
    "Soort": {"soort", "cfitemtype", "item type", "type"},
    "Niveaus": {"niveaus", "niveau", "educationlevel", "education level"},
    "Beroepen": {"beroepen", "beroep"},
    "Rollen": {"rollen", "rol", "canmeds rollen"},
    "Domeinen": {"domeinen", "domein", "subject"},
    "Onderwerpen": {"onderwerpen", "onderwerp"},
    "Trefwoorden": {"trefwoorden", "conceptkeywords", "concept keywords", "keywords"},
    "Toelichting": {"toelichting", "notes"},
    "Taal": {"taal", "language"},
    "Vervallen op": {"vervallen op", "statusenddate"},
    "Pad": {"pad", "smartlevel", "smart level"},
    "Nummer": {"nummer", "listenumeration", "list enumeration"},
}
_TEXTS = {
    "Code": "humanCodingScheme",
    "Tekst": "fullStatement",
    "Korte titel": "abbreviatedStatement",
    "Soort": "CFItemType",
    "Toelichting": "notes",
    "Taal": "language",
    "Nummer": "listEnumeration",
    "Vervallen op": "statusEndDate",
}
_TAGS = {"Beroepen": "professions", "Rollen": "canmeds", "Domeinen": "domains", "Onderwerpen": "topics"}
_SPACE = uuid.UUID("3b1f7c8e-6a2d-4b6f-9a57-0d6f0a6f2c11")  # for identifiers made of those that are no UUID


def read_items(path: Path, *, name: str, title: str) -> Iterator[stream.Event]:
    """The pieces of a package made of the table. Raises ``TableRefused``."""
    table = read_table(path, name=name, most_rows=MOST_ROWS)
    at = _columns(table.header)
    if "Tekst" not in at:
        raise TableRefused(
            _("We miss the column “%(title)s”. The first row must hold the titles.") % {"title": "Tekst"}
        )
    if not table.rows:
        raise TableRefused(_("There are titles in this file, but no rows below them."))
    title = title.strip() or Path(name).stem or _("Framework")
    document = str(uuid.uuid5(_SPACE, f"{title}:{name}"))
    rows = _Rows(table.rows, at, document)
    now = timezone.now().isoformat(timespec="seconds")
    yield "CFDocument", {"identifier": document, "title": title, "creator": "", "lastChangeDateTime": now}
    yield "CFItems", stream.BEGIN
    for row in table.rows:
        yield "CFItems", rows.item(row, now)
    yield "CFAssociations", stream.BEGIN
    for number, row in enumerate(table.rows, start=1):
        yield "CFAssociations", rows.place(row, number, title, now)


def remarks_on(path: Path, *, name: str) -> list[str]:
    """The columns that are not taken over. Raises ``TableRefused`` for a column that stands there twice."""
    header = read_table(path, name=name, most_rows=MOST_ROWS).header
    known = _columns(header).values()
    others = [cell.strip()[:40] for place, cell in enumerate(header.cells) if cell.strip() and place not in known]
    if not others:
        return []
    return [_("These columns are not taken over: %(columns)s.") % {"columns": ", ".join(others[:SHOWN])}]


def _columns(header: TableRow) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(header.cells):
        for title, words in _TITLES.items():
            if fold(cell) in words or cell.strip().lower() in words:
                if title in found:
                    raise TableRefused(
                        _("The columns “%(first)s” and “%(second)s” mean the same. Take one of them out.")
                        % {"first": header.cells[found[title]].strip()[:40], "second": cell.strip()[:40]}
                    )
                found[title] = position
    return found


class _Rows:
    """What each row is called, so that others can point at it."""

    def __init__(self, rows: list[TableRow], at: dict[str, int], document: str) -> None:
        self._at = at
        self._document = document
        self._names: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._shared: dict[str, tuple[int, int]] = {}  # a name of several rows says of none which one is meant
        for title in ("Identificatie", "Code", "Korte titel", "Tekst"):
            here: dict[str, int] = {}
            for row in rows:
                name = fold(self._cell(row, title))
                if name in here:
                    self._shared.setdefault(name, (here[name], row.number))
                elif name and name not in self._names:
                    self._names[name], here[name] = self._identifier(row), row.number
        for row in rows:
            self._paths.setdefault(self._cell(row, "Pad"), self._identifier(row))

    def item(self, row: TableRow, now: str) -> dict[str, Any]:
        """The row as a CFItem."""
        item: dict[str, Any] = {"identifier": self._identifier(row), "lastChangeDateTime": now}
        for title, field in _TEXTS.items():
            if self._cell(row, title):
                item[field] = self._cell(row, title)
        for title, field in (("Niveaus", "educationLevel"), ("Trefwoorden", "conceptKeywords")):
            if self._parts(row, title):
                item[field] = self._parts(row, title)
        tags: dict[str, Any] = {scheme: self._parts(row, title) for title, scheme in _TAGS.items()}
        if any(tags.values()):
            tags["levels"] = self._parts(row, "Niveaus")
            item["extensions"] = {"knooppunt": {"tags": {scheme: names for scheme, names in tags.items() if names}}}
        own = self._cell(row, "Identificatie")
        if own and own != item["identifier"]:
            item.setdefault("extensions", {}).setdefault("knooppunt", {})["source"] = own
        return item

    def place(self, row: TableRow, number: int, title: str, now: str) -> dict[str, Any]:
        """Where the row stands, as an isChildOf."""
        identifier = self._identifier(row)
        parent = self._parent(row)
        sequence = self._cell(row, "Volgorde")
        association: dict[str, Any] = {
            "identifier": str(uuid.uuid5(_SPACE, f"{identifier} isChildOf {parent or self._document}")),
            "associationType": "isChildOf",
            "originNodeURI": _link(identifier, self._cell(row, "Tekst")),
            "destinationNodeURI": _link(parent or self._document, "" if parent else title),
            "lastChangeDateTime": now,
        }
        association["sequenceNumber"] = int(sequence) if sequence.isdecimal() and len(sequence) < 9 else number
        return association

    def _parent(self, row: TableRow) -> str | None:
        named = self._cell(row, "Hoort onder")
        if named:
            found = self._names.get(fold(named))
            if found is None:
                raise TableRefused(
                    _("Row %(row)s belongs under “%(name)s”, but no row has that identifier, code or text.")
                    % {"row": row.number, "name": named[:80]}
                )
            if shared := self._shared.get(fold(named)):
                raise TableRefused(
                    _("Row %(row)s belongs under “%(name)s”, but rows %(one)s and %(other)s are both called that.")
                    % {"row": row.number, "name": named[:80], "one": shared[0], "other": shared[1]}
                )
            return found
        above = self._cell(row, "Pad").rpartition(".")[0]
        while above:
            if above in self._paths:
                return self._paths[above]
            above = above.rpartition(".")[0]
        return None

    def _identifier(self, row: TableRow) -> str:
        """The row's own when that is a UUID, else one made of it; without any, one made of its number."""
        own = self._cell(row, "Identificatie")
        try:
            uuid.UUID(own)
        except ValueError:
            return str(uuid.uuid5(_SPACE, f"{self._document}:{own or f'row {row.number}'}"))
        return own

    def _cell(self, row: TableRow, title: str) -> str:
        found = row.cell(self._at.get(title)).strip()
        if fault := fault_of_formula(found):
            raise TableRefused(
                _("Row %(row)s, %(column)s: %(fault)s") % {"row": row.number, "column": title, "fault": fault}
            )
        return found

    def _parts(self, row: TableRow, title: str) -> list[str]:
        text = self._cell(row, title)
        parts = text.split(";") if ";" in text else text.split(",")
        return [part.strip() for part in parts if part.strip()]


def _link(identifier: str, title: str) -> dict[str, str]:
    return {"title": title[:200], "identifier": identifier, "uri": f"urn:uuid:{identifier}"}
