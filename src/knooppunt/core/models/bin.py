"""One act of deleting, and what went with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class BinBatch(models.Model):
    """Rows that went into the bin together and come back together. The rows point here with ``bin_batch``."""

    label = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    contents = models.JSONField(default=list, help_text="[model label, number of rows], in the order given")
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.label
