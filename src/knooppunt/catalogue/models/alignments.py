"""Alignments: an entry teaches, assesses or requires an item of a framework."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped, Versioned

from .entries import Entry


class AlignmentQuerySet(models.QuerySet["Alignment"]):
    """The vocabulary of alignments. What is suggested and what a person confirmed are never mixed."""

    def confirmed(self) -> AlignmentQuerySet:
        """What a person says."""
        return self.filter(state=Alignment.State.CONFIRMED)

    def suggested(self) -> AlignmentQuerySet:
        """What the program thinks and nobody judged yet."""
        return self.filter(state=Alignment.State.SUGGESTED)


class Alignment(Versioned, Timestamped):
    """``entry`` teaches (assesses, requires) ``item``. The version of the framework is that of the item."""

    class Type(models.TextChoices):
        TEACHES = "teaches", _("teaches")
        ASSESSES = "assesses", _("assesses")
        REQUIRES = "requires", _("requires")

    class Depth(models.TextChoices):
        KNOWS = "knows", _("knows")
        KNOWS_HOW = "knows_how", _("knows how")
        SHOWS = "shows", _("shows how")
        DOES = "does", _("does")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="alignments")
    item = models.ForeignKey("framework.FrameworkItem", on_delete=models.CASCADE, related_name="alignments")
    type = models.CharField(_("what it does"), max_length=10, choices=Type.choices, default=Type.TEACHES)
    level = models.CharField(_("level"), max_length=80, blank=True)  # a code of the scheme "levels"
    depth = models.CharField(_("how deep"), max_length=10, choices=Depth.choices, blank=True)
    evidence = models.CharField(_("where one can see it"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED)
    reason = models.CharField(max_length=300, blank=True)  # of a suggestion, in words
    score = models.PositiveSmallIntegerField(default=0)  # of a suggestion, 0 to 100
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = AlignmentQuerySet.as_manager()

    class Meta:
        ordering = ["item__order", "pk"]
        indexes = [models.Index(fields=["item", "state"]), models.Index(fields=["entry", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "item", "type"], name="alignment_once"),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
                name="alignment_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.type} {self.item_id} ({self.state})"
