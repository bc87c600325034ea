"""Two entries turned out to be the same thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .entries import Entry


class EntryMerge(models.Model):
    """``gone`` goes on as ``kept``. ``moved`` tells what went along and how both were, so that it can be taken back.

    One that was taken back says that they are two; so does one that was never carried out (``moved`` is empty then).
    """

    kept = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="entry_merged_once"
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="entry_merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
