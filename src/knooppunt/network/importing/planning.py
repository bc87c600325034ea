"""What a list of contacts would do: which people are new, known or the same twice, and what is wrong with which row.

Compared is only with what the hub at hand knows: a list never tells about contacts of another hub.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from knooppunt.core.tables import OtherKind, ReadTable, TableRefused, TableRow, read_table
from knooppunt.network import vocabulary
from knooppunt.network.importing.cells import (
    clean_address,
    clean_phone,
    full_name,
    guess_kind,
    read_day,
    read_function,
    read_levels,
    read_sector,
    refuse_error,
    something,
)
from knooppunt.network.importing.columns import FIELDS, Columns, find_columns
from knooppunt.network.importing.vcard import is_vcard, read_cards
from knooppunt.network.models import Contact, ContactFunction, Hub, Organisation, OrganisationAlias
from knooppunt.network.names import fold, tidy
from knooppunt.network.queries.organisations import core_of

LONGEST_NAME = 200
MOST_ROWS = 25_000
MOST_IN_BLOCK = 200  # names that share a word; more say nothing
ALIKE = 88  # rapidfuzz ratio from which another organisation is offered as perhaps the same
SPARE = frozenset({"email", "phone", "from", "until", "function", "place", "kind", "notes"})  # a person can do without
Outcome = Literal["new", "changed", "same"]


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken, in which column, and why."""

    row: int
    column: str
    message: str
    spare: bool = False  # the person can be taken in without it


@dataclass(frozen=True)
class Work:
    """What somebody does where, as the list says."""

    organisation: str  # folded name; empty: not said
    function: str = ""
    title: str = ""
    levels: tuple[str, ...] = ()
    from_date: dt.date | None = None
    until_date: dt.date | None = None


@dataclass
class Person:
    """One person of the list; may come from several rows."""

    rows: list[int]
    name: str
    email: str
    phone: str = ""
    sector: str = ""
    notes: str = ""
    tags: list[str] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    known: Known | None = None
    perhaps: list[Known] = field(default_factory=list)  # look alike; somebody has to say
    outcome: Outcome = "new"
    changes: list[str] = field(default_factory=list)


@dataclass
class Known:
    """A contact of the hub, as far as an import compares."""

    pk: int
    version: int
    name: str
    email: str
    phone: str
    sector: str
    notes: str  # of this hub
    work: set[tuple[int, str, str]] = field(default_factory=set)  # (organisation, function, title)


@dataclass
class Place:
    """An organisation that the list names: known, perhaps known, or to be made."""

    name: str
    kind: str
    place: str = ""
    pk: int | None = None
    perhaps: list[tuple[int, str]] = field(default_factory=list)
    made: Any = None


@dataclass
class ContactPlan:
    """The whole list understood. Nothing is saved while there are ``refused`` rows, unless those are left out."""

    hub: Hub
    columns: Columns
    people: list[Person] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)  # by folded name
    refused: list[Refused] = field(default_factory=list)
    joined: int = 0  # rows that belong to somebody of an earlier row

    @property
    def counts(self) -> dict[str, int]:
        """How many people are new, changed, the same; rows joined and refused; organisations to be made."""
        outcomes = [person.outcome for person in self.people]
        return {
            "rows": len(self.columns.body),
            "new": outcomes.count("new"),
            "changed": outcomes.count("changed"),
            "same": outcomes.count("same"),
            "joined": self.joined,
            "refused": len({one.row for one in self.refused}),
            "new_organisations": sum(place.pk is None for place in self.places.values()),
        }

    @property
    def spared(self) -> int:
        """How many rows are refused for nothing but what a person can be taken in without."""
        return len({one.row for one in self.refused}) - len({one.row for one in self.refused if not one.spare})

    def where(self, person: Person) -> str:
        """Where somebody works and as what, as the list says."""
        words = []
        for work in person.work:
            function = work.title or (vocabulary.label_of("contact_functions", work.function) if work.function else "")
            words.append(f"{self.places[work.organisation].name}{f' ({function})' if function else ''}")
        return ", ".join(words)

    @property
    def duplicates(self) -> list[Person]:
        """People who are known already, or look like somebody who is."""
        return [person for person in self.people if person.known or person.perhaps]


def read_contacts(path: Path, *, name: str = "") -> ReadTable:
    """The file as a table: XLSX, CSV or vCard. Raises ``TableRefused`` with a sentence."""
    with path.open("rb") as handle:
        head = handle.read(400)
    if is_vcard(head):
        return read_cards(path.read_bytes(), most=MOST_ROWS)
    try:
        return read_table(path, name=name, most_rows=MOST_ROWS)
    except OtherKind as refused:
        words = _("We read Excel (.xlsx), CSV and address books (.vcf) here. Save your list as one of these.")
        raise TableRefused(words) from refused


def plan_contacts(
    table: ReadTable,
    *,
    hub: Hub,
    chosen: Mapping[str, int] | None = None,
    answers: Mapping[str, str] | None = None,
    without_unread: bool = False,
) -> ContactPlan:
    """Understand a list. ``chosen``: which field stands in which column, when somebody said so. ``answers``:
    ``person-<row>`` → the number of the contact it is, or ``new``; ``place-<folded name>`` the same for organisations.
    ``without_unread``: a date, address or number that cannot be read goes into the notes, and the person is taken in.

    Five queries, whatever the number of rows. Raises ``TableRefused`` without a column for names or addresses.
    """
    columns = find_columns(table, chosen)
    if not {"name", "last", "first", "email"} & set(columns.positions):
        raise TableRefused(_("We find no column with names or e-mail addresses. The first row must hold the titles."))
    if not columns.body:
        raise TableRefused(_("There are titles in this file, but no rows below them."))
    plan = ContactPlan(hub, columns)
    for row in columns.body:
        person = _read(row, plan, without_unread=without_unread)
        if person is not None:
            plan.people.append(person)
    _join(plan)
    _find_places(plan, answers or {})
    _find_people(plan, answers or {})
    return plan


def _read(row: TableRow, plan: ContactPlan, *, without_unread: bool) -> Person | None:
    """One row; ``None`` when something is wrong with it (then it is told)."""
    columns, wrong = plan.columns, len(plan.refused)
    values = {name: something(columns.cell(row, name)) for name in FIELDS}
    unread: list[str] = []  # lines for the notes
    who = ""

    def check(name: str, read: Any, empty: Any) -> Any:
        try:
            refuse_error(values[name])
            return read(values[name])
        except ValidationError as error:
            return refuse(name, error.messages[0], empty)

    def refuse(name: str, words: str, empty: Any = None) -> Any:
        spare, label = name in SPARE and (name != "email" or bool(who)), str(FIELDS[name][0])
        if spare and without_unread:
            unread.append(f"{label}: {values[name]}"[:300])
        else:
            plan.refused.append(Refused(row.number, label, words, spare=spare))
        return empty

    for name in ("name", "first", "infix", "last", "organisation", "kind", "place", "function"):
        values[name] = check(name, tidy, "")
    who = full_name(values["name"], values["first"], values["infix"], values["last"])
    notes = check("notes", str.strip, "")
    phone, email = check("phone", clean_phone, ""), check("email", clean_address, "")
    first_day, last_day = check("from", read_day, None), check("until", read_day, None)
    if not who and not email and len(plan.refused) == wrong:
        words = _("There is neither a name nor an e-mail address.")
        plan.refused.append(Refused(row.number, str(FIELDS["name"][0]), words))
    if len(values["name"]) > LONGEST_NAME:
        words = _("This name is too long: at most 200 characters.")
        plan.refused.append(Refused(row.number, str(FIELDS["name"][0]), words))
    if first_day and last_day and last_day < first_day:
        values["until"] = f"{values['from']} – {values['until']}"
        first_day = last_day = refuse("until", _("The last day lies before the first day."))
    if len(plan.refused) > wrong:
        return None
    where = values["organisation"][:200]
    work = []
    if where:
        key = fold(where)
        plan.places.setdefault(key, Place(where, guess_kind(where, values["kind"]), values["place"][:100]))
        function, title = read_function(values["function"])
        work.append(Work(key, function, title, tuple(read_levels(values["levels"])), first_day, last_day))
    tags = [tidy(tag)[:60] for tag in values["tags"].replace(";", ",").split(",") if fold(tag)]
    return Person(
        rows=[row.number],
        name=who or email.partition("@")[0],
        email=email,
        phone=phone,
        sector=read_sector(values["sector"]),
        notes="\n".join(filter(None, [notes[:5000], *unread])),
        tags=tags[:20],
        work=work,
    )


def _join(plan: ContactPlan) -> None:
    """Several rows for one person become one: the same address and a like name, or the same name and organisation."""
    people: list[Person] = []
    by_email: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[tuple[str, str], Person] = {}
    for person in plan.people:
        name = fold(person.name)
        where = person.work[0].organisation if person.work else ""
        same = (
            next((one for one in by_email[person.email] if _alike(one.name, person.name)), None)
            if person.email
            else None
        )
        if same is None:
            named = by_name.get((name, where))
            same = named if named and not (named.email and person.email) else None
        if same is not None:
            _add(same, person)
            plan.joined += 1
        else:
            people.append(person)
            same = person
        if person.email:
            by_email[person.email].append(same)
        for key in ((name, where), (fold(same.name), where)):  # "E. Voorbeeld" is called "Els Voorbeeld" by now
            by_name.setdefault(key, same)
    plan.people = people


def _alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: "J. de Vries" and "Jan de Vries"."""
    first, second = fold(one).split(), fold(other).split()
    if not first or not second:
        return True
    if first[-1] == second[-1] and first[0][0] == second[0][0]:
        return True
    return fuzz.token_sort_ratio(" ".join(first), " ".join(second)) >= ALIKE


def _add(person: Person, more: Person) -> None:
    person.rows += more.rows
    person.name = max(person.name, more.name, key=len)
    for name in ("email", "phone", "sector"):
        setattr(person, name, getattr(person, name) or getattr(more, name))
    if more.notes and more.notes not in person.notes:
        person.notes = f"{person.notes}\n\n{more.notes}".strip()
    person.tags += [tag for tag in more.tags if tag not in person.tags]
    person.work += [one for one in more.work if one not in person.work]


def _find_places(plan: ContactPlan, answers: Mapping[str, str]) -> None:
    """Which organisations of the list are in the register. Two queries."""
    if not plan.places:
        return
    names: dict[str, list[int]] = defaultdict(list)
    shown: dict[int, str] = {}
    for pk, name, folded in Organisation.objects.order_by("pk").values_list("pk", "name", "sort_name"):
        shown[pk] = name
        names[folded].append(pk)
    aliases = OrganisationAlias.objects.filter(organisation__binned_at__isnull=True)
    for pk, folded in aliases.values_list("organisation_id", "folded"):
        names[folded].append(pk)
    cores: dict[str, list[int]] = defaultdict(list)
    for folded, pks in names.items():
        cores[core_of(folded)] += pks
    near = _Near(cores)
    for key, place in plan.places.items():
        exact = names.get(key) or cores.get(core_of(key), [])
        if len(set(exact)) == 1:
            place.pk = exact[0]
            continue
        found = list(dict.fromkeys(exact)) or [pk for text in near.to(core_of(key)) for pk in cores[text]]
        place.perhaps = [(pk, shown[pk]) for pk in dict.fromkeys(found) if pk in shown][:5]
        answer = answers.get(f"place-{key}", str(place.perhaps[0][0]) if place.perhaps else "new")
        place.pk = next((pk for pk, _name in place.perhaps if str(pk) == answer), None)


class _Near:
    """Names that are almost the same as a given one, among thousands.

    Compared is only with names that share a word, or the first or last four letters of one. What very many names share
    says nothing, so a list of thousands of names is not compared with all of the register.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.blocks: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for part in _parts(name):
                self.blocks[part].append(name)

    def to(self, name: str) -> list[str]:
        """At most three, the likeliest first."""
        found = sorted((self.blocks[part] for part in _parts(name) if part in self.blocks), key=len)
        here = [block for block in found if len(block) <= MOST_IN_BLOCK] or found[:1]
        among = list(dict.fromkeys(one for block in here for one in block))[: 10 * MOST_IN_BLOCK]
        close = process.extract(name, among, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=3)
        return [text for text, _score, _place in close]


def _parts(name: str) -> set[str]:
    words = [word for word in name.split() if len(word) > 3] or name.split()
    return {part for word in words for part in (word, f"{word[:4]}-", f"-{word[-4:]}")}


def _find_people(plan: ContactPlan, answers: Mapping[str, str]) -> None:
    """Which people the hub knows. Two queries."""
    known = _known(plan.hub)
    by_email: dict[str, list[Known]] = defaultdict(list)
    by_name: dict[str, list[Known]] = defaultdict(list)
    by_initial: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for one in known.values():
        if one.email:
            by_email[one.email.lower()].append(one)
        by_name[fold(one.name)].append(one)
        by_initial[_initial(one.name)].append(one)
    taken: set[int] = set()
    for person in plan.people:
        mails = [one for one in by_email.get(person.email, []) if _alike(one.name, person.name)] if person.email else []
        here = {plan.places[work.organisation].pk for work in person.work} - {None}
        named = [
            one
            for one in by_name.get(fold(person.name), [])
            if not (one.email and person.email) and (not here or here & {work[0] for work in one.work})
        ]
        sure = [one for one in dict.fromkeys(one.pk for one in [*mails, *named]) if one not in taken]
        answer = answers.get(f"person-{person.rows[0]}", "")
        if sure and answer != "new":
            person.known = known[sure[0]]
        else:
            initials = [one for one in by_initial.get(_initial(person.name), []) if _short_for(one.name, person.name)]
            like = [*by_name.get(fold(person.name), []), *initials]
            person.perhaps = [known[pk] for pk in dict.fromkeys(one.pk for one in like) if pk not in taken][:5]
            person.known = next((one for one in person.perhaps if str(one.pk) == answer), None)
        if person.known:
            taken.add(person.known.pk)
            person.changes = _differences(person, plan)
            person.outcome = "changed" if person.changes else "same"


def _known(hub: Hub) -> dict[int, Known]:
    fields = ("pk", "version", "name", "email", "phone", "sector", "hub_contacts__notes")
    rows = Contact.objects.filter(hub_contacts__hub=hub).order_by("pk").values_list(*fields)
    known = {row[0]: Known(*row) for row in rows}
    held = ContactFunction.objects.filter(contact__hub_contacts__hub=hub, contact__binned_at__isnull=True)
    for contact, place, function, title in held.values_list("contact_id", "organisation_id", "function", "title"):
        if contact in known:
            known[contact].work.add((place, function, title))
    return known


def _initial(name: str) -> tuple[str, str]:
    words = fold(name).split()
    return (words[-1], words[0][0]) if len(words) > 1 else ("", name)


def _short_for(one: str, other: str) -> bool:
    """Whether one first name may stand for the other: "J." or "Jo" for "Johanna", not "Piet" for "Petra"."""
    first, second = fold(one).partition(" ")[0], fold(other).partition(" ")[0]
    return first.startswith(second) or second.startswith(first)


def _differences(person: Person, plan: ContactPlan) -> list[str]:
    """Titles of what would be added; empty cells change nothing, and nothing is overwritten but an empty field."""
    now = person.known
    assert now is not None
    found = [
        str(FIELDS[name][0])
        for name in ("email", "phone", "sector")
        if getattr(person, name) and not getattr(now, name)
    ]
    if new_work(person, plan):
        found.append(str(FIELDS["organisation"][0]))
    if person.notes not in now.notes:
        found.append(str(FIELDS["notes"][0]))
    return found


def new_work(person: Person, plan: ContactPlan) -> list[Work]:
    """What the list says about a known person's work that is not recorded yet."""
    have = person.known.work if person.known else set()
    places = {pk for pk, _function, _title in have}
    found = []
    for work in person.work:
        pk = plan.places[work.organisation].pk
        if pk is None or (pk, work.function, work.title) not in have:
            nothing_more = pk in places and not work.function and not work.title
            if not nothing_more:
                found.append(work)
    return found


def describe(plan: ContactPlan) -> dict[str, Any]:
    """The plan as plain data: for the command's JSON and for tests."""
    titles = plan.columns.titles
    return {
        "counts": plan.counts,
        "columns": {name: titles[place] for name, place in plan.columns.positions.items() if place < len(titles)},
        "ignored_columns": plan.columns.ignored,
        "duplicates": [_duplicate(person) for person in plan.duplicates],
        "refused": [{"row": one.row, "column": one.column, "reason": one.message} for one in plan.refused],
        "new_organisations": [
            {"name": place.name, "kind": place.kind, "similar": [name for _pk, name in place.perhaps]}
            for place in plan.places.values()
            if place.pk is None
        ],
    }


def _duplicate(person: Person) -> dict[str, Any]:
    found: Sequence[Known] = [person.known] if person.known else person.perhaps
    return {
        "rows": person.rows,
        "name": person.name,
        "certain": person.known is not None,
        "outcome": person.outcome,
        "known_as": [one.name for one in found],
        "changes": person.changes,
    }
