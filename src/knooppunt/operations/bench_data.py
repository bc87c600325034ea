"""Data to measure with: hubs with plans of real size, made in bulk. For an empty folder or a demo, never beside real
data.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.api import make_bench_entries
from knooppunt.core.models import StatusChange
from knooppunt.network.models import Hub, Organisation
from knooppunt.operations import demo_mark
from knooppunt.operations.emptiness import what_is_here
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, Status, Theme

HUBS, YEARS = 9, 5
THEMES, FOCUS, ACTIVITIES = 6, 26, 23  # as the plan of seed 002: 49 rows


@transaction.atomic
def make_bench_data(*, hubs: int = HUBS, years: int = YEARS) -> str:
    """Replace the plans of this demo by ``hubs`` × ``years`` plans of 49 rows with a history of statuses.

    Raises:
        CommandError: there are data here that are no demo.
    """
    if demo_mark.read() is None and what_is_here():
        raise CommandError(_("There are real data here: measure in a demo or in an empty folder."))
    chance = random.Random(49)  # noqa: S311 - the same figures every time
    plans = _plans(_hubs(hubs), years)
    themes = _themes(plans)
    items = _items(themes, chance)
    changes = _history(items)
    return f"{len(plans)} plans, {len(themes)} themes, {len(items)} rows, {len(changes)} status changes"


def make_entries(count: int) -> str:
    """Replace the entries of an earlier measurement by ``count`` new ones.

    Raises:
        CommandError: there are data here that are no demo.
    """
    if demo_mark.read() is None and _is_in_use():
        raise CommandError(_("There are real data here: measure in a demo or in an empty folder."))
    if not 0 <= count <= 5_000_000:
        raise CommandError(_("Choose a number of entries up to 5,000,000."))
    return make_bench_entries(count)


def _is_in_use() -> bool:
    """Whether anybody works here. Hubs and terms are there from the beginning."""
    people = get_user_model().objects.exists()
    return people or Organisation.objects.exclude(name__startswith="Meetacademie ").exists()


def _hubs(count: int) -> list[Hub]:
    found = list(Hub.objects.order_by("pk")[:count])
    more = range(len(found), count)
    return [*found, *(Hub.objects.create(slug=f"meting-{n}", name=f"Meting {n}", kind=Hub.Kind.REGIONAL) for n in more)]


def _plans(hubs: Iterable[Hub], years: int) -> list[ActionPlan]:
    this_year = timezone.localdate().year
    PlanItem.all_objects.filter(theme__plan__is_template=False).delete()
    Theme.all_objects.filter(plan__is_template=False).delete()
    ActionPlan.objects.filter(is_template=False).delete()
    return ActionPlan.objects.bulk_create(
        ActionPlan(hub=hub, year=year, title=f"Actieplan {year}", is_example=True)
        for hub in hubs
        for year in range(this_year - years + 1, this_year + 1)
    )


def _themes(plans: list[ActionPlan]) -> list[Theme]:
    national = [
        NationalTheme.objects.get_or_create(
            slug=f"meting-{number}",
            defaults={"title": f"Thema {number}", "short_title": f"Thema {number}", "order": number},
        )[0]
        for number in range(THEMES)
    ]
    goal = "Scholen en zorgorganisaties in de regio weten elkaar te vinden. " * 3
    return Theme.objects.bulk_create(
        (
            Theme(plan=plan, national=theme, title=theme.title, goal=goal, order=number)
            for plan in plans
            for number, theme in enumerate(national)
        ),
        batch_size=500,
    )


def _items(themes: list[Theme], chance: random.Random) -> list[PlanItem]:
    statuses = [*Status.values, ""]
    kinds = [PlanItem.Kind.FOCUS] * FOCUS + [PlanItem.Kind.ACTIVITY] * ACTIVITIES
    text = "In gesprek met drie scholen over de plaats van palliatieve zorg in het onderwijs, met een vervolgafspraak. "
    now = timezone.now()
    rows: list[PlanItem] = []
    for start in range(0, len(themes), THEMES):
        own = themes[start : start + THEMES]
        for number, kind in enumerate(kinds):
            status = chance.choice(statuses)
            since = now - timedelta(days=chance.randrange(200)) if status else None
            rows.append(
                PlanItem(
                    theme=own[number % THEMES],
                    kind=kind,
                    order=number,
                    text=text,
                    status=status,
                    status_reason="Geen tijd gevonden." if status == Status.BEHIND else "",
                    status_at=since,
                    confirmed_at=since,
                    lineage=uuid.UUID(int=number),
                )
            )
    return PlanItem.objects.bulk_create(rows, batch_size=500)


def _history(items: list[PlanItem]) -> list[StatusChange]:
    return StatusChange.objects.bulk_create(
        (
            StatusChange(
                subject_kind="plans.item",
                subject_id=item.pk,
                new=item.status,
                reason=item.status_reason,
                at=item.status_at,
            )
            for item in items
            if item.status_at
        ),
        batch_size=500,
    )
