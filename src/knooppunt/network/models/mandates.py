"""Mandates: what a user may do where, and how long."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Timestamped, Versioned

from .hubs import Hub


class Role(models.TextChoices):
    """What a mandate allows (issue: people and roles)."""

    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("National coordinator")
    EDITOR = "editor", _("Editor")
    AMBASSADOR = "ambassador", _("Ambassador")
    BOARD = "board", _("Board reader")
    PROGRAMME = "programme", _("Programme reader")
    MEMBER = "member", _("Member")
    PROVIDER = "provider", _("Provider editor")


class Half(models.TextChoices):
    """The two halves of a duo (seed 003: practice and education both represented)."""

    PRACTICE = "practice", _("Practice")
    EDUCATION = "education", _("Education")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """The vocabulary of mandates."""

    def current(self) -> MandateQuerySet:
        """Mandates that hold today."""
        today = timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), valid_from__lte=today)

    def current_or_coming(self) -> MandateQuerySet:
        """Mandates that hold today or will hold later."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate()))

    def ended(self) -> MandateQuerySet:
        """Mandates that no longer hold."""
        return self.filter(valid_until__lt=timezone.localdate())


class Mandate(Versioned, Timestamped):
    """A user holds a role, for a hub or an organisation where the role asks one, during a period."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    organisation = models.ForeignKey(
        "Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    half = models.CharField(_("half of the duo"), max_length=10, choices=Half.choices, blank=True)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    public_consent_at = models.DateTimeField(_("agreed to be named publicly"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MandateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["role", "valid_from"]
        indexes = [models.Index(fields=["user", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(role__in=["ambassador", "board"], hub__isnull=False) | ~Q(role__in=["ambassador", "board"])
                ),
                name="mandate_hub_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(role="provider", organisation__isnull=False) | ~Q(role="provider"),
                name="mandate_organisation_where_needed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.hub or self.organisation or ''}".strip()
