"""Links that act without signing in (``core.grants``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class LinkGrant(models.Model):
    """What the holder of one secret link may do, until when. Only the hash of the secret is kept."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    data = models.JSONField(default=dict, blank=True)
    single_use = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)  # first use
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "subject_kind", "subject_id"], name="grant_subject")]

    def __str__(self) -> str:
        return f"{self.scope} ({self.subject_kind} {self.subject_id or ''})"
