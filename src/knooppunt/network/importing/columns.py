"""Which column of a list of contacts holds what: by its title, by what stands in it, or as somebody chose before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.core.tables import ReadTable, TableRow
from knooppunt.network.names import fold

# Our name of a field, what people read, and titles that mean it (folded).
FIELDS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "name": (_("Name"), ("naam", "volledige naam", "contactpersoon", "contact", "name", "full name", "persoon")),
    "first": (_("First name"), ("voornaam", "voornamen", "roepnaam", "first name", "initialen", "voorletters")),
    "infix": (_("Infix"), ("tussenvoegsel", "tussenvoegsels", "tussenv", "infix")),
    "last": (_("Last name"), ("achternaam", "familienaam", "last name", "surname")),
    "email": (
        _("E-mail address"),
        ("e mail", "email", "mail", "e mailadres", "emailadres", "mailadres", "e mail address"),
    ),
    "phone": (_("Telephone"), ("telefoon", "telefoonnummer", "tel", "mobiel", "gsm", "phone", "telephone", "tel nr")),
    "organisation": (
        _("Organisation"),
        ("organisatie", "organisaties", "instelling", "school", "werkgever", "bedrijf", "organisation", "organization"),
    ),
    "kind": (_("Kind of organisation"), ("soort organisatie", "soort", "type organisatie", "type")),
    "place": (_("Place"), ("plaats", "vestigingsplaats", "locatie", "woonplaats", "stad")),
    "function": (_("Function"), ("functie", "functies", "rol", "functietitel", "function", "title", "role")),
    "sector": (_("Sector"), ("sector", "branche")),
    "levels": (_("Levels"), ("niveau", "niveaus", "opleidingsniveau", "level", "levels")),
    "from": (_("From"), ("van", "vanaf", "sinds", "begindatum", "startdatum", "from", "since")),
    "until": (_("Until"), ("tot", "tot en met", "einddatum", "until")),
    "tags": (_("Tags"), ("tags", "labels", "trefwoorden", "groep")),
    "notes": (_("Notes"), ("notities", "notitie", "opmerking", "opmerkingen", "toelichting", "notes", "note")),
}
LOOKED_AT = 200  # rows by which a column is judged
ENOUGH, FEW = 0.6, 0.2


@dataclass
class Columns:
    """Where each field stands. ``header`` is the row with titles, ``body`` what follows it."""

    header: TableRow
    body: list[TableRow]
    positions: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)  # (field, title) taken by content, not by title

    def cell(self, row: TableRow, name: str) -> str:
        """The text of a field in a row."""
        return row.cell(self.positions.get(name))

    @property
    def titles(self) -> list[str]:
        """The titles in order, for choosing."""
        return list(self.header.cells)

    @property
    def digest(self) -> str:
        """The same for lists with the same titles."""
        return digest_of(self.header)


def digest_of(header: TableRow) -> str:
    """By which a mapping is remembered."""
    return hashlib.sha256("\n".join(fold(cell) for cell in header.cells).encode()).hexdigest()


def find_columns(table: ReadTable, chosen: Mapping[str, int] | None = None) -> Columns:
    """Understand the columns. ``chosen`` (field → position) goes before everything we would guess.

    A list may begin with a title over merged cells: the row with most known titles among the first ten is the header.
    """
    header, body = _header(table)
    columns = Columns(header, body)
    if chosen is not None:
        width = len(header.cells)
        columns.positions = {name: place for name, place in chosen.items() if name in FIELDS and 0 <= place < width}
    else:
        columns.positions = by_title(header)
        _by_content(columns)
    used = set(columns.positions.values())
    columns.ignored = [title for place, title in enumerate(header.cells) if title and place not in used]
    return columns


def _header(table: ReadTable) -> tuple[TableRow, list[TableRow]]:
    rows = [table.header, *table.rows]
    best = max(range(min(10, len(rows))), key=lambda place: (len(by_title(rows[place])), -place))
    if not by_title(rows[best]):
        best = 0
    return rows[best], rows[best + 1 :]


def by_title(header: TableRow) -> dict[str, int]:
    """Fields whose titles we know; the first column of that title counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        words = fold(cell)
        name = next((name for name, (_label, titles) in FIELDS.items() if words in titles), None)
        if name:
            found.setdefault(name, place)
    return found


def _by_content(columns: Columns) -> None:
    """Titles lie sometimes (swapped columns) or say nothing: what looks like addresses or numbers, is."""
    width = max([len(columns.header.cells), *(len(row.cells) for row in columns.body[:LOOKED_AT])], default=0)
    for name, looks in (("email", _is_address), ("phone", _is_number)):
        shares = [_share(columns.body, place, looks) for place in range(width)]
        now = columns.positions.get(name)
        if now is not None and shares[now] >= FEW:
            continue
        best = max(range(width), key=lambda place: shares[place], default=None)
        if best is None or shares[best] < ENOUGH:
            continue
        other = next((field for field, place in columns.positions.items() if place == best), None)
        if other is not None and now is not None:
            columns.positions[other] = now  # the two were swapped
        elif other is not None:
            del columns.positions[other]
        columns.positions[name] = best
        columns.told.append((name, columns.header.cell(best)))


def _share(rows: Sequence[TableRow], place: int, looks: Callable[[str], bool]) -> float:
    cells = [cell for row in rows[:LOOKED_AT] if (cell := row.cell(place))]
    return sum(map(looks, cells)) / len(cells) if cells else 0.0


def _is_address(text: str) -> bool:
    return "@" in text and "." in text.rpartition("@")[2]


def _is_number(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return 9 <= digits <= 13 and all(character in "0123456789 +-()/." for character in text)
