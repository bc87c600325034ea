"""Jobs that come round: declared in code, kept as rows that people can see and pause.

``every("core.clean_limits", timedelta(hours=1), clean_limits)`` in an app's ``tasks.py``. The workers look every few
seconds; a schedule that is due is taken with one conditional update, so that of several workers exactly one enqueues
the job. After a standstill a schedule runs once, not as often as it was missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from knooppunt.core.jobs import JobDefinition
from knooppunt.core.models import Schedule
from knooppunt.core.registries import Registry, Text

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Plan:
    """A job and its rhythm: every so often, or daily at a time in Europe/Amsterdam."""

    name: str
    job: JobDefinition[Any]
    every: timedelta | None = None
    daily_at: time | None = None
    title: Text = ""  # for people; the name when there is none

    def next_after(self, moment: datetime) -> datetime:
        """The first run after ``moment``."""
        if self.every is not None:
            return moment + self.every
        assert self.daily_at is not None
        local = moment.astimezone(AMSTERDAM)
        today = datetime.combine(local.date(), self.daily_at, AMSTERDAM)
        return today if today > moment else today + timedelta(days=1)


plans: Registry[Plan] = Registry("schedules")


def every(name: str, interval: timedelta, job: JobDefinition[Any], *, title: Text = "") -> None:
    """Run ``job`` every ``interval``. ``title`` names it on the page of the administrator."""
    plans.register(name, Plan(name, job, every=interval, title=title))


def daily(name: str, at: time, job: JobDefinition[Any], *, title: Text = "") -> None:
    """Run ``job`` every day at ``at`` (Europe/Amsterdam). ``title`` names it on the page of the administrator."""
    plans.register(name, Plan(name, job, daily_at=at, title=title))


def title_of(name: str) -> str:
    """How people call a schedule."""
    plan = plans.get(name)
    if plan is None:  # a web process has not looked for jobs yet
        autodiscover_modules("tasks")
        plan = plans.get(name)
    return str(plan.title or name) if plan else name


def sync() -> None:
    """Make the rows follow the code: new ones appear (first run at once, or at their time), rhythms follow, dropped
    ones go.
    """
    autodiscover_modules("tasks")
    now = timezone.now()
    with transaction.atomic():
        Schedule.objects.exclude(name__in=plans.names()).delete()
        known = {row.name: row for row in Schedule.objects.all()}
        for plan in plans:
            rhythm = {
                "every_seconds": int(plan.every.total_seconds()) if plan.every else None,
                "daily_at": plan.daily_at,
            }
            row = known.get(plan.name)
            if row is None:
                first = now if plan.every else plan.next_after(now)
                Schedule.objects.get_or_create(name=plan.name, defaults={**rhythm, "next_run": first})
            elif (row.every_seconds, row.daily_at) != (rhythm["every_seconds"], rhythm["daily_at"]):
                Schedule.objects.filter(pk=row.pk).update(**rhythm, next_run=plan.next_after(now))


def run_due(now: datetime | None = None) -> list[str]:
    """Enqueue what is due; returns the names that this call took. Paused schedules wait."""
    now = now or timezone.now()
    taken = []
    for row in Schedule.objects.filter(paused=False, next_run__lte=now):
        plan = plans.get(row.name)
        if plan is None:
            continue
        with transaction.atomic():
            mine = Schedule.objects.filter(pk=row.pk, next_run=row.next_run, paused=False)
            if mine.update(next_run=plan.next_after(now), last_run=now):
                plan.job.enqueue_with({}, dedupe_key=f"schedule:{plan.name}", schedule=plan.name)
                taken.append(plan.name)
    return taken


def pause(schedule: Schedule) -> None:
    """Stop it from coming round; what is waiting or running goes on."""
    Schedule.objects.filter(pk=schedule.pk).update(paused=True)


def resume(schedule: Schedule) -> None:
    """Let it come round again; if it is due it runs at the next look."""
    Schedule.objects.filter(pk=schedule.pk).update(paused=False)
