"""The columns of the lists of the register: which there are, which somebody chose, and what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.core.components import ago
from knooppunt.network import vocabulary
from knooppunt.network.models import Contact, ContactFunction, HubContact, Organisation, StakeholderRelation, Tag


@dataclass
class Row:
    """One row of a list, with what the hub at hand keeps about it."""

    subject: Any
    own: Any = None  # StakeholderRelation or HubContact of the hub at hand
    tags: list[str] = field(default_factory=list)
    people: int = 0
    cells: list[tuple[str, str]] = field(default_factory=list)  # (title, text)


@dataclass(frozen=True)
class ListColumn:
    """A column one may choose. ``is_own``: only with a hub at hand."""

    name: str
    title: str | Promise
    text: Callable[[Row], str]
    is_own: bool = False


def _day(value: Any) -> str:
    return date_format(value, "j M Y") if value else ""


def _own(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row.own, name) or "") if row.own else ""


def _codes(words: vocabulary.Vocabulary, name: str) -> Callable[[Row], str]:
    return lambda row: ", ".join(vocabulary.label_of(words, code) for code in getattr(row.subject, name))


def _touch(row: Row) -> str:
    if row.own is None:
        return ""
    return str(ago(row.own.last_touch_on)) if row.own.last_touch_on else str(_("never yet"))


_SHARED_OWN = (
    ListColumn("contact", _("Last touch"), _touch, is_own=True),
    ListColumn("wanneer", _("In touch again by"), lambda row: _day(row.own and row.own.due_on), is_own=True),
    ListColumn("klopt", _("Last verified"), lambda row: _day(row.own and row.own.verified_on), is_own=True),
    ListColumn("tags", _("Tags"), lambda row: ", ".join(row.tags), is_own=True),
)
ORGANISATION_COLUMNS = (
    ListColumn("plaats", _("Place"), lambda row: ", ".join(place.name for place in row.subject.places.all())),
    ListColumn(
        "knooppunten", _("Hubs"), lambda row: ", ".join(one.hub.short_name for one in row.subject.relations.all())
    ),
    ListColumn("niveaus", _("Levels"), _codes("levels", "levels")),
    ListColumn("fase", _("Stage"), lambda row: str(row.own.get_stage_display()) if row.own else "", is_own=True),
    *_SHARED_OWN,
    ListColumn("stap", _("Next step"), _own("next_step"), is_own=True),
    ListColumn("eigenaar", _("Looked after by"), _own("owner"), is_own=True),
    ListColumn("mensen", _("Contacts"), lambda row: str(row.people or ""), is_own=True),
)
CONTACT_COLUMNS = (
    ListColumn("werk", _("Works at"), lambda row: ", ".join(one.organisation.name for one in _held(row.subject))),
    ListColumn(
        "functie",
        _("Function"),
        lambda row: ", ".join(
            one.title or vocabulary.label_of("contact_functions", one.function) for one in _held(row.subject)
        ),
    ),
    ListColumn("mail", _("E-mail"), lambda row: row.subject.email),
    ListColumn("telefoon", _("Telephone"), lambda row: row.subject.phone),
    ListColumn("expertise", _("Expertise"), _codes("topics", "expertise")),
    ListColumn("interesse", _("Interests"), _codes("topics", "interests")),
    *_SHARED_OWN,
)
DEFAULT = {
    "organisations": ("plaats", "knooppunten"),
    "own organisations": ("plaats", "fase", "contact"),
    "contacts": ("werk", "mail"),
    "own contacts": ("werk", "mail", "contact"),
}
_ALL = {"organisations": ORGANISATION_COLUMNS, "contacts": CONTACT_COLUMNS}


def _held(contact: Contact) -> list[ContactFunction]:
    return [one for one in contact.functions.all() if one.is_current]


def columns_offered(subject: str, hub_id: int | None) -> list[ListColumn]:
    """The columns of this list that one may choose."""
    return [column for column in _ALL[subject] if hub_id or not column.is_own]


def columns_chosen(subject: str, names: Sequence[str], hub_id: int | None) -> list[ListColumn]:
    """The columns named, in the order of the list; the usual ones when none is."""
    offered = columns_offered(subject, hub_id)
    wanted = [name for name in names if any(column.name == name for column in offered)]
    wanted = wanted or list(DEFAULT[f"own {subject}" if hub_id else subject])
    return [column for column in offered if column.name in wanted]


def organisation_rows(page: Sequence[Organisation], columns: Sequence[ListColumn], hub_id: int | None) -> list[Row]:
    """A page of organisations (``with_names``) with the hub's own. At most three queries, however many rows."""
    rows = {one.pk: Row(one) for one in page}
    names = {column.name for column in columns}
    if hub_id:
        own = StakeholderRelation.objects.filter(hub_id=hub_id, organisation_id__in=list(rows)).defer("notes")
        for relation in own.select_related("owner"):
            rows[relation.organisation_id].own = relation
    if "tags" in names and hub_id:
        for pk, tags in _tags(Tag.organisations.through, "organisation_id", rows, hub_id).items():
            rows[pk].tags = tags
    if "mensen" in names and hub_id:
        known = ContactFunction.objects.current().filter(
            organisation_id__in=list(rows),
            contact__binned_at__isnull=True,
            contact__hub_contacts__hub_id=hub_id,
        )
        for pk, count in known.values_list("organisation_id").annotate(Count("contact_id", distinct=True)).order_by():
            rows[pk].people = count
    return _filled(rows, columns)


def contact_rows(page: Sequence[Contact], columns: Sequence[ListColumn], hub_id: int | None) -> list[Row]:
    """A page of contacts (``with_functions``) with the hub's own. At most two queries, however many rows."""
    rows = {one.pk: Row(one) for one in page}
    if hub_id:
        for known in HubContact.objects.filter(hub_id=hub_id, contact_id__in=list(rows)).defer("notes"):
            rows[known.contact_id].own = known
    if hub_id and any(column.name == "tags" for column in columns):
        for pk, tags in _tags(Tag.contacts.through, "contact_id", rows, hub_id).items():
            rows[pk].tags = tags
    return _filled(rows, columns)


def _filled(rows: dict[int, Row], columns: Sequence[ListColumn]) -> list[Row]:
    for row in rows.values():
        row.cells = [(str(column.title), column.text(row)) for column in columns]
    return list(rows.values())


def _tags(through: Any, partner: str, rows: dict[int, Row], hub_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    tagged = through.objects.filter(**{f"{partner}__in": list(rows)}, tag__hub_id=hub_id).order_by("tag__folded")
    for pk, name in tagged.values_list(partner, "tag__name"):
        found[pk].append(name)
    return found
