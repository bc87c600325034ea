"""The one append-only table of status changes (``core.status``)."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnly(TypeError):
    """Somebody tried to change or delete a row of a table that only grows."""


class AppendOnlyQuerySet(models.QuerySet["StatusChange"]):
    """Refuses every way of changing or deleting that Django offers; a trigger in the database refuses the rest."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("A status change is never edited: record a new one.")

    def delete(self) -> NoReturn:
        raise AppendOnly("A status change is never deleted: record a new one.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("A status change is never edited: record a new one.")


class StatusChange(models.Model):
    """Who gave which thing which status, when and why. ``group`` ties together what one save did."""

    class Act(models.TextChoices):
        SET = "set", _("set")
        CONFIRMED = "confirmed", _("confirmed unchanged")
        UNDONE = "undone", _("undone")
        IMPORTED = "imported", _("imported")
        COPIED = "copied", _("copied from an earlier year")

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    old = models.CharField(max_length=40, blank=True)
    new = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    # A person who acted is made anonymous, never deleted: that would change history.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=10, choices=Act.choices, default=Act.SET)
    group = models.UUIDField(default=uuid.uuid4, db_index=True)

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                "subject_kind", "subject_id", models.F("at").desc(), models.F("id").desc(), name="status_latest"
            ),
            models.Index(fields=["subject_kind", "at"], name="status_since"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.old or '–'} → {self.new or '–'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("A status change is never edited: record a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("A status change is never deleted: record a new one.")
