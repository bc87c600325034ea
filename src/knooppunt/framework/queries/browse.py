"""Reading a framework as tree, as table with levels side by side, and item by item. For everybody: published versions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q

from knooppunt.framework.models import (
    Concept,
    Framework,
    FrameworkAssociation,
    FrameworkItem,
    FrameworkItemQuerySet,
    FrameworkQuerySet,
    ItemMapping,
)
from knooppunt.framework.queries.selection import Selection, Terms
from knooppunt.framework.words import tie_label

# What a line of a tree shows of an item.
LINE = (
    "uuid", "framework_id", "parent_id", "kind_id", "code", "abbreviated", "full_statement", "order", "last", "depth",
    "tags",
)  # fmt: skip
# What the page of an item never shows, and costs to read.
_UNREAD = (
    "case", "education_level", "framework__case", "framework__package", "framework__notes", "kind__also_nl",
    "kind__also_en", "kind__hidden_nl", "kind__hidden_en", "kind__definition_nl", "kind__definition_en",
)  # fmt: skip
PER_PAGE = 60  # items of a branch, or results of a filter
MOST_BELOW = 400  # grandchildren drawn on one page
MOST_ON_BOARD = 600
MOST_COUNTED = 30_000  # items of a framework of which the whole table is counted
MOST_ROWS = 150


def public_frameworks() -> FrameworkQuerySet:
    """The versions that everybody may read and that are in force."""
    return Framework.objects.current().select_related("kind")


def main_framework() -> Framework | None:
    """The one that ``/raamwerk/`` shows: competency frameworks before dossiers, real ones before made-up ones."""
    return public_frameworks().order_by("kind__position", "is_example", "order", "title", "pk").first()


def frameworks_visible_to(user: object) -> FrameworkQuerySet:
    """Published versions for everybody; editors see the drafts too."""
    found = Framework.objects.complete().select_related("kind")
    may_edit = getattr(user, "has_perm", lambda _permission: False)("framework.edit_frameworks")
    return found if may_edit else found.public()


def framework_items_visible_to(user: object) -> FrameworkItemQuerySet:
    """Items of published versions for everybody; editors see those of drafts too."""
    found = FrameworkItem.objects.filter(framework__binned_at__isnull=True)
    may_edit = getattr(user, "has_perm", lambda _permission: False)("framework.edit_frameworks")
    return found.exclude(framework__state=Framework.State.IMPORTING) if may_edit else found.public()


def item_for(uuid: UUID) -> FrameworkItem | None:
    """A public item with its framework."""
    found = FrameworkItem.objects.public().filter(uuid=uuid).select_related("framework", "kind").defer(*_UNREAD)
    return next(iter(found.order_by()[:1]), None)


@dataclass
class Node:
    """An item as a tree or a list shows it."""

    item: FrameworkItem
    kind: Concept | None = None
    levels: list[Concept] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)
    above: list[FrameworkItem] = field(default_factory=list)

    @property
    def meta(self) -> str:
        """Its kind and its levels, on one line."""
        return " · ".join([*([self.kind.label] if self.kind else []), *(level.short for level in self.levels)])

    @property
    def count(self) -> int:
        """How many items stand below it."""
        return self.item.last - self.item.order

    @property
    def more(self) -> int:
        """How many of those are not drawn."""
        return self.count - sum(1 + node.count for node in self.below)


def tops(framework: Framework) -> list[FrameworkItem]:
    """The items at the top, at most ``MOST_ROWS``."""
    return list(framework.items.filter(depth=0).only(*LINE).order_by("order")[:MOST_ROWS])


def branch(framework: Framework, under: FrameworkItem | None, terms: Terms, number: str | None) -> Page[Any]:
    """One page of what stands directly under an item (or at the top), with what stands under that. Three queries."""
    depth = under.depth + 1 if under else 0
    rows = framework.items.filter(depth=depth).only(*LINE).order_by("order")
    if under is not None:
        rows = rows.filter(order__gt=under.order, order__lte=under.last)
    page = Paginator(rows, PER_PAGE).get_page(number)
    nodes = [_node(item, terms) for item in page]
    if nodes:
        first, last = nodes[0].item.order, nodes[-1].item.last
        below = framework.items.filter(depth=depth + 1, order__gt=first, order__lte=last).only(*LINE)
        by_pk = {node.item.pk: node for node in nodes}
        for item in below.order_by("order")[:MOST_BELOW]:
            if item.parent_id in by_pk:
                by_pk[item.parent_id].below.append(_node(item, terms))
    page.object_list = nodes  # type: ignore[assignment]  # the page shows nodes, its numbers count items
    return page


def matches(framework: Framework, selection: Selection, terms: Terms, number: str | None) -> Page[Any]:
    """One page of the items that were filtered, each with what it stands under. Two queries, and one per level of depth."""
    page = Paginator(selection.items(framework).only(*LINE), PER_PAGE).get_page(number)
    nodes = [_node(item, terms) for item in page]
    _give_lineage(nodes)
    page.object_list = nodes  # type: ignore[assignment]  # the page shows nodes, its numbers count items
    return page


def outline(framework: Framework, selection: Selection, terms: Terms, number: str | None) -> Page[Any]:
    """Everything in order, for printing: the texts one after another."""
    page = Paginator(selection.items(framework).only(*LINE), 500).get_page(number)
    page.object_list = [_node(item, terms) for item in page]  # type: ignore[misc]  # as above
    return page


def _node(item: FrameworkItem, terms: Terms) -> Node:
    return Node(item, terms.kinds.get(item.kind_id or 0), terms.names("levels", item.tags.get("levels", ())))


def _give_lineage(nodes: Collection[Node]) -> None:
    """Fill ``above`` of each node. One query per level of depth, however many nodes."""
    known = _ancestors([node.item for node in nodes])
    for node in nodes:
        node.above = _line_up(node.item, known)


def lineage(item: FrameworkItem) -> list[FrameworkItem]:
    """What an item stands under, from the top down. One query per level of depth."""
    return _line_up(item, _ancestors([item]))


def _ancestors(items: Collection[FrameworkItem]) -> dict[int, FrameworkItem]:
    """Everything that these items stand under. Looked up by key, level by level: a range would read half the framework."""
    found: dict[int, FrameworkItem] = {}
    wanted = {item.parent_id for item in items if item.parent_id}
    while wanted:
        rows = FrameworkItem.objects.only(*LINE).in_bulk(wanted)
        found |= rows
        wanted = {row.parent_id for row in rows.values() if row.parent_id and row.parent_id not in found}
    return found


def _line_up(item: FrameworkItem, known: dict[int, FrameworkItem]) -> list[FrameworkItem]:
    above: list[FrameworkItem] = []
    here = known.get(item.parent_id or 0)
    while here is not None and here not in above:
        above.append(here)
        here = known.get(here.parent_id or 0)
    return above[::-1]


@dataclass
class Column:
    """One level with its items."""

    level: Concept
    items: list[FrameworkItem] = field(default_factory=list)


def board(framework: Framework, selection: Selection, terms: Terms) -> list[Column]:
    """The chosen items per level, side by side; levels without items are left out. One query."""
    columns = {term.code: Column(term) for term in terms.by_scheme["levels"]}
    picked = {concept.code for concept in selection.chosen.get("niveau", ())}
    for item in selection.items(framework).only(*LINE)[:MOST_ON_BOARD]:
        for code in item.tags.get("levels", ()):
            if code in columns and (not picked or code in picked):
                columns[code].items.append(item)
    return [column for column in columns.values() if column.items]


@dataclass
class Cell:
    """How many items of one part there are for one level."""

    level: Concept
    count: int


@dataclass
class Line:
    """One part of the framework, with a number for each level."""

    item: FrameworkItem
    cells: list[Cell]


@dataclass
class Matrix:
    """Parts by levels."""

    levels: list[Concept]
    lines: list[Line]


def matrix(framework: Framework, selection: Selection, terms: Terms) -> Matrix | None:
    """The parts at the top, or under the chosen one, with how many items each level has. ``None`` when the framework is
    too large to count. Three queries."""
    if framework.items_count > MOST_COUNTED:
        return None
    parts = list(_parts(framework, selection.under))
    starts = [part.order for part in parts]
    counts: dict[tuple[int, int], int] = {}
    levels = {term.pk: term for term in terms.by_scheme["levels"]}
    picked = {concept.pk for concept in selection.chosen.get("niveau", ())} or set(levels)
    through = FrameworkItem.concepts.through.objects.filter(
        frameworkitem_id__in=selection.items(framework).order_by().values("pk"), concept_id__in=picked
    )
    for order, concept in through.values_list("frameworkitem__order", "concept_id"):
        place = bisect_right(starts, order) - 1
        if place >= 0 and order <= parts[place].last:
            counts[place, concept] = counts.get((place, concept), 0) + 1
    used = [term for pk, term in levels.items() if any(concept == pk for _place, concept in counts)]
    lines = [
        Line(part, [Cell(level, counts.get((place, level.pk), 0)) for level in used])
        for place, part in enumerate(parts)
    ]
    return Matrix(used, lines)


def _parts(framework: Framework, under: FrameworkItem | None) -> Iterable[FrameworkItem]:
    if under is None:
        return tops(framework)
    rows = framework.items.filter(depth=under.depth + 1, order__gt=under.order, order__lte=under.last)
    return rows.order_by("order")[:MOST_ROWS]


@dataclass(frozen=True)
class Tie:
    """How an item hangs together with another one, seen from the item."""

    label: str
    title: str
    item: FrameworkItem | None
    url: str = ""


def ties_of(item: FrameworkItem) -> list[Tie]:
    """Associations of an item that are no place in its tree, both ways; ends in drafts are not shown. Two queries, one
    for an item without any."""
    ties = FrameworkAssociation.objects.filter(Q(origin=item) | Q(destination=item), is_tree=False).only(*_TIE)
    rows = list(ties.exclude(kind=FrameworkAssociation.Kind.CHILD).order_by("kind", "file_order"))
    ends = {end for row in rows for end in (row.origin_id, row.destination_id) if end and end != item.pk}
    others = _other_ends(ends)
    found = []
    for row in rows:
        other = others.get(row.destination_id)
        label = tie_label(row.kind, from_origin=True)
        if row.origin_id == item.pk and row.destination_id is None:
            found.append(Tie(label, str(row.destination_link.get("title") or row.destination_identifier), None))
        elif row.origin_id == item.pk and other is not None:
            found.append(Tie(label, other.title, other))
    return found + [
        Tie(tie_label(row.kind, from_origin=False), others[row.origin_id].title, others[row.origin_id])
        for row in rows
        if row.destination_id == item.pk and row.origin_id in others
    ]


def _other_ends(pks: set[int]) -> dict[int, FrameworkItem]:
    """Those of these items that everybody may see, with their frameworks."""
    if not pks:
        return {}
    rows = FrameworkItem.objects.public().filter(pk__in=pks).select_related("framework")
    return {row.pk: row for row in rows.only(*_END).order_by()}


# What is shown of an association, and of the item at its other end.
_TIE = ("kind", "origin_id", "destination_id", "destination_link", "destination_identifier")
_END = (
    "uuid", "abbreviated", "full_statement", "framework__title", "framework__edition", "framework__state",
)  # fmt: skip


@dataclass(frozen=True)
class EditorsTie:
    """How an item hangs together with another one, for its editor."""

    association: FrameworkAssociation
    label: str
    title: str
    other: FrameworkItem | None

    @property
    def may_go(self) -> bool:
        """Whether it can be taken away: it stands in a draft, or was said beside a published version."""
        return self.association.is_later or self.association.framework.is_draft


def editors_ties(item: FrameworkItem) -> list[EditorsTie]:
    """Associations of an item that are no place in its tree, both ways, those with drafts too. Two queries."""
    found = []
    out = item.outgoing.exclude(is_tree=True).select_related("framework", "destination__framework")
    for row in out.order_by("kind", "pk"):
        title = str(row.destination_link.get("title") or row.destination_identifier)
        label = tie_label(row.kind, from_origin=True)
        found.append(EditorsTie(row, label, row.destination.title if row.destination else title, row.destination))
    into = item.incoming.exclude(is_tree=True).select_related("framework", "origin__framework")
    into = into.filter(origin__isnull=False, origin__binned_at__isnull=True).order_by("kind", "pk")
    return found + [
        EditorsTie(row, tie_label(row.kind, from_origin=False), row.origin.title, row.origin)
        for row in into
        if row.origin is not None
    ]


def terms_of(item: FrameworkItem) -> list[tuple[str, list[Concept]]]:
    """The terms of an item per list, in a fixed order of lists. One query."""
    found: dict[str, list[Concept]] = {}
    for term in item.concepts.select_related("scheme").order_by("position", "pk"):
        found.setdefault(term.scheme.code, []).append(term)
    shown = ("levels", "professions", "canmeds", "domains", "topics", "disciplines")
    return [(scheme, found[scheme]) for scheme in shown if scheme in found]


def neighbours(item: FrameworkItem) -> tuple[FrameworkItem | None, FrameworkItem | None]:
    """The item before and the one after it, in the order of the framework. One query."""
    around = FrameworkItem.objects.only(*LINE).filter(
        framework=item.framework_id, order__in=(item.order - 1, item.order + 1)
    )
    by_order = {one.order: one for one in around}
    return by_order.get(item.order - 1), by_order.get(item.order + 1)


def successor_of(item: FrameworkItem) -> FrameworkItem | None:
    """What the item became in a newer, published version."""
    row = (
        ItemMapping.objects.filter(
            old=item,
            new__isnull=False,
            framework__state__in=(Framework.State.PUBLISHED, Framework.State.REPLACED),
            state__in=(ItemMapping.State.CERTAIN, ItemMapping.State.CONFIRMED),
        )
        .select_related("new__framework")
        .first()
    )
    return row.new if row else None


def newer_version(framework: Framework) -> Framework | None:
    """The published version that replaced this one."""
    return framework.later.filter(state__in=(Framework.State.PUBLISHED, Framework.State.REPLACED)).first()
