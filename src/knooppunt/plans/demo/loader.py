"""Example plans: a national template per year, a plan per hub for three years, statuses spread over months.

Everything is marked as example. Running it again changes nothing. The "random" choices come from a fixed seed, so that
the demo looks the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.core import changes, status
from knooppunt.network.models import Hub, Mandate, Role
from knooppunt.plans.actions.plans import Along, add_plan, copy_plan
from knooppunt.plans.actions.rows import add_item
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.actions.themes import add_theme
from knooppunt.plans.demo import nhf
from knooppunt.plans.demo.extras import show_everything
from knooppunt.plans.demo.texts import CHAPTERS, LOCAL, REASONS, Chapter
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, Status, Theme

YEARS_BACK = 2
# How a hub tends to stand: weights for achieved, on track, continuous, behind, no status.
MOODS: tuple[tuple[int, int, int, int, int], ...] = (
    (4, 6, 3, 1, 1),
    (2, 7, 4, 2, 1),
    (6, 5, 2, 0, 0),
    (1, 4, 3, 5, 2),
    (3, 6, 4, 1, 0),
    (1, 6, 2, 1, 5),
    (2, 5, 5, 2, 1),
    (3, 3, 3, 3, 3),
)


@transaction.atomic
def load_demo_plans() -> str:
    """Load the example plans (demo loader)."""
    this_year = timezone.localdate().year
    if ActionPlan.objects.filter(year=this_year, is_example=True, is_template=False).exists():
        return "0 plans"
    hubs = list(Hub.objects.working().order_by("order"))
    actor = User.objects.filter(mandates__role=Role.COORDINATOR).first() or _anybody()
    _national_themes()
    plans: list[ActionPlan] = []
    template: ActionPlan | None = None
    for year in range(this_year - YEARS_BACK, this_year + 1):
        template = _template(year, template, actor)
        plans += [plan for number, hub in enumerate(hubs) if (plan := _plan(hub, number, year, template, actor))]
    real = nhf.load_real_plan()
    if real is not None:
        _set_statuses(real, 0, actor, final=True)
        plans.append(real)
    if len(hubs) > 1 and template is not None:
        show_everything(hubs, template, actor)
    ActionPlan.objects.filter(year__lte=this_year - YEARS_BACK).update(locked_at=timezone.now())
    ActionPlan.objects.filter(pk__in=[plan.pk for plan in plans]).update(is_example=True)
    ActionPlan.objects.templates().update(is_example=True)
    return f"{len(plans)} plans"


def _anybody() -> User:
    return User.objects.first() or User.objects.create_user(email="voorbeeld@knooppunt.example", name="Voorbeeld")


def _national_themes() -> None:
    for order, chapter in enumerate(CHAPTERS, start=1):
        NationalTheme.objects.update_or_create(
            slug=chapter.slug,
            defaults={
                "title": chapter.title,
                "short_title": chapter.short_title,
                "aliases": "\n".join(chapter.aliases),
                "order": order,
            },
        )


def _template(year: int, before: ActionPlan | None, by: User) -> ActionPlan:
    title = f"Landelijk sjabloon {year}"
    found = ActionPlan.objects.templates().filter(year=year).first()
    if found is not None:
        return found
    if before is not None:
        rows = PlanItem.objects.filter(theme__plan=before).values_list("pk", flat=True)
        return copy_plan(source=before, hub=None, year=year, title=title, items=set(rows), by=by)
    plan = add_plan(hub=None, year=year, title=title, by=by)
    for chapter in CHAPTERS:
        _chapter(plan, chapter, by)
    return plan


def _chapter(plan: ActionPlan, chapter: Chapter, by: User) -> Theme:
    national = NationalTheme.objects.get(slug=chapter.slug)
    theme = add_theme(plan=plan, title=chapter.title, goal=chapter.goal, national=national, by=by)
    for text in chapter.focus:
        add_item(theme=theme, kind=PlanItem.Kind.FOCUS, text=text, by=by)
    for text, deliverable in chapter.activities:
        add_item(theme=theme, kind=PlanItem.Kind.ACTIVITY, text=text, by=by, deliverable=deliverable)
    return theme


def _plan(hub: Hub, number: int, year: int, template: ActionPlan, fallback: User) -> ActionPlan | None:
    this_year = timezone.localdate().year
    if number == 6 and year == this_year:  # one hub has not begun yet, so that the overview has something to ask
        return None
    if ActionPlan.objects.filter(hub=hub, year=year).exists():
        return None
    ambassador = Mandate.objects.filter(hub=hub, role=Role.AMBASSADOR).select_related("user").first()
    by = ambassador.user if ambassador else fallback
    source = ActionPlan.objects.filter(hub=hub, year=year - 1).first() or template
    rows = PlanItem.objects.filter(theme__plan=source, theme__binned_at=None, archived_at=None).values_list(
        "pk", flat=True
    )
    plan = copy_plan(
        source=source,
        hub=hub,
        year=year,
        title=f"Actieplan {year}",
        items=set(rows),
        by=by,
        along=Along(statuses=False),
    )
    if source.is_template:
        slug, text = LOCAL[number % len(LOCAL)]
        theme = Theme.objects.get(plan=plan, national__slug=slug)
        add_item(theme=theme, kind=PlanItem.Kind.ACTIVITY, text=text, by=by)
    _set_statuses(plan, number, by, final=year < this_year)
    return plan


def _set_statuses(plan: ActionPlan, number: int, by: User, *, final: bool) -> None:
    """Two or three saves in the year: first everything under way, later as the hub tends to stand."""
    chance = random.Random(f"{plan.year}-{number}")
    year_end = timezone.make_aware(dt.datetime(plan.year, 12, 10, 10, 0))
    last = min(year_end, timezone.now() - dt.timedelta(days=(3, 12, 75, 20, 5, 40, 9, 30)[number % 8]))
    first = max(timezone.make_aware(dt.datetime(plan.year, 1, 15, 9, 0)), last - dt.timedelta(days=120))
    first = min(first, last)
    items = list(PlanItem.objects.filter(theme__plan=plan, theme__binned_at=None, archived_at=None))
    _save(items, [_early(chance) for _item in items], first, by)
    weights = (8, 1, 4, 1, 0) if final else MOODS[number % len(MOODS)]
    codes = [*Status.values, ""]
    _save(items, [chance.choices(codes, weights)[0] for _item in items], last, by)
    for item in items:
        item.status_reason = _reason(item) if item.status == Status.BEHIND else ""
    PlanItem.objects.bulk_update(items, ["status", "status_reason", "status_at", "confirmed_at"])
    changes.record(SUBJECT, [item.pk for item in items])


def _reason(item: PlanItem) -> str:
    return REASONS[item.pk % len(REASONS)]


def _early(chance: random.Random) -> str:
    return chance.choices([Status.ON_TRACK, Status.CONTINUOUS, ""], (6, 3, 1))[0]


def _save(items: list[PlanItem], wanted: list[str], at: dt.datetime, by: User) -> None:
    rows = []
    for item, new in zip(items, wanted, strict=True):
        if new == item.status == "":
            continue
        act = status.Act.CONFIRMED if new == item.status else status.Act.SET
        reason = _reason(item) if new == Status.BEHIND else ""
        rows.append(status.NewStatus(item.pk, item.status, new, reason, act))
        if new != item.status:
            item.status, item.status_at = new, at
        item.confirmed_at = at
    status.record_statuses(subject_kind=SUBJECT, rows=rows, by=by, group=uuid.uuid4(), at=at)
