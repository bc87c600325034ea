"""Imports that are being mended: kept privately for seven days, then cleaned away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.versions import Conflict, save_version
from knooppunt.plans.actions.importing import Imported, Take, import_parsed_plan, refuse_year
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.importing.compare import Ref
from knooppunt.plans.importing.mend import ROW_MOVES, THEME_MOVES, Draft, Edit, NotPossible
from knooppunt.plans.importing.read import read_plan
from knooppunt.plans.importing.refusal import Sentence
from knooppunt.plans.importing.tree import ParsedPlan
from knooppunt.plans.models import ActionPlan, PlanImport
from knooppunt.plans.queries.importing import preview_of

if TYPE_CHECKING:
    from knooppunt.accounts.models import User
    from knooppunt.network.models import Hub

KEPT_FOR = dt.timedelta(days=7)
DRAFTS_PER_HUB = 20


@dataclass(frozen=True)
class Mending:
    """What somebody filled in on the page, and the button they pressed (``up:12``; empty to only keep it)."""

    rows: Mapping[int, Edit] = field(default_factory=dict)
    themes: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # title and goal
    title: str = ""
    introduction: str = ""
    move: str = ""


def start_import(*, hub: Hub, year: int, data: bytes, file_name: str, by: User) -> PlanImport:
    """Read a document and keep what it says as a draft. Raises ``ImportRefused``, ``Refused`` and ``PlanLocked``."""
    refuse_year(year)
    plan = ActionPlan.objects.filter(hub=hub, year=year).first()
    if plan is not None:
        refuse_when_locked(plan)
    parsed = read_plan(data, file_name)
    draft = Draft.of(parsed).to_dict()
    aside = {str(one.line): one.why for one in parsed.set_aside if one.why not in ("number", "header")}
    with transaction.atomic():
        old = (
            PlanImport.objects.filter(hub=hub)
            .order_by("-changed_at")
            .values_list("pk", flat=True)[DRAFTS_PER_HUB - 1 :]
        )
        PlanImport.objects.filter(pk__in=list(old)).delete()
        return PlanImport.objects.create(
            hub=hub,
            year=year,
            by=by,
            file_name=file_name.replace("\\", "/").rsplit("/", 1)[-1][:200],
            tree={"draft": draft, "start": draft, "before": None, "aside": aside},
            source_lines=list(parsed.source_lines),
            warnings=[{"line": doubt.line, **doubt.sentence.to_dict()} for doubt in parsed.warnings],
        )


def mend_import(*, draft: PlanImport, seen: int, mending: Mending) -> Sentence | None:
    """Keep what was filled in and make the move. Returns a sentence when the move cannot be made (the rest is kept).

    Raises ``Conflict`` when somebody else mended it since version ``seen``.
    """
    tree: dict[str, Any] = draft.tree
    if mending.move in ("undo", "reset"):
        wanted = tree["before"] if mending.move == "undo" else tree["start"]
        answer = None if wanted else Sentence("")
        after = wanted or tree["draft"]
    else:
        found = Draft.from_dict(tree["draft"])
        answer = _mend(found, mending)
        after = found.to_dict()
    before = tree["draft"] if after != tree["draft"] else tree["before"]
    draft.tree = {**tree, "draft": after, "before": before}
    if draft.tree == tree:
        _refuse_stale(draft, seen)
    else:
        save_version(draft, seen=seen, fields=["tree"])
    return answer


def _refuse_stale(draft: PlanImport, seen: int) -> None:
    if draft.version != seen:
        raise Conflict(mine=draft, current=draft)


def _mend(draft: Draft, mending: Mending) -> Sentence | None:
    draft.title, draft.introduction = mending.title[:200], mending.introduction
    for number, (title, goal) in mending.themes.items():
        part = next((part for part in draft.parts if part.id == number), None)
        if part is not None:
            part.title, part.goal = " ".join(title.split())[:200], goal.strip()
    known = {row.id for part in draft.parts for row in part.rows}
    for number, edit in mending.rows.items():
        if number in known:
            draft.edit(number, edit)
    return _move(draft, mending.move)


def _move(draft: Draft, move: str) -> Sentence | None:
    name, _colon, number = move.partition(":")
    if name == "theme-add":
        draft.theme_add()
        return None
    action = ROW_MOVES.get(name) or THEME_MOVES.get(name)
    if action is None or not number.isdecimal() or len(number) > 9:
        return None
    try:
        action(draft, int(number))
    except NotPossible as no:
        return no.sentence
    except LookupError:  # the row is gone: a button pressed twice
        return None
    return None


@dataclass(frozen=True)
class Choice:
    """What was chosen on the last page. ``seen`` is what the page said would change (``Preview.fingerprint``)."""

    seen: str = ""
    skip: Collection[int] = ()  # numbers of rows of the draft
    delete: Collection[int] = ()  # primary keys of rows of the plan


def save_import(*, draft: PlanImport, seen: int, choice: Choice, by: User) -> Imported:
    """Write the draft into the plan, all or nothing, and drop the draft.

    Raises ``Conflict`` when the draft was mended since, ``Refused`` when it cannot be saved yet or when the plan changed
    since the page was shown, and ``PlanLocked``.
    """
    with transaction.atomic():
        _refuse_stale(PlanImport.objects.get(pk=draft.pk), seen)
        found = Draft.from_dict(draft.tree["draft"])
        problem = found.problem()
        if problem is not None:
            raise Refused(str(problem))
        preview = preview_of(draft)
        if choice.seen and choice.seen != preview.fingerprint:
            raise Refused(_("The plan has changed in the meantime. Look again at what would change, then save."))
        places = found.places()
        skip = frozenset(Ref(*places[number]) for number in choice.skip if number in places)
        delete = frozenset(ref for ref, item in preview.stored.items.items() if item.pk in set(choice.delete))
        gone = {change.old for change in preview.comparison.items if change.new is None}
        parsed = ParsedPlan(found.title, draft.year, found.introduction, found.themes())
        done = import_parsed_plan(
            hub=draft.hub, year=draft.year, parsed=parsed, by=by, mend=Take(skip=skip, delete=delete & gone)
        )
        draft.delete()
    return done


def drop_import(*, draft: PlanImport) -> None:
    """Throw a draft away. The plan is not touched."""
    draft.delete()


def clean_imports() -> int:
    """Throw away drafts that nobody touched for seven days; returns how many."""
    return PlanImport.objects.filter(changed_at__lt=timezone.now() - KEPT_FOR).delete()[0]
