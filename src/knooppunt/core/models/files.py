"""Private files (``core.files``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .base import PublicId


class StoredFile(PublicId):
    """A file that somebody handed in. The bytes stand under their hash, once; rows may share them."""

    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    size = models.PositiveBigIntegerField(editable=False, help_text="bytes")
    content_type = models.CharField(max_length=120, editable=False, help_text="by content, not by name")
    name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name
