"""Which column of a list of contacts holds what: by its title, by what stands in it, or as somebody chose before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.core.tables import ReadTable, TableRow
from knooppunt.network.names import fold


def _titles(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


# Our name of a field, what people read, and titles that mean it (folded).
FIELDS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "name": (
        _("Name"),
        _titles("naam, volledige naam, wie, contact, contactpersoon, persoon, medewerker, name, full name"),
    ),
    "first": (_("First name"), _titles("voornaam, voornamen, roepnaam, first name, initialen, voorletters")),
    "infix": (_("Infix"), _titles("tussenvoegsel, tussenvoegsels, tussenv, infix")),
    "last": (_("Last name"), _titles("achternaam, familienaam, last name, surname")),
    "email": (
        _("E-mail address"),
        _titles(
            "e mail, email, mail, e mailadres, emailadres, e mail adres, email adres, mailadres, mail adres, "
            "e mail address, email address"
        ),
    ),
    "phone": (
        _("Telephone"),
        _titles(
            "telefoon, telefoonnummer, telefoon nummer, tel, tel nr, telnr, mobiel, mobiel nummer, mobiele nummer, gsm, "
            "06, 06 nummer, nummer, phone, telephone, mobile"
        ),
    ),
    "organisation": (
        _("Organisation"),
        _titles(
            "organisatie, organisaties, organisatienaam, naam organisatie, instelling, naam instelling, school, "
            "naam school, onderwijsinstelling, zorginstelling, zorgorganisatie, werkgever, werkt bij, werkzaam bij, "
            "bedrijf, organisation, organization, employer"
        ),
    ),
    "kind": (_("Kind of organisation"), _titles("soort organisatie, soort, type organisatie, soort instelling, type")),
    "place": (
        _("Place"),
        _titles("plaats, plaatsnaam, vestigingsplaats, vestiging, locatie, woonplaats, stad, city"),
    ),
    "function": (
        _("Function"),
        _titles(
            "functie, functies, functienaam, functietitel, rol, rollen, functie rol, rol functie, beroep, function, "
            "title, role"
        ),
    ),
    "sector": (_("Sector"), _titles("sector, branche")),
    "levels": (_("Levels"), _titles("niveau, niveaus, opleidingsniveau, level, levels")),
    "from": (_("From"), _titles("van, vanaf, sinds, begindatum, startdatum, from, since")),
    "until": (_("Until"), _titles("tot, tot en met, einddatum, until")),
    "tags": (_("Tags"), _titles("tags, labels, label, trefwoorden, groep, categorie, categorieen")),
    "notes": (
        _("Notes"),
        _titles(
            "notities, notitie, opmerking, opmerkingen, opm, aantekening, aantekeningen, bijzonderheden, toelichting, "
            "notes, note"
        ),
    ),
}
# Words around a title that say nothing about what stands in the column: "E-mail contactpersoon", "Telefoon (werk)".
AROUND = frozenset(
    {"contact", "contactpersoon", "contactpersonen", "werk", "zakelijk", "van", "de", "het", "uw", "je", "jouw"}
)
PERSON = frozenset(
    {"wie", "contact", "contactpersoon", "persoon", "medewerker"}
)  # titles that cannot be an organisation's
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
        if columns.positions or not any(map(_is_address, header.cells)):  # else the first row is somebody already
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
    folded = [fold(cell) for cell in header.cells]
    for place, words in enumerate(folded):
        if name := _field_of(words):
            found.setdefault(name, place)
    people = [place for place, words in enumerate(folded) if PERSON & set(words.split()) and _field_of(words) == "name"]
    if people and "organisation" not in found and people[0] != found["name"]:
        # "Naam" beside "Contactpersoon" is the name of where they work.
        found["organisation"], found["name"] = found["name"], people[0]
    return found


def _field_of(words: str) -> str | None:
    """What a folded title means: as a whole, or without words around it that say nothing."""
    bare = " ".join(word for word in words.split() if word not in AROUND)
    for text in (words, bare):
        for name, (_label, titles) in FIELDS.items():
            if text in titles:
                return name
    return None


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
