"""What the register remembers about itself: merges, columns of lists, and the local text of the factsheet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Versioned

from .hubs import Hub


class RegisterMerge(models.Model):
    """Two records of the register became one; with what moved, so that it can be taken back."""

    class Subject(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        CONTACT = "contact", _("Contact")

    subject = models.CharField(max_length=20, choices=Subject.choices)
    kept_id = models.PositiveBigIntegerField()
    gone_id = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    moved = models.JSONField(default=dict)  # see actions.merge_records
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "kept_id"])]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class NotTheSame(models.Model):
    """Somebody looked: these two are not the same, so they are not offered again."""

    subject = models.CharField(max_length=20, choices=RegisterMerge.Subject.choices)
    low_id = models.PositiveBigIntegerField()
    high_id = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "low_id", "high_id"], name="not_the_same_once")]

    def __str__(self) -> str:
        return f"{self.low_id} ≠ {self.high_id}"


class ColumnMap(models.Model):
    """Which column of a list means what: remembered per hub for lists with the same titles."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="+")
    titles = models.CharField(max_length=64)  # a digest of the titles, in order
    columns = models.JSONField(default=dict)  # our name of a field → position
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "titles"], name="column_map_once")]

    def __str__(self) -> str:
        return f"{self.hub_id}: {self.titles[:8]}"


class FactsheetText(Versioned):
    """What one party does in the words of the factsheet: the national words (no hub), or those of one hub."""

    class Part(models.TextChoices):
        INTRODUCTION = "introduction", _("Introduction")
        CONSORTIUM = "consortium", _("The consortium")
        HUB = "hub", _("The education hub")
        NETWORKS = "networks", _("The networks for palliative care")
        NATIONAL = "national", _("The national education hub")
        PZNL = "pznl", "PZNL"

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, null=True, blank=True, related_name="factsheet_texts")
    part = models.CharField(max_length=20, choices=Part.choices)
    text = models.TextField(_("text"), blank=True, max_length=700)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "part"], name="factsheet_text_once"),
            models.UniqueConstraint(fields=["part"], condition=Q(hub__isnull=True), name="factsheet_text_national"),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id}: {self.part}"
