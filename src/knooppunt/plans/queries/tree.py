"""A whole plan as one tree, in a constant number of queries: what the page, the exports and the public section show."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from knooppunt.plans.models import ActionPlan, PlanItem, Status, SubResult, Theme
from knooppunt.plans.queries.visible import PUBLIC_SIGHT, Sight

STALE_AFTER = dt.timedelta(days=60)


@dataclass(frozen=True)
class Partner:
    """Another hub that carries the same activity, and how it stands there."""

    hub: str
    status: str


@dataclass(frozen=True)
class Row:
    """A focus item or an activity as one reader sees it: what is not for this reader is empty."""

    pk: int
    uuid: UUID
    version: int
    kind: str
    label: str  # "1.3" for a focus item, "1.c" for an activity; empty in the archive
    text: str
    deliverable: str
    sub_results: tuple[SubResult, ...]
    status: str
    reason: str
    owner: str
    note: str
    handover_to: str
    planned_from: dt.date | None
    planned_until: dt.date | None
    hours: Decimal | None
    confirmed_at: dt.datetime | None
    lineage: UUID
    is_shared: bool
    is_public: bool
    joint_id: int | None
    partners: tuple[Partner, ...] = ()

    @property
    def is_focus(self) -> bool:
        """Whether this is a focus item."""
        return self.kind == PlanItem.Kind.FOCUS

    @property
    def is_behind(self) -> bool:
        """Whether a reason belongs to this row."""
        return self.status == Status.BEHIND

    @property
    def is_stale(self) -> bool:
        """Whether nobody has said for 60 days that the status still holds. A row without status is not stale but new."""
        if not self.status:
            return False
        return self.confirmed_at is None or timezone.now() - self.confirmed_at > STALE_AFTER


@dataclass
class ThemeNode:
    """A theme with its rows, numbered by its place in the plan."""

    theme: Theme
    number: int
    focus: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)
    archived: list[Row] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """Focus items and activities that count: without the archive."""
        return [*self.focus, *self.activities]

    @property
    def counts(self) -> Counter[str]:
        """Status code → number of rows."""
        return Counter(row.status for row in self.rows)

    @property
    def behind(self) -> int:
        """How many rows are behind schedule."""
        return sum(row.is_behind for row in self.rows)


@dataclass
class PlanTree:
    """A plan with its themes in order."""

    plan: ActionPlan
    themes: list[ThemeNode]

    @property
    def rows(self) -> list[Row]:
        """All rows that count, in the order of the page."""
        return [row for node in self.themes for row in node.rows]

    @property
    def archived(self) -> list[Row]:
        """Rows that were put away."""
        return [row for node in self.themes for row in node.archived]

    @property
    def counts(self) -> Counter[str]:
        """Status code → number of rows."""
        return Counter(row.status for row in self.rows)

    @property
    def focus_count(self) -> int:
        """How many focus items count."""
        return sum(len(node.focus) for node in self.themes)

    @property
    def activity_count(self) -> int:
        """How many activities count."""
        return sum(len(node.activities) for node in self.themes)

    @property
    def last_confirmed(self) -> dt.datetime | None:
        """When somebody last said how a row of this plan stands."""
        return max((row.confirmed_at for row in self.rows if row.confirmed_at), default=None)

    def find(self, pk: int) -> tuple[ThemeNode, Row] | None:
        """The row of that number and its theme."""
        for node in self.themes:
            for row in (*node.rows, *node.archived):
                if row.pk == pk:
                    return node, row
        return None


def letter(position: int) -> str:
    """The letter of an activity: 1 → a, 26 → z, 27 → aa."""
    text = ""
    while position > 0:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def plan_tree(plan: ActionPlan, *, sight: Sight = PUBLIC_SIGHT, public_only: bool = False) -> PlanTree:
    """The living rows of ``plan`` as ``sight`` allows. Three queries, and one more for the owners or partners it has.

    ``public_only`` keeps the rows that the hub shows on its public page; numbers stay those of the whole plan.
    """
    nodes = [ThemeNode(theme, number) for number, theme in enumerate(_themes(plan), start=1)]
    partners = _partners(plan, (item.joint_id for node in nodes for item in node.theme.items.all()))
    for node in nodes:
        places: Counter[str] = Counter()
        for item in node.theme.items.all():
            if item.archived_at is not None:
                if not public_only:
                    node.archived.append(_row(item, "", sight, partners))
                continue
            places[item.kind] += 1
            if public_only and not item.is_public:
                continue
            place = places[item.kind]
            is_focus = item.kind == PlanItem.Kind.FOCUS
            label = f"{node.number}.{place if is_focus else letter(place)}"
            (node.focus if is_focus else node.activities).append(_row(item, label, sight, partners))
    return PlanTree(plan, [node for node in nodes if node.rows] if public_only else nodes)


def _themes(plan: ActionPlan) -> QuerySet[Theme]:
    items = PlanItem.objects.select_related("owner").prefetch_related(
        Prefetch("sub_results", queryset=SubResult.objects.all())
    )
    themes: QuerySet[Theme] = Theme.objects.filter(plan=plan).select_related("national")
    return themes.prefetch_related(Prefetch("items", queryset=items))


def _partners(plan: ActionPlan, joint_ids: Iterable[int | None]) -> dict[int, list[Partner]]:
    found: dict[int, list[Partner]] = defaultdict(list)
    wanted = {joint_id for joint_id in joint_ids if joint_id}
    if not wanted:
        return found
    others = PlanItem.objects.filter(
        joint_id__in=wanted, theme__plan__year=plan.year, theme__binned_at__isnull=True, archived_at__isnull=True
    ).exclude(theme__plan=plan)
    for joint_id, hub, status in others.order_by("theme__plan__hub__order").values_list(
        "joint_id", "theme__plan__hub__short_name", "status"
    ):
        found[joint_id].append(Partner(hub, status))
    return found


def _row(item: PlanItem, label: str, sight: Sight, partners: dict[int, list[Partner]]) -> Row:
    owner = item.owner_name or (str(item.owner) if item.owner else "")
    return Row(
        pk=item.pk,
        uuid=item.uuid,
        version=item.version,
        kind=item.kind,
        label=label,
        text=item.text,
        deliverable=item.deliverable,
        sub_results=tuple(item.sub_results.all()),
        status=item.status,
        reason=item.status_reason if sight.reasons else "",
        owner=owner if sight.notes else "",
        note=item.note if sight.notes else "",
        handover_to=item.handover_to,
        planned_from=item.planned_from,
        planned_until=item.planned_until,
        hours=item.hours,
        confirmed_at=item.confirmed_at,
        lineage=item.lineage,
        is_shared=item.is_shared,
        is_public=item.is_public,
        joint_id=item.joint_id,
        partners=tuple(partners.get(item.joint_id or 0, ())),
    )
