"""How often entries were looked at, in numbers without persons."""

from __future__ import annotations

from django.db import models


class EntryCount(models.Model):
    """One day of one entry: how often its page was given out, and how often a link from it was followed.

    Rough on purpose. Nothing tells one visitor from another, so these are pages and not people; whatever names itself a
    robot is left out; what a browser or a cache elsewhere gives again is not seen. ``offering.counting`` alone writes here.
    """

    entry = models.ForeignKey("catalogue.Entry", on_delete=models.CASCADE, related_name="counts")
    day = models.DateField()
    viewed = models.PositiveIntegerField(default=0)
    followed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "entry"]
        constraints = [models.UniqueConstraint(fields=["entry", "day"], name="entry_count_once_a_day")]
        indexes = [models.Index(fields=["day", "entry"], name="entry_count_day")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}: {self.viewed}, {self.followed}"
