"""A plan in the database as the tree that the importer reads, so that the two can be compared."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from knooppunt.plans.importing.compare import Comparison, Ref, compare
from knooppunt.plans.importing.mend import Draft
from knooppunt.plans.importing.tree import ParsedItem, ParsedTheme
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanImport, PlanItem, SubResult, Theme


@dataclass
class StoredPlan:
    """The living themes and rows of a plan (archived rows too), with what stands at each place of the tree."""

    themes: tuple[ParsedTheme, ...] = ()
    theme_rows: list[Theme] = field(default_factory=list)
    items: dict[Ref, PlanItem] = field(default_factory=dict)
    sub_results: dict[int, list[SubResult]] = field(default_factory=dict)


def stored_plan(plan: ActionPlan | None) -> StoredPlan:
    """``plan`` as a tree; an empty one for ``None``. Three queries, whatever its size."""
    if plan is None:
        return StoredPlan()
    stored = StoredPlan(theme_rows=list(Theme.objects.filter(plan=plan)))
    rows: dict[tuple[int, str], list[PlanItem]] = defaultdict(list)
    for item in PlanItem.objects.filter(theme__in=stored.theme_rows).select_related("owner"):
        rows[item.theme_id, item.kind].append(item)
    for sub in SubResult.objects.filter(item__theme__in=stored.theme_rows):
        stored.sub_results.setdefault(sub.item_id, []).append(sub)
    themes = []
    for number, theme in enumerate(stored.theme_rows):
        lists: list[tuple[ParsedItem, ...]] = []
        for kind in (PlanItem.Kind.FOCUS, PlanItem.Kind.ACTIVITY):
            items = rows[theme.pk, kind]
            stored.items |= {Ref(number, kind.value, index): item for index, item in enumerate(items)}
            lists.append(tuple(_parsed(item, stored.sub_results.get(item.pk, [])) for item in items))
        themes.append(ParsedTheme(theme.title, theme.goal, lists[0], lists[1]))
    stored.themes = tuple(themes)
    return stored


def _parsed(item: PlanItem, subs: list[SubResult]) -> ParsedItem:
    return ParsedItem(
        text=item.text,
        status=item.status,
        sub_items=tuple(sub.text for sub in subs),
        deliverable=item.deliverable,
        reason=item.status_reason,
        owner=item.owner_name or (str(item.owner) if item.owner else ""),
        planned_from=item.planned_from,
        planned_until=item.planned_until,
        hours=item.hours,
        handover_to=item.handover_to,
        note=item.note,
    )


def national_themes_by_name() -> dict[str, NationalTheme]:
    """National themes in use, by title, short title and other names, in lower case. One query."""
    found: dict[str, NationalTheme] = {}
    for theme in NationalTheme.objects.filter(is_current=True):
        for name in (theme.title, theme.short_title, *theme.aliases.splitlines()):
            if name.strip():
                found.setdefault(" ".join(name.lower().split()), theme)
    return found


@dataclass(frozen=True)
class Preview:
    """What a draft would change in the plan of its hub and year."""

    plan: ActionPlan | None
    stored: StoredPlan
    themes: tuple[ParsedTheme, ...]
    comparison: Comparison

    @property
    def fingerprint(self) -> str:
        """Stands for all that the page shows as a change: when it differs, the plan or the draft has changed since."""
        rows = [
            (repr(change), repr(self.stored.items[change.old].version) if change.old else "")
            for change in self.comparison.items
            if change.changes
        ]
        return hashlib.sha256(repr((rows, self.comparison.themes)).encode()).hexdigest()[:32]


def preview_of(draft: PlanImport) -> Preview:
    """What saving ``draft`` would change. Four queries."""
    plan = ActionPlan.objects.filter(hub_id=draft.hub_id, year=draft.year).first()
    stored = stored_plan(plan)
    themes = Draft.from_dict(draft.tree["draft"]).themes()
    return Preview(plan, stored, themes, compare(stored.themes, themes))
