"""Research applications in which hubs have a part (seed 002: thinking and writing along)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, PublicId, Timestamped, Versioned

from .hubs import Hub
from .organisations import Organisation


class ResearchApplication(PublicId, Versioned, Timestamped, Binnable):
    """An application for research money. ``visibility``: the hub that keeps it, or all hubs."""

    class State(models.TextChoices):
        IDEA = "idea", _("Idea")
        WRITING = "writing", _("Being written")
        SUBMITTED = "submitted", _("Submitted")
        GRANTED = "granted", _("Granted")
        REJECTED = "rejected", _("Rejected")
        FINISHED = "finished", _("Finished")

    class Visibility(models.TextChoices):
        HUB = "hub", _("Own hub")
        NETWORK = "network", _("All hubs")

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="research_applications")
    title = models.CharField(_("title"), max_length=300)
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    programme = models.CharField(_("programme of the funder"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.IDEA)
    hub_part = models.TextField(_("the part of the hub"), blank=True)
    lead = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="leads_research"
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="research_applications")
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    from_date = models.DateField(_("runs from"), null=True, blank=True)
    until_date = models.DateField(_("runs until"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    visibility = models.CharField(
        _("who may read it"), max_length=10, choices=Visibility.choices, default=Visibility.HUB
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["-deadline", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_date__isnull=True) | Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="research_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title
