"""Reading the rows of a list of organisations: what each cell means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from knooppunt.core.tables import TableRow, fault_of_formula
from knooppunt.network import vocabulary
from knooppunt.network.actions.organisations import OrganisationData
from knooppunt.network.models import Hub, Organisation
from knooppunt.network.names import fold, tidy
from knooppunt.network.parsing import parse_place, validate_email_address

# Titles as we write them, and what else people call them (folded).
TITLES: dict[str, tuple[str, ...]] = {
    "Naam": (
        "naam",
        "organisatie",
        "organisatienaam",
        "naam organisatie",
        "naam van de organisatie",
        "instelling",
        "naam instelling",
        "school",
        "naam school",
        "onderwijsinstelling",
        "zorginstelling",
        "name",
        "organisation",
    ),
    "Soort": ("soort", "type", "soort organisatie", "type organisatie", "soort instelling", "categorie", "kind"),
    "Ook bekend als": ("ook bekend als", "alias", "aliassen", "andere namen", "also known as"),
    "Plaats(en)": (
        "plaats en",
        "plaats",
        "plaatsen",
        "plaatsnaam",
        "vestigingsplaats",
        "vestiging",
        "locatie",
        "place",
        "places",
    ),
    "Onderdeel van": ("onderdeel van", "hoort bij", "valt onder", "part of", "parent"),
    "Website": ("website", "url", "site", "webadres", "internet"),
    "E-mail": (
        "e mail",
        "email",
        "mail",
        "e mailadres",
        "emailadres",
        "e mail adres",
        "mailadres",
        "mail adres",
        "algemeen mailadres",
        "algemeen e mailadres",
    ),
    "Knooppunten": ("knooppunten", "knooppunt", "hubs", "hub"),
}
Outcome = Literal["new", "changed", "same"]


@dataclass(frozen=True)
class RowError:
    """Why a row cannot be taken, and in which column."""

    row: int
    column: str
    message: str


@dataclass
class Known:
    """An organisation of the register, as far as an import compares."""

    pk: int
    version: int
    name: str
    kind: str
    website: str
    role_mailbox: str
    parent: str | None
    aliases: set[str] = field(default_factory=set)  # folded
    places: list[tuple[str, str]] = field(default_factory=list)
    hubs: set[int] = field(default_factory=set)


@dataclass
class PlannedRow:
    """What one row of the file would do."""

    number: int
    data: OrganisationData
    parent_name: str
    hubs: list[Hub]
    outcome: Outcome = "new"
    known: Known | None = None
    made: Organisation | None = None  # by saving
    changes: list[str] = field(default_factory=list)  # titles of the columns that differ


def find_columns(header: TableRow) -> tuple[dict[str, int], list[str]]:
    """Where each of our columns stands, and the titles that are not ours."""
    titles = {name: title for title, names in TITLES.items() for name in names}
    positions: dict[str, int] = {}
    ignored = []
    for position, text in enumerate(header.cells):
        title = titles.get(fold(text))
        if title and title not in positions:
            positions[title] = position
        elif text:
            ignored.append(text[:60])
    return positions, ignored


class RowReader:
    """Turns rows into data, and notes what is wrong with them."""

    def __init__(self, positions: Mapping[str, int], errors: list[RowError], hubs: Collection[Hub] | None) -> None:
        self.positions, self.errors = positions, errors
        self.all_hubs = {
            name: hub for hub in Hub.objects.all() for name in (fold(hub.short_name), fold(hub.name), fold(hub.slug))
        }
        self.allowed = None if hubs is None else {hub.pk for hub in hubs}
        self.url = URLValidator(schemes=["http", "https"])

    def read(self, row: TableRow) -> PlannedRow | None:
        """The row as data; ``None`` when something is wrong with it."""
        before = len(self.errors)
        for title in self.positions:
            if fault := fault_of_formula(self._cell(row, title)):
                self._wrong(row, title, fault)
        if len(self.errors) > before:
            return None
        name = tidy(self._cell(row, "Naam"))
        if not name or not fold(name):
            self._wrong(row, "Naam", _("The name is missing."))
        elif len(name) > 200:
            self._wrong(row, "Naam", _("This name is too long: at most 200 characters."))
        data = OrganisationData(
            name=name,
            kind=self._kind(row),
            aliases=[alias[:200] for alias in self._list(row, "Ook bekend als")],
            places=self._places(row),
            website=self._website(row),
            role_mailbox=self._mailbox(row),
        )
        planned = PlannedRow(row.number, data, tidy(self._cell(row, "Onderdeel van")), self._hubs(row))
        return planned if len(self.errors) == before else None

    def _cell(self, row: TableRow, title: str) -> str:
        return row.cell(self.positions.get(title))

    def _list(self, row: TableRow, title: str) -> list[str]:
        parts = self._cell(row, title).replace("\n", ";").split(";")
        return list(dict.fromkeys(part for part in (tidy(part) for part in parts) if part))[:50]

    def _wrong(self, row: TableRow, column: str, message: str) -> None:
        self.errors.append(RowError(row.number, column, message))

    def _kind(self, row: TableRow) -> str:
        text = tidy(self._cell(row, "Soort"))
        term = vocabulary.find("organisation_kinds", text) if text else None
        if term is None:
            kinds = ", ".join(term.nl for term in vocabulary.terms("organisation_kinds"))
            words = (
                _("The kind is missing. Choose one of: %(kinds)s.")
                if not text
                else _("“%(kind)s” is not a kind we know. Choose one of: %(kinds)s.")
            )
            self._wrong(row, "Soort", words % {"kind": text[:60], "kinds": kinds})
        return term.code if term else ""

    def _places(self, row: TableRow) -> list[tuple[str, str]]:
        found = []
        for text in self._list(row, "Plaats(en)"):
            try:
                found.append(parse_place(text))
            except ValidationError as error:
                self._wrong(row, "Plaats(en)", error.messages[0])
        return found

    def _website(self, row: TableRow) -> str:
        text = tidy(self._cell(row, "Website"))
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        try:
            self.url(address)
        except ValidationError:
            self._wrong(row, "Website", _("“%(url)s” is not a web address.") % {"url": text[:80]})
        return address[:200]

    def _mailbox(self, row: TableRow) -> str:
        text = tidy(self._cell(row, "E-mail")).replace(" ", "")
        if text:
            try:
                validate_email_address(text)
            except ValidationError as error:
                self._wrong(row, "E-mail", error.messages[0])
        return text

    def _hubs(self, row: TableRow) -> list[Hub]:
        found = []
        for text in self._list(row, "Knooppunten"):
            hub = self.all_hubs.get(fold(text))
            if hub is None:
                self._wrong(row, "Knooppunten", _("We do not know the hub “%(hub)s”.") % {"hub": text[:60]})
            elif self.allowed is not None and hub.pk not in self.allowed:
                self._wrong(
                    row,
                    "Knooppunten",
                    _("You may not add organisations to %(hub)s, only to your own hub.") % {"hub": hub},
                )
            else:
                found.append(hub)
        return found
