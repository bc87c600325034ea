"""The change table that search indexers follow (``core.changes``)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Change(models.Model):
    """One thing of one kind was made, changed or deleted, in the transaction that wrote this row.

    ``xid`` is PostgreSQL's transaction id and 0 on SQLite, where only one transaction writes at a time.
    """

    xid = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    deleted = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["xid", "id"]
        indexes = [
            models.Index(fields=["xid", "id"], name="change_order"),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}{' deleted' if self.deleted else ''}"


class ChangeMark(models.Model):
    """One row: which life of the table this is, and up to where it has been cleaned."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.UUIDField(default=uuid.uuid4)
    cleaned_xid = models.BigIntegerField(default=-1)
    cleaned_id = models.BigIntegerField(default=-1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="change_mark_single")]

    def __str__(self) -> str:
        return f"{self.epoch} cleaned to ({self.cleaned_xid}, {self.cleaned_id})"
