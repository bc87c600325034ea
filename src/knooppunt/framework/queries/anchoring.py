"""Where a framework is anchored in qualification dossiers, keuzedelen and exam requirements, and where it is not."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from django.db.models import F, Q

from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem, FrameworkItemQuerySet
from knooppunt.framework.queries.browse import LINE, tops

ANCHORS = ("qualification-dossier", "elective", "exam-requirements", "programme-profile")
# A place in a tree and a newer version say nothing about being anchored.
_NOT = (FrameworkAssociation.Kind.CHILD, FrameworkAssociation.Kind.REPLACED)
KIND = ("kind__label_nl", "kind__label_en", "kind__second_nl", "kind__second_en")
_SHOWN = ("uuid", "framework_id", "abbreviated", "full_statement", "code")
MOST_ITEMS = 2_000  # of one part, on one page


def anchor_frameworks(besides: Framework) -> list[Framework]:
    """The published dossiers, keuzedelen and requirements that are in force. One query."""
    found = Framework.objects.current().filter(kind__code__in=ANCHORS).exclude(pk=besides.pk)
    return list(found.select_related("kind").order_by("kind__position", "order", "title"))


@dataclass
class Cell:
    """How many items of one part are anchored in one dossier."""

    anchor: Framework
    count: int


@dataclass
class Line:
    """One part of the framework."""

    part: FrameworkItem
    total: int
    anchored: int
    cells: list[Cell]

    @property
    def missing(self) -> int:
        """How many items are anchored nowhere."""
        return self.total - self.anchored


@dataclass
class Anchoring:
    """The whole picture."""

    anchors: list[Framework]
    lines: list[Line]

    @property
    def total(self) -> int:
        """All items that could be anchored."""
        return sum(line.total for line in self.lines)

    @property
    def anchored(self) -> int:
        """Those that are."""
        return sum(line.anchored for line in self.lines)


def anchoring_of(framework: Framework) -> Anchoring:
    """Parts at the top × dossiers. Only items with nothing below them count. Five queries."""
    anchors, parts = anchor_frameworks(framework), tops(framework)
    places = _places(framework, anchors)
    leaves = dict(_leaves(framework).values_list("pk", "order"))
    starts = [part.order for part in parts]
    totals = [0] * len(parts)
    by_part: list[dict[int, set[int]]] = [{} for _part in parts]
    for pk, order in leaves.items():
        at = bisect_right(starts, order) - 1
        if at < 0 or order > parts[at].last:
            continue
        totals[at] += 1
        for anchor in places.get(pk, ()):
            by_part[at].setdefault(anchor, set()).add(pk)
    lines = [
        Line(
            part,
            totals[at],
            len(set().union(*by_part[at].values())),
            [Cell(anchor, len(by_part[at].get(anchor.pk, ()))) for anchor in anchors],
        )
        for at, part in enumerate(parts)
    ]
    return Anchoring(anchors, lines)


def _leaves(framework: Framework) -> FrameworkItemQuerySet:

    return FrameworkItem.objects.filter(framework=framework, last=F("order"), retired_on__isnull=True)


def _ties(framework: Framework, anchors: list[Framework]) -> list[FrameworkAssociation]:
    """Associations between the framework and the dossiers, whichever way they point. One query."""
    numbers = [anchor.pk for anchor in anchors]
    ours_first = Q(origin__framework=framework, destination__framework__in=numbers)
    theirs_first = Q(destination__framework=framework, origin__framework__in=numbers)
    rows = FrameworkAssociation.objects.filter(ours_first | theirs_first).exclude(kind__in=_NOT)
    rows = rows.filter(origin__binned_at__isnull=True, destination__binned_at__isnull=True)
    shown = [f"{end}__{name}" for end in ("origin", "destination") for name in _SHOWN]
    return list(rows.select_related("origin", "destination").only("kind", *shown).order_by("pk"))


def _places(framework: Framework, anchors: list[Framework]) -> dict[int, set[int]]:
    """Item → the dossiers in which it is anchored."""
    found: dict[int, set[int]] = {}
    for row in _ties(framework, anchors):
        ours, theirs = row.origin, row.destination
        if ours is None or theirs is None:
            continue
        if ours.framework_id != framework.pk:
            ours, theirs = theirs, ours
        found.setdefault(ours.pk, set()).add(theirs.framework_id)
    return found


@dataclass
class AnchoredItem:
    """One item with where it is anchored."""

    item: FrameworkItem
    where: list[FrameworkItem] = field(default_factory=list)


def anchored_items(framework: Framework, part: FrameworkItem) -> list[AnchoredItem]:
    """The items of one part, each with where it is anchored. Three queries."""
    anchors = {anchor.pk: anchor for anchor in anchor_frameworks(framework)}
    rows = _leaves(framework).filter(order__gte=part.order, order__lte=part.last).only(*LINE, *KIND).order_by("order")
    found = {item.pk: AnchoredItem(item) for item in rows.select_related("kind")[:MOST_ITEMS]}
    for row in _ties(framework, list(anchors.values())):
        for ours, theirs in ((row.origin, row.destination), (row.destination, row.origin)):
            if ours is not None and theirs is not None and ours.pk in found and theirs.framework_id in anchors:
                theirs.framework = anchors[theirs.framework_id]
                found[ours.pk].where.append(theirs)
    return list(found.values())
