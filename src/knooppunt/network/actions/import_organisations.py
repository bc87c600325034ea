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
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes
from knooppunt.core.tables import ReadTable, TableRefused, read_table
from knooppunt.network.actions.import_changes import change_known, new_places
from knooppunt.network.actions.import_rows import Known, Outcome, PlannedRow, RowError, RowReader, find_columns
from knooppunt.network.actions.organisations import KIND
from knooppunt.network.models import Hub, Organisation, OrganisationAlias, OrganisationPlace, StakeholderRelation
from knooppunt.network.names import fold

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MOST_ROWS = 25_000


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
    positions, ignored = find_columns(table.header)
    for title in ("Naam", "Soort"):
        if title not in positions:
            raise TableRefused(
                _("We miss the column “%(title)s”. The first row must hold the titles.") % {"title": title}
            )
    if not table.rows:
        raise TableRefused(_("There are titles in this file, but no rows below them."))
    plan = ImportPlan(ignored=ignored)
    reader = RowReader(positions, plan.errors, hubs)
    plan.rows = [planned for row in table.rows if (planned := reader.read(row))]
    known = _Register()
    _match(plan, known)
    _find_parents(plan, known)
    return plan


def save_import(plan: ImportPlan, *, by: User | None) -> dict[str, int]:
    """Save everything in the plan, or nothing. Raises ``ValueError`` for a plan with errors, ``Conflict`` when somebody
    changed one of the organisations since the plan was made, ``ValidationError`` when one is gone or would become part
    of itself. The queries are constant for new ones, and some for each five hundred that change.
    """
    if plan.errors:
        raise ValueError("A plan with errors is not saved.")
    with transaction.atomic():
        made = _create_all([row for row in plan.rows if row.outcome == "new"], by)
        _set_parents(plan, made)
        change_known([row for row in plan.rows if row.outcome == "changed"], made, by=by)
    return plan.counts


class _Register:
    """All living organisations by every name they bear: four queries, plain values."""

    def __init__(self) -> None:
        fields = ("pk", "version", "name", "kind", "website", "role_mailbox", "parent__name")
        known = {row[0]: Known(*row) for row in Organisation.objects.values_list(*fields)}
        for pk, folded in OrganisationAlias.objects.values_list("organisation_id", "folded"):
            if pk in known:
                known[pk].aliases.add(folded)
        for pk, *place in OrganisationPlace.objects.order_by("pk").values_list("organisation_id", "name", "province"):
            if pk in known:
                known[pk].places.append((place[0], place[1]))
        for pk, hub in StakeholderRelation.objects.values_list("organisation_id", "hub_id"):
            if pk in known:
                known[pk].hubs.add(hub)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for one in known.values():
            for name in {fold(one.name), *one.aliases}:
                self.by_name[name].append(one)

    def find(self, name: str, places: Sequence[tuple[str, str]]) -> list[Known]:
        """Those with this name; if there are several, those of them that share a place."""
        found = self.by_name.get(fold(name), [])
        if len(found) > 1 and places:
            here = {fold(place) for place, _province in places}
            near = [one for one in found if here & {fold(place) for place, _province in one.places}]
            return near or found
        return found


def _match(plan: ImportPlan, known: _Register) -> None:
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    double: set[int] = set()
    for row in plan.rows:
        key = (fold(row.data.name), tuple(sorted(fold(place) for place, _p in row.data.places)))
        if key in seen:
            words = _("Row %(first)s is the same organisation. Leave one of the two out.") % {"first": seen[key]}
            plan.errors.append(RowError(row.number, "Naam", words))
            double.add(row.number)
            continue
        seen[key] = row.number
        found = known.find(row.data.name, row.data.places)
        if len(found) > 1:
            words = _("There are several organisations with this name. Write the place, so that we know which one.")
            plan.errors.append(RowError(row.number, "Naam", words))
        elif found:
            row.known = found[0]
            row.changes = list(_differences(row, found[0]))
            row.outcome = "changed" if row.changes else "same"
    plan.rows = [row for row in plan.rows if row.number not in double]
    taken: dict[int, int] = {}
    for row in plan.rows:
        if row.known:
            first = taken.setdefault(row.known.pk, row.number)
            if first != row.number:
                words = _("Row %(first)s is the same organisation. Leave one of the two out.") % {"first": first}
                plan.errors.append(RowError(row.number, "Naam", words))


def _differences(row: PlannedRow, now: Known) -> Iterator[str]:
    data = row.data
    if now.name != data.name and fold(now.name) == fold(data.name):
        yield "Naam"
    if now.kind != data.kind:
        yield "Soort"
    if {fold(alias) for alias in data.aliases} - now.aliases - {fold(now.name)}:
        yield "Ook bekend als"
    if new_places(data.places, now.places):
        yield "Plaats(en)"
    if data.website and data.website != now.website:
        yield "Website"
    if data.role_mailbox and data.role_mailbox.lower() != now.role_mailbox.lower():
        yield "E-mail"
    if {hub.pk for hub in row.hubs} - now.hubs:
        yield "Knooppunten"


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
        candidates |= {("file", one.number) for one in in_file[wanted] if one.known is None}
        if len(candidates) != 1:
            words = (
                _("We do not know “%(name)s”.")
                if not candidates
                else _("There are several organisations called “%(name)s”.")
            )
            plan.errors.append(RowError(row.number, "Onderdeel van", words % {"name": row.parent_name[:80]}))
        elif row.known and row.known.parent and fold(row.known.parent) == wanted:
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
        row.made = one
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
        if row.outcome == "new" and row.parent_name and row.made:
            wanted = fold(row.parent_name)
            if wanted not in parents:
                parents[wanted] = made.get(wanted) or Organisation.objects.named(wanted).first()
            row.made.parent = parents[wanted]
            children.append(row.made)
    Organisation.objects.bulk_update(children, ["parent"], batch_size=500)


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
