"""Taking in a list of organisations: understand all of it first, then save all or nothing.

A row that is known already (the same name or alias, told apart by place when need be) is compared: cells that say
something else change the organisation, empty cells change nothing, and other names, places and hubs are added to what
is there. So the same file again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes
from knooppunt.core.tables import ReadTable, TableRefused, TableRow, read_table
from knooppunt.network import vocabulary
from knooppunt.network.actions.organisations import KIND, OrganisationData, update_organisation
from knooppunt.network.models import Hub, Organisation, OrganisationAlias, OrganisationPlace, StakeholderRelation
from knooppunt.network.names import fold, tidy
from knooppunt.network.parsing import parse_place, validate_email_address

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MOST_ROWS = 10_000
# Titles as we write them, and what else people call them (folded).
TITLES: dict[str, tuple[str, ...]] = {
    "Naam": ("naam", "organisatie", "name", "organisation"),
    "Soort": ("soort", "type", "kind"),
    "Ook bekend als": ("ook bekend als", "alias", "aliassen", "andere namen", "also known as"),
    "Plaats(en)": ("plaats en", "plaats", "plaatsen", "vestigingsplaats", "place", "places"),
    "Onderdeel van": ("onderdeel van", "hoort bij", "part of", "parent"),
    "Website": ("website", "url", "site"),
    "E-mail": ("e mail", "email", "mail", "e mailadres", "emailadres"),
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
class PlannedRow:
    """What one row of the file would do."""

    number: int
    data: OrganisationData
    parent_name: str
    hubs: list[Hub]
    outcome: Outcome = "new"
    organisation: Organisation | None = None
    changes: list[str] = field(default_factory=list)  # titles of the columns that differ


@dataclass
class ImportPlan:
    """The whole file understood. Nothing is saved while there are ``errors``."""

    rows: list[PlannedRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # titles that are not ours

    def count(self, outcome: Outcome) -> int:
        """How many rows have this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """New, changed, the same."""
        return {"new": self.count("new"), "changed": self.count("changed"), "same": self.count("same")}


def read_organisations(path: Path, *, name: str = "") -> ReadTable:
    """The file as a table. Raises ``TableRefused`` with a sentence."""
    return read_table(path, name=name, most_rows=MOST_ROWS)


def plan_import(table: ReadTable, *, hubs: Collection[Hub] | None = None) -> ImportPlan:
    """Understand a table. ``hubs`` are those that rows may name; ``None`` is every hub.

    A constant number of queries, whatever the number of rows. Raises ``TableRefused`` without the columns Naam and
    Soort, or without rows.
    """
    positions, ignored = _columns(table.header)
    for title in ("Naam", "Soort"):
        if title not in positions:
            raise TableRefused(
                _("We miss the column “%(title)s”. The first row must hold the titles.") % {"title": title}
            )
    if not table.rows:
        raise TableRefused(_("There are titles in this file, but no rows below them."))
    plan = ImportPlan(ignored=ignored)
    reader = _RowReader(positions, plan.errors, hubs)
    plan.rows = [planned for row in table.rows if (planned := reader.read(row))]
    known = _Register()
    _match(plan, known)
    _find_parents(plan, known)
    return plan


def save_import(plan: ImportPlan, *, by: User | None) -> dict[str, int]:
    """Save everything in the plan, or nothing. Raises ``ValueError`` for a plan with errors, ``Conflict`` when somebody
    changed one of the organisations since the plan was made.
    """
    if plan.errors:
        raise ValueError("A plan with errors is not saved.")
    with transaction.atomic():
        made = _create_all([row for row in plan.rows if row.outcome == "new"], by)
        _set_parents(plan, made)
        for row in plan.rows:
            if row.outcome == "changed" and row.organisation:
                _change(row, made, by)
    return plan.counts


def _columns(header: TableRow) -> tuple[dict[str, int], list[str]]:
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


class _RowReader:
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


class _Register:
    """All living organisations by every name they bear: five queries."""

    def __init__(self) -> None:
        rows = Organisation.objects.select_related("parent").prefetch_related("aliases", "places", "relations")
        self.by_name: dict[str, list[Organisation]] = defaultdict(list)
        for one in rows:
            for name in {one.sort_name, *(alias.folded for alias in one.aliases.all())}:
                self.by_name[name].append(one)

    def find(self, name: str, places: Sequence[tuple[str, str]]) -> list[Organisation]:
        """Those with this name; if there are several, those of them that share a place."""
        found = self.by_name.get(fold(name), [])
        if len(found) > 1 and places:
            here = {fold(place) for place, _province in places}
            near = [one for one in found if here & {fold(place.name) for place in one.places.all()}]
            return near or found
        return found


def _match(plan: ImportPlan, known: _Register) -> None:
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    double: list[PlannedRow] = []
    for row in plan.rows:
        key = (fold(row.data.name), tuple(sorted(fold(place) for place, _p in row.data.places)))
        if key in seen:
            words = _("Row %(first)s is the same organisation. Leave one of the two out.") % {"first": seen[key]}
            plan.errors.append(RowError(row.number, "Naam", words))
            double.append(row)
            continue
        seen[key] = row.number
        found = known.find(row.data.name, row.data.places)
        if len(found) > 1:
            words = _("There are several organisations with this name. Write the place, so that we know which one.")
            plan.errors.append(RowError(row.number, "Naam", words))
        elif found:
            row.organisation = found[0]
            row.changes = list(_differences(row, found[0]))
            row.outcome = "changed" if row.changes else "same"
    plan.rows = [row for row in plan.rows if row not in double] if double else plan.rows
    taken: dict[int, int] = {}
    for row in plan.rows:
        if row.organisation:
            first = taken.setdefault(row.organisation.pk, row.number)
            if first != row.number:
                words = _("Row %(first)s is the same organisation. Leave one of the two out.") % {"first": first}
                plan.errors.append(RowError(row.number, "Naam", words))


def _differences(row: PlannedRow, now: Organisation) -> Iterator[str]:
    data = row.data
    if now.sort_name == fold(data.name) and now.name != data.name:
        yield "Naam"
    if now.kind != data.kind:
        yield "Soort"
    have = {now.sort_name, *(alias.folded for alias in now.aliases.all())}
    if {fold(alias) for alias in data.aliases} - have:
        yield "Ook bekend als"
    if _new_places(data.places, now):
        yield "Plaats(en)"
    if data.website and data.website != now.website:
        yield "Website"
    if data.role_mailbox and data.role_mailbox.lower() != now.role_mailbox.lower():
        yield "E-mail"
    if {hub.pk for hub in row.hubs} - {relation.hub_id for relation in now.relations.all()}:
        yield "Knooppunten"


def _new_places(places: Sequence[tuple[str, str]], now: Organisation) -> list[tuple[str, str]]:
    """Places that are not there; one without a province is there when its name is."""
    have = {(fold(place.name), place.province) for place in now.places.all()}
    names = {name for name, _province in have}
    return [
        (name, province)
        for name, province in places
        if (fold(name), province) not in have
        and not (fold(name) in names and (not province or (fold(name), "") in have))
    ]


def _find_parents(plan: ImportPlan, known: _Register) -> None:
    in_file: dict[str, list[PlannedRow]] = defaultdict(list)
    for row in plan.rows:
        for name in {fold(row.data.name), *(fold(alias) for alias in row.data.aliases)}:
            in_file[name].append(row)
    for row in plan.rows:
        if not row.parent_name:
            continue
        wanted = fold(row.parent_name)
        candidates = {("db", one.pk) for one in known.by_name.get(wanted, [])}
        candidates |= {("file", one.number) for one in in_file[wanted] if one.organisation is None}
        if len(candidates) != 1:
            words = (
                _("We do not know “%(name)s”.")
                if not candidates
                else _("There are several organisations called “%(name)s”.")
            )
            plan.errors.append(RowError(row.number, "Onderdeel van", words % {"name": row.parent_name[:80]}))
        elif row.organisation and row.organisation.parent and fold(row.organisation.parent.name) == wanted:
            continue
        elif row.outcome != "new":
            row.changes.append("Onderdeel van")
            row.outcome = "changed"
    _refuse_circles(plan, in_file)


def _refuse_circles(plan: ImportPlan, in_file: Mapping[str, list[PlannedRow]]) -> None:
    above = {fold(row.data.name): fold(row.parent_name) for row in plan.rows if row.parent_name}
    for row in plan.rows:
        step, steps = above.get(fold(row.data.name), ""), 0
        while step and steps <= 10:
            if step == fold(row.data.name):
                break
            step, steps = above.get(step, ""), steps + 1
        if step:
            words = _("This organisation would be part of itself, directly or by way of others.")
            plan.errors.append(RowError(row.number, "Onderdeel van", words))


def _create_all(rows: Sequence[PlannedRow], by: User | None) -> dict[str, Organisation]:
    """Make the new organisations in bulk; returns them by folded name and alias."""
    objects = [
        Organisation(
            name=row.data.name,
            kind=row.data.kind,
            website=row.data.website,
            role_mailbox=row.data.role_mailbox,
            sort_name=fold(row.data.name)[:200],
            search_text=row.data.search_text,
        )
        for row in rows
    ]
    made = bulk_create_with_history(objects, Organisation, batch_size=500, default_user=by) if objects else []
    by_name: dict[str, Organisation] = {}
    aliases, places, relations = [], [], []
    for row, one in zip(rows, made, strict=True):
        row.organisation = one
        names = {fold(alias): alias for alias in row.data.aliases if fold(alias) not in {"", one.sort_name}}
        aliases += [OrganisationAlias(organisation=one, name=name, folded=key) for key, name in names.items()]
        places += [OrganisationPlace(organisation=one, name=n, province=p) for n, p in dict.fromkeys(row.data.places)]
        relations += [StakeholderRelation(organisation=one, hub=hub) for hub in dict.fromkeys(row.hubs)]
        by_name.update(dict.fromkeys([fold(row.data.name), *names], one))
    OrganisationAlias.objects.bulk_create(aliases, batch_size=500)
    OrganisationPlace.objects.bulk_create(places, batch_size=500)
    StakeholderRelation.objects.bulk_create(relations, batch_size=500)
    changes.record(KIND, [one.pk for one in made])
    return by_name


def _set_parents(plan: ImportPlan, made: Mapping[str, Organisation]) -> None:
    """New organisations get their parents now that all exist; each parent is looked up once."""
    parents: dict[str, Organisation | None] = {}
    children = []
    for row in plan.rows:
        if row.outcome == "new" and row.parent_name and row.organisation:
            wanted = fold(row.parent_name)
            if wanted not in parents:
                parents[wanted] = _parent_of(row, made)
            row.organisation.parent = parents[wanted]
            children.append(row.organisation)
    Organisation.objects.bulk_update(children, ["parent"], batch_size=500)


def _parent_of(row: PlannedRow, made: Mapping[str, Organisation]) -> Organisation | None:
    wanted = fold(row.parent_name)
    return made.get(wanted) or Organisation.objects.named(wanted).first()


def _change(row: PlannedRow, made: Mapping[str, Organisation], by: User | None) -> None:
    now = row.organisation
    assert now is not None
    data = row.data
    aliases = [alias.name for alias in now.aliases.all()]
    places = [(place.name, place.province) for place in now.places.all()]
    same_name = now.sort_name == fold(data.name)
    merged = OrganisationData(
        name=data.name if same_name else now.name,
        kind=data.kind,
        aliases=[*aliases, *data.aliases],
        places=[*places, *_new_places(data.places, now)],
        parent=_parent_of(row, made) if "Onderdeel van" in row.changes else now.parent,
        website=data.website or now.website,
        role_mailbox=data.role_mailbox or now.role_mailbox,
    )
    hubs = Hub.objects.filter(
        pk__in=[*(relation.hub_id for relation in now.relations.all()), *(hub.pk for hub in row.hubs)]
    )
    update_organisation(organisation=now, seen=now.version, data=merged, hubs=list(hubs), among=[], by=by)


def describe(plan: ImportPlan) -> dict[str, Any]:
    """The plan as plain data: for the command's JSON and for tests."""
    return {
        **plan.counts,
        "errors": [{"row": one.row, "column": one.column, "message": one.message} for one in plan.errors],
        "ignored_columns": plan.ignored,
        "rows": [
            {"row": row.number, "name": row.data.name, "outcome": row.outcome, "changes": row.changes}
            for row in plan.rows
        ],
    }
