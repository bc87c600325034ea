"""Quality marks: who says that something is good, and where the review can be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped, Versioned

from .entries import Entry


class QualityLabel(Versioned, Timestamped):
    """A mark that can be given, such as "geschikt voor initieel onderwijs", and who gives it."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    labeller = models.CharField(_("given by"), max_length=200)
    description = models.TextField(_("what it stands for"), blank=True, max_length=2000)
    url = models.URLField(_("more about it"), blank=True, max_length=500)
    is_retired = models.BooleanField(_("no longer given"), default=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class QualityMark(Timestamped):
    """An entry has a mark, since when and until when. ``review`` is public text; ``review_url`` leads to it elsewhere."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="quality_marks")
    label = models.ForeignKey(QualityLabel, on_delete=models.PROTECT, related_name="marks")
    given_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    review = models.TextField(blank=True, max_length=5000)
    review_url = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "label"], condition=models.Q(withdrawn_on__isnull=True), name="quality_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label_id} {self.given_on}"
