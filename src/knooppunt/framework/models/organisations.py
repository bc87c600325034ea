"""How far an organisation is with the framework, per level."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Timestamped, Versioned

from .concepts import Concept


class FrameworkStatus(Versioned, Timestamped):
    """Where one organisation stands at one level, since when, and who said so. Earlier words stay in the history."""

    class Status(models.TextChoices):
        UNKNOWN = "onbekend", _("unknown")
        KNOWS = "kent", _("knows the framework")
        COMPARES = "vergelijkt", _("compares the curriculum")
        ADAPTS = "past_aan", _("adapts the curriculum")
        HAS_PLACE = "heeft_plek", _("has a place in the curriculum")
        SHARES = "deelt", _("shares it with others")

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="framework_statuses"
    )
    level = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("level"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.UNKNOWN)
    as_of = models.DateField(_("date"))
    said_by = models.CharField(_("who said so"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation__sort_name", "level__position", "pk"]
        verbose_name = _("status of the framework")
        constraints = [models.UniqueConstraint(fields=["organisation", "level"], name="framework_status_once")]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.level}: {self.get_status_display()}"
