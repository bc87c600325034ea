"""Forms that came in (``core.once``)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

LONGEST = 500  # characters of an address


class SentForm(models.Model):
    """A form that made something, and where its answer led. The key is a hash of all that was sent."""

    key = models.CharField(max_length=64, unique=True)
    location = models.CharField(max_length=LONGEST, blank=True)  # empty: it is being worked on
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.location
