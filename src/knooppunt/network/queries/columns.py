"""The columns of the lists of the register: which there are, which somebody chose, and what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.core.components import ago
from knooppunt.network import vocabulary
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
    Organisation,
    OrganisationPlace,
    StakeholderRelation,
    Tag,
)
from knooppunt.network.queries.contacts import PRESENT_FIRST


@dataclass
class Row:
    """One row of a list, with what the columns need. Of everything else nothing is read."""

    subject: Any
    url: str
    under: str = ""  # a smaller line below the name
    own: Any = None  # StakeholderRelation or HubContact of the hub at hand
    places: list[str] = field(default_factory=list)
    hubs: list[str] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)  # (organisation, function), of today
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
    ListColumn("plaats", _("Place"), lambda row: ", ".join(row.places)),
    ListColumn("knooppunten", _("Hubs"), lambda row: ", ".join(row.hubs)),
    ListColumn("niveaus", _("Levels"), _codes("levels", "levels")),
    ListColumn("fase", _("Stage"), lambda row: str(row.own.get_stage_display()) if row.own else "", is_own=True),
    *_SHARED_OWN,
    ListColumn("stap", _("Next step"), _own("next_step"), is_own=True),
    ListColumn("eigenaar", _("Looked after by"), _own("owner"), is_own=True),
    ListColumn("mensen", _("Contacts"), lambda row: str(row.people or ""), is_own=True),
)
CONTACT_COLUMNS = (
    ListColumn("werk", _("Works at"), lambda row: ", ".join(organisation for organisation, _function in row.held)),
    ListColumn("functie", _("Function"), lambda row: ", ".join(function for _at, function in row.held)),
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
_OWN_FIELDS = ("hub_id", "last_touch_on", "due_on", "verified_on")
_OF_OWN = {"contact", "wanneer", "klopt", "fase", "stap", "eigenaar"}  # columns that read the hub's own link
_ALL = {"organisations": ORGANISATION_COLUMNS, "contacts": CONTACT_COLUMNS}


def columns_offered(subject: str, hub_id: int | None) -> list[ListColumn]:
    """The columns of this list that one may choose."""
    return [column for column in _ALL[subject] if hub_id or not column.is_own]


def columns_chosen(subject: str, names: Sequence[str], hub_id: int | None) -> list[ListColumn]:
    """The columns named, in the order of the list; the usual ones when none is."""
    offered = columns_offered(subject, hub_id)
    wanted = [name for name in names if any(column.name == name for column in offered)]
    wanted = wanted or list(DEFAULT[f"own {subject}" if hub_id else subject])
    return [column for column in offered if column.name in wanted]


def organisation_rows(found: QuerySet[Organisation], columns: Sequence[ListColumn], hub_id: int | None) -> list[Row]:
    """A page of organisations. A query for each kind of thing that the columns show, however many rows."""
    shown = found.select_related("parent").only("name", "kind", "levels", "parent__name")
    rows = _rows(shown, "network:organisation", _kind_and_parent)
    names = {column.name for column in columns}
    if "plaats" in names:
        there = OrganisationPlace.objects.filter(organisation_id__in=list(rows)).order_by("pk")
        for pk, place in there.values_list("organisation_id", "name"):
            rows[pk].places.append(place)
    if "knooppunten" in names:
        here = StakeholderRelation.objects.filter(organisation_id__in=list(rows)).order_by("hub__order", "pk")
        for pk, hub in here.values_list("organisation_id", "hub__short_name"):
            rows[pk].hubs.append(hub)
    if names & _OF_OWN and hub_id:
        own = StakeholderRelation.objects.filter(hub_id=hub_id, organisation_id__in=list(rows))
        own = own.order_by().only(*_OWN_FIELDS, "organisation_id", "stage", "next_step", "owner_id")
        for relation in own.select_related("owner") if "eigenaar" in names else own:
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


def contact_rows(found: QuerySet[Contact], columns: Sequence[ListColumn], hub_id: int | None) -> list[Row]:
    """A page of contacts. A query for each kind of thing that the columns show, however many rows."""
    shown = found.only("name", "email", "phone", "sector", "interests", "expertise")
    rows = _rows(shown, "network:contact", lambda one: vocabulary.label_of("sectors", one.sector))
    names = {column.name for column in columns}
    if names & {"werk", "functie"}:
        held = ContactFunction.objects.current().filter(contact_id__in=list(rows))
        held = held.order_by(PRESENT_FIRST, "-from_date", "-pk")
        for pk, at, title, code in held.values_list("contact_id", "organisation__name", "title", "function"):
            rows[pk].held.append((at, title or vocabulary.label_of("contact_functions", code)))
    if names & _OF_OWN and hub_id:
        own = HubContact.objects.filter(hub_id=hub_id, contact_id__in=list(rows))
        for known in own.only(*_OWN_FIELDS, "contact_id"):
            rows[known.contact_id].own = known
    if "tags" in names and hub_id:
        for pk, tags in _tags(Tag.contacts.through, "contact_id", rows, hub_id).items():
            rows[pk].tags = tags
    return _filled(rows, columns)


def _rows(found: Any, route: str, under: Callable[[Any], str]) -> dict[int, Row]:
    before, _number, after = reverse(route, args=[0]).rpartition("0")
    return {one.pk: Row(one, f"{before}{one.pk}{after}", under(one)) for one in found}


def _kind_and_parent(one: Organisation) -> str:
    kind = vocabulary.label_of("organisation_kinds", one.kind)
    if one.parent is None:
        return kind
    return ", ".join([kind, gettext("part of %(parent)s") % {"parent": one.parent.name}])


def _filled(rows: dict[int, Row], columns: Sequence[ListColumn]) -> list[Row]:
    texts = [(str(column.title), column.text) for column in columns]
    for row in rows.values():
        row.cells = [(title, text(row) or "–") for title, text in texts]
    return list(rows.values())


def _tags(through: Any, partner: str, rows: dict[int, Row], hub_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    tagged = through.objects.filter(**{f"{partner}__in": list(rows)}, tag__hub_id=hub_id).order_by("tag__folded")
    for pk, name in tagged.values_list(partner, "tag__name"):
        found[pk].append(name)
    return found
