"""Hubs with plans over years, for the tests of the overview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from knooppunt.core import status
from knooppunt.network.models import Hub
from knooppunt.network.tests.factories import HubFactory
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, StatusRound, Theme
from knooppunt.plans.queries.history import SUBJECT

STATUSES = ["behaald", "op_schema", "doorlopend", "achter_op_schema", ""]


def this_year() -> int:
    return timezone.localdate().year


def make_national(slug: str = "communicatie", order: int = 0) -> NationalTheme:
    title = slug.capitalize()
    return NationalTheme.objects.create(slug=slug, title=title, short_title=title[:20], order=order)


def make_plan(hub: Hub, year: int | None = None, **extra: object) -> ActionPlan:
    return ActionPlan.objects.create(hub=hub, year=year or this_year(), title="Actieplan", **extra)


def make_rows(
    plan: ActionPlan, national: NationalTheme | None, statuses: Sequence[str], *, title: str = "Thema", **extra: object
) -> list[PlanItem]:
    """A theme with one row per status, all confirmed now."""
    theme = Theme.objects.create(plan=plan, national=national, title=title)
    now = timezone.now()
    return [
        PlanItem.objects.create(
            theme=theme, kind="focus", order=order, text=f"Punt {order}", status=code,
            **{"confirmed_at": now if code else None, "status_at": now if code else None, **extra},
        )
        for order, code in enumerate(statuses)
    ]  # fmt: skip


def make_network(hubs: int, years: int, themes: int = 6) -> list[Hub]:
    """Hubs with a plan per year of five rows per theme, one of each status."""
    nationals = [make_national(f"thema-{number}", number) for number in range(themes)]
    made = [HubFactory(order=number) for number in range(hubs)]
    now = timezone.now()
    for hub in made:
        for back in range(years):
            plan = make_plan(hub, this_year() - back)
            chapters = [Theme.objects.create(plan=plan, national=one, title=one.title) for one in nationals]
            PlanItem.objects.bulk_create(
                PlanItem(
                    theme=chapter, kind="focus", order=order, text="Punt", status=code, confirmed_at=now, status_at=now,
                    status_reason="Geen tijd" if code == "achter_op_schema" else "",
                )
                for chapter in chapters
                for order, code in enumerate(STATUSES)
            )  # fmt: skip
    return made


def make_round(opens: int = -3, closes: int = 3, **extra: object) -> StatusRound:
    """A round whose days are given relative to today."""
    today = timezone.localdate()
    values: dict[str, object] = {"title": "Najaarsronde", "year": today.year, **extra}
    return StatusRound.objects.create(
        opens_on=today + dt.timedelta(days=opens), closes_on=today + dt.timedelta(days=closes), **values
    )


def change(item: PlanItem, new: str, *, at: dt.datetime | None = None, act: str = "set") -> None:
    """Give a row another status, with its history."""
    at = at or timezone.now()
    status.record(subject_kind=SUBJECT, subject_id=item.pk, old=item.status, new=new, by=None, at=at, act=act)
    item.status, item.status_at, item.confirmed_at = new, at, at
    item.save(update_fields=["status", "status_at", "confirmed_at"])
