"""Counters against haste and abuse (``core.limits``)."""

from __future__ import annotations

from django.db import models


class LimitWindow(models.Model):
    """How often one key did one thing since its window began. The key is a hash, never an address or mailbox."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    count = models.PositiveIntegerField()
    resets_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="limit_scope_key")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"
