"""What was done about personal data (``core.persons``, ``core.retention``), without personal data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PrivacyAct(models.Model):
    """Somebody's data were given, erased, or cleaned away because their time was over."""

    class Kind(models.TextChoices):
        EXPORTED = "exported", _("given to the person")
        ERASED = "erased", _("erased")
        RETENTION = "retention", _("cleaned because its time was over")
        REHEARSED = "rehearsed", _("cleaning rehearsed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=32, blank=True, help_text="fingerprint of the mailbox; tells no name")
    counts = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class RetentionWarning(models.Model):
    """Before something goes because its time is over, whom it concerns is told; it goes only after that."""

    rule = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    warned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "subject_id"], name="retention_warned_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_id}"
