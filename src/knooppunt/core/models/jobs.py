"""Work for later, and when it comes round (``core.jobs``, ``core.schedules``)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A call of a registered function, with the lease of the worker that is doing it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DEAD = "dead", _("given up")

    name = models.CharField(max_length=100)
    args = models.JSONField(default=dict, blank=True)
    lane = models.CharField(max_length=10, default="quick")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    schedule = models.CharField(max_length=100, blank=True, help_text="the schedule that asked for it")
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, help_text="one waiting job per key")

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    run_after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=500, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "lane", "run_after"], name="job_due"),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], condition=models.Q(state="queued"), name="job_one_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"


class JobFailureManager(models.Manager[Any]):
    """Only jobs that were given up."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(state=Job.State.DEAD)


class JobFailure(Job):
    """A job that was given up after its last attempt; a person decides what happens with it."""

    objects: ClassVar[JobFailureManager] = JobFailureManager()

    class Meta:
        proxy = True


class Schedule(models.Model):
    """When a job comes round. The rows are made from the code's registry; people can only pause them."""

    name = models.CharField(max_length=100, unique=True)
    every_seconds = models.PositiveIntegerField(null=True, blank=True)
    daily_at = models.TimeField(null=True, blank=True, help_text="Europe/Amsterdam")
    next_run = models.DateTimeField(db_index=True)
    paused = models.BooleanField(default=False)
    last_run = models.DateTimeField(null=True, blank=True)
    last_result = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(every_seconds__isnull=True) ^ models.Q(daily_at__isnull=True),
                name="schedule_every_or_daily",
            )
        ]

    def __str__(self) -> str:
        return self.name
