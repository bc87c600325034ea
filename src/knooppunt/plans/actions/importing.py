"""Taking a plan that was read from a document into the database, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import bin, changes, status
from knooppunt.core.versions import save_version
from knooppunt.plans.actions.plans import add_plan
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.actions.rows import ROWS_PER_THEME, SubWish, _write_sub_results
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.actions.themes import THEMES_PER_PLAN
from knooppunt.plans.importing.compare import Comparison, ItemChange, Ref, compare, item_at
from knooppunt.plans.importing.titles import title_for
from knooppunt.plans.importing.tree import ParsedItem, ParsedPlan, ParsedTheme
from knooppunt.plans.models import FIRST_YEAR, LAST_YEAR, ActionPlan, PlanItem, Status, SubResult, Theme
from knooppunt.plans.queries.importing import StoredPlan, national_themes_by_name, stored_plan

if TYPE_CHECKING:
    from knooppunt.accounts.models import User
    from knooppunt.network.models import Hub

TITLE_LENGTH = 200  # of plans and themes
_DETAIL_OF = {"owner": "owner_name"}
_YEARS_AHEAD = 5


@dataclass(frozen=True)
class Take:
    """Which differences are taken over. By default all but deletions: what is gone from the document stays."""

    skip: frozenset[Ref] = frozenset()  # rows of the new plan that stay as they are in the old one
    delete: frozenset[Ref] = frozenset()  # rows of the old plan that go to the bin


@dataclass(frozen=True)
class Imported:
    """What an import did, or with ``dry_run`` would do."""

    plan: ActionPlan | None
    comparison: Comparison
    is_new: bool
    saved: bool


def import_parsed_plan(
    *,
    hub: Hub,
    year: int,
    parsed: ParsedPlan,
    by: User | None,
    mend: Take | None = None,
    dry_run: bool = False,
) -> Imported:
    """Make the plan of ``hub`` for ``year`` from ``parsed``, or bring the plan that is there up to it.

    Rows are paired with the rows that are there (``compare``): the same document again changes nothing. Texts and
    statuses that differ are written, new rows added, moved rows moved, unless ``mend`` says otherwise. Rows that the
    document does not have stay, unless ``mend`` deletes them (to the bin). Everything in one transaction. Raises
    ``PlanLocked`` and ``Refused``.
    """
    mend = mend or Take()
    parsed = replace(parsed, themes=fitting(parsed.themes))
    _refuse_impossible(year, parsed)
    with transaction.atomic():
        plan = ActionPlan.objects.filter(hub=hub, year=year).first()
        if plan is not None:
            refuse_when_locked(plan)
        stored = stored_plan(plan)
        comparison = compare(stored.themes, parsed.themes)
        is_new = plan is None
        nothing = comparison.is_equal and not mend.delete and not is_new
        if dry_run or nothing:
            return Imported(plan, comparison, is_new, saved=False)
        if plan is None:
            title = title_for(parsed.title or _("Action plan %(year)s") % {"year": year}, year)[:TITLE_LENGTH]
            plan = add_plan(hub=hub, year=year, title=title, introduction=parsed.introduction, by=by)  # type: ignore[arg-type]
        _Writer(plan, stored, parsed, comparison, mend, by).write()
    return Imported(plan, comparison, is_new, saved=True)


def refuse_year(year: int) -> None:
    """Raise ``Refused`` for a year in which no plan can be."""
    last = min(LAST_YEAR, timezone.localdate().year + _YEARS_AHEAD)
    if not FIRST_YEAR <= year <= last:
        raise Refused(_("Choose a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": last})


def _refuse_impossible(year: int, parsed: ParsedPlan) -> None:
    refuse_year(year)
    if len(parsed.themes) > THEMES_PER_PLAN:
        counts = {"count": len(parsed.themes), "limit": THEMES_PER_PLAN}
        raise Refused(_("This plan has %(count)d themes. A plan can have %(limit)d.") % counts)
    for theme in parsed.themes:
        if not theme.title.strip() or len(theme.title) > TITLE_LENGTH:
            raise Refused(_("Give each theme a title of at most %(limit)d characters.") % {"limit": TITLE_LENGTH})
        if max(len(theme.focus_items), len(theme.activities)) > ROWS_PER_THEME:
            values = {"title": theme.title, "limit": ROWS_PER_THEME}
            raise Refused(_("The theme “%(title)s” has more than %(limit)d rows of one kind.") % values)


def fitting(themes: tuple[ParsedTheme, ...]) -> tuple[ParsedTheme, ...]:
    """The themes with what is too long for its field moved to the note, so that no word is lost."""
    return tuple(
        replace(
            theme,
            title=" ".join(theme.title.split()),
            focus_items=tuple(map(_fitting_item, theme.focus_items)),
            activities=tuple(map(_fitting_item, theme.activities)),
        )
        for theme in themes
    )


def _fitting_item(item: ParsedItem) -> ParsedItem:
    notes, values = [item.note] if item.note else [], dict[str, Any]()
    for name, limit in (("owner", 120), ("handover_to", 200)):
        text = getattr(item, name)
        if len(text) > limit:
            values[name] = text[: limit - 1].rstrip() + "…"
            notes.append(text)
    if item.hours is not None and item.hours >= Decimal(100_000):
        values["hours"] = None
        notes.append(str(item.hours))
    if item.reason and item.status != Status.BEHIND:  # a reason is only kept beside "achter op schema"
        values["reason"] = ""
        notes.append(item.reason)
    return replace(item, **values, note="\n".join(notes)) if values else item


class _Writer:
    """Writes one comparison into one plan. Lives inside the transaction of ``import_parsed_plan``."""

    def __init__(
        self,
        plan: ActionPlan,
        stored: StoredPlan,
        parsed: ParsedPlan,
        comparison: Comparison,
        mend: Take,
        by: User | None,
    ) -> None:
        self.plan, self.stored, self.parsed, self.by = plan, stored, parsed, by
        self.comparison, self.mend = comparison, mend
        self.themes: dict[int, Theme] = {}  # by number in the new plan
        self.placed: dict[Ref, PlanItem] = {}  # by place in the new plan
        self.statuses: list[status.NewStatus] = []
        self.touched: set[int] = set()
        self.now = timezone.now()

    def write(self) -> None:
        """Themes, rows, sub-results, order, deletions; then the audit and the change table."""
        self._write_themes()
        self._add_new()
        for change in self.comparison.items:
            if change.old is not None and change.new is not None:
                self._write_row(change, change.old, change.new)
        self._write_sub_results()
        self._delete()
        self._number()
        group = uuid.uuid4()
        status.record_statuses(subject_kind=SUBJECT, rows=self.statuses, by=self.by, group=group, at=self.now)
        changes.record(SUBJECT, sorted(self.touched))

    def _write_themes(self) -> None:
        national = national_themes_by_name()
        added: list[Theme] = []
        for change in self.comparison.themes:
            if change.new is None:
                continue
            theme = self.parsed.themes[change.new]
            if change.old is None:
                known = national.get(theme.title.lower())
                row = Theme(plan=self.plan, title=theme.title, goal=theme.goal, order=change.new + 1, national=known)
                added.append(row)
            else:
                row = self.stored.theme_rows[change.old]
                fields = [name for name in ("title", "goal") if name in change.changes]
                for name in fields:
                    setattr(row, name, getattr(theme, name))
                if fields:
                    self._save(row, fields)
            self.themes[change.new] = row
        bulk_create_with_history(added, Theme, default_user=self.by)

    def _save(self, row: Theme | PlanItem, fields: Sequence[str]) -> None:
        row._history_user = self.by  # type: ignore[union-attr]  # how django-simple-history is told who it was
        save_version(row, seen=row.version, fields=fields)

    def _add_new(self) -> None:
        added = []
        for change in self.comparison.items:
            if change.old is None and change.new is not None and change.new not in self.mend.skip:
                item = self._row_of(item_at(self.parsed.themes, change.new), change.new)
                self.placed[change.new] = item
                added.append(item)
        bulk_create_with_history(added, PlanItem, default_user=self.by, batch_size=200)
        for item in added:
            self.touched.add(item.pk)
            if item.status:
                self._note_status(item, "")

    def _row_of(self, item: ParsedItem, ref: Ref) -> PlanItem:
        return PlanItem(
            theme=self.themes[ref.theme],
            kind=ref.kind,
            order=ref.index + 1,
            text=item.text,
            deliverable=item.deliverable,
            status=item.status,
            status_reason=item.reason if item.status == Status.BEHIND else "",
            status_at=self.now if item.status else None,
            confirmed_at=self.now if item.status else None,
            owner_name=item.owner,
            planned_from=item.planned_from,
            planned_until=item.planned_until,
            hours=item.hours,
            handover_to=item.handover_to,
            note=item.note,
        )

    def _note_status(self, item: PlanItem, old: str) -> None:
        act = status.Act.IMPORTED
        self.statuses.append(status.NewStatus(item.pk, old, item.status, item.status_reason, act))

    def _write_row(self, change: ItemChange, old: Ref, new: Ref) -> None:
        item, wanted = self.stored.items[old], item_at(self.parsed.themes, new)
        if new in self.mend.skip:
            return
        self.placed[new] = item
        fields: set[str] = set()
        for name in (
            "text",
            "deliverable",
            *_DETAIL_OF,
            "planned_from",
            "planned_until",
            "hours",
            "handover_to",
            "note",
        ):
            if name in change.changes:
                stored_name = _DETAIL_OF.get(name, name)
                setattr(item, stored_name, getattr(wanted, name))
                fields.add(stored_name)
        if item.planned_from and item.planned_until and item.planned_until < item.planned_from:
            item.planned_from, item.planned_until = wanted.planned_from, wanted.planned_until
            fields |= {"planned_from", "planned_until"}
        theme = self.themes[new.theme]
        if (item.theme_id, item.kind) != (theme.pk, new.kind):
            item.theme, item.kind = theme, new.kind
            fields |= {"theme", "kind"}
        fields |= self._status_fields(item, wanted, change)
        if fields:
            self._save(item, sorted(fields))
        if change.changes:
            self.touched.add(item.pk)

    def _status_fields(self, item: PlanItem, wanted: ParsedItem, change: ItemChange) -> set[str]:
        behind = (wanted.status or item.status) == Status.BEHIND
        if "status" not in change.changes and not ("reason" in change.changes and behind):
            return set()
        old = item.status
        item.status = wanted.status or item.status
        item.status_reason = wanted.reason if behind else ""
        item.confirmed_at = self.now
        if old != item.status:
            item.status_at = self.now
        self._note_status(item, old)
        return {"status", "status_reason", "status_at", "confirmed_at"}

    def _write_sub_results(self) -> None:
        for change in self.comparison.items:
            item = self.placed.get(change.new) if change.new else None
            if item is None or change.new is None or not {"new", "sub_items"} & set(change.changes):
                continue
            texts = item_at(self.parsed.themes, change.new).sub_items
            if not texts:
                continue
            free = list(self.stored.sub_results.get(item.pk, []))
            wishes = []
            for text in texts:
                same = next((sub for sub in free if sub.text == text), None)
                if same:
                    free.remove(same)
                wishes.append(SubWish(text, same.is_done if same else False, same.pk if same else None))
            wishes += [SubWish("", sub.is_done, sub.pk) for sub in free]
            _write_sub_results(item, wishes, self.by)  # type: ignore[arg-type]  # nobody, from the command line

    def _delete(self) -> None:
        items = [self.stored.items[ref] for ref in self.mend.delete if ref in self.stored.items]
        if items:
            subs = SubResult.objects.filter(item__in=items)
            bin.bin_objects(objects=[*items, *subs], by=self.by, label=_("Rows that an import left out"))
            changes.record(SUBJECT, [item.pk for item in items], deleted=True)

    def _number(self) -> None:
        """Put themes and rows in the order of the document; what it does not have comes after."""
        themes = [self.themes[number] for number in sorted(self.themes)]
        themes += [theme for theme in self.stored.theme_rows if theme not in themes]
        _renumber(themes, Theme)
        for number, theme in enumerate(themes):
            for kind in PlanItem.Kind.values:
                refs = sorted(
                    (ref for ref in self.placed if ref.theme == number and ref.kind == kind), key=lambda ref: ref.index
                )
                rows = [self.placed[ref] for ref in refs]
                others = [item for item in self.stored.items.values() if (item.theme_id, item.kind) == (theme.pk, kind)]
                rows += [item for item in others if item not in rows]
                _renumber(rows, PlanItem)


def _renumber(rows: list[Any], model: type[Any]) -> None:
    moved = []
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            moved.append(row)
    if moved:
        model.objects.bulk_update(moved, ["order"], batch_size=200)
