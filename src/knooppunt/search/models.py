"""What editors add to searching, and what was asked in vain. The index itself is no table."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped, Versioned
from knooppunt.search.text.synonyms import parse


def validate_synonyms(line: str) -> None:
    """Two names at least, with commas between. Raises ``ValidationError``."""
    if parse(line) is None:
        raise ValidationError(_("Write at least two names for the same, with a comma between them."))


class SynonymLine(Versioned, Timestamped):
    """A group of words that mean the same to who searches: ``a, b, c``, or ``a > b`` for one direction only."""

    line = models.CharField(_("names for the same"), max_length=500, validators=[validate_synonyms])

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return self.line


class MissedQuery(models.Model):
    """Words that were asked for and found nothing: what people want and nobody offers. Words only, nobody's."""

    words = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=1)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ["-count", "-last_on", "words"]
        indexes = [models.Index(fields=["-count", "-last_on"])]

    def __str__(self) -> str:
        return f"{self.words} ({self.count})"
