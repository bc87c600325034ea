"""The quality mark: two people, four dimensions, criteria that editors manage."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped, Versioned


class Dimension(models.TextChoices):
    """What a review looks at (issue: the platform, D)."""

    CONTENT = "content", _("Content")
    FORM = "form", _("Form")
    METADATA = "metadata", _("Description")
    RIGHTS = "rights", _("Rights")


class Criterion(Versioned, Timestamped):
    """One question of the review. What is no longer asked is put aside, never deleted: old reviews rest on it."""

    dimension = models.CharField(_("dimension"), max_length=10, choices=Dimension.choices)
    text = models.CharField(_("criterion"), max_length=300)
    is_must = models.BooleanField(_("necessary for the mark"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_asked = models.BooleanField(_("is asked"), default=True)

    class Meta:
        ordering = ["dimension", "order", "pk"]

    def __str__(self) -> str:
        return self.text


class Reviewer(models.Model):
    """A member of the working group that reviews: from education, practice, or patients and relatives."""

    class Perspective(models.TextChoices):
        EDUCATION = "education", _("Education")
        PRACTICE = "practice", _("Practice")
        PATIENTS = "patients", _("Patients and relatives")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewerships")
    perspective = models.CharField(_("perspective"), max_length=10, choices=Perspective.choices)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["perspective", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(until__isnull=True), name="reviewer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_perspective_display()})"


class QualityReview(Timestamped):
    """One person's judgement of one entry, criterion by criterion. Two that agree make the mark."""

    class Verdict(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NOT_APPLICABLE = "na", _("does not apply")

    entry = models.ForeignKey("catalogue.Entry", on_delete=models.CASCADE, related_name="quality_reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    perspective = models.CharField(_("perspective"), max_length=10, blank=True)
    answers = models.JSONField(default=dict)  # number of the criterion → verdict
    is_enough = models.BooleanField(default=False)  # every necessary criterion was met, when it was given
    remarks = models.TextField(_("remarks"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "by"], name="quality_review_once")]

    def __str__(self) -> str:
        return f"{self.entry} – {self.by}"
