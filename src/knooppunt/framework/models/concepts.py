"""Lists of terms that editors keep: levels, professions, domains, topics, registers …

A term is never deleted once something may point at it: it is retired. What is stored elsewhere is the row (or its
code), never a label, so that a label may change.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import PublicId, Timestamped, Versioned


def _in_language(nl: str, en: str) -> str:
    """The text in the language of the reader; Dutch where no English was given."""
    return (en or nl) if get_language() == "en" else nl


class ConceptScheme(PublicId, Versioned, Timestamped):
    """One list of terms. Its ``version`` rises with every change of one of its terms."""

    code = models.SlugField(max_length=60, unique=True)
    title_nl = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    about_nl = models.CharField(_("what it is for"), max_length=300, blank=True)
    about_en = models.CharField(_("what it is for, in English"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("list of terms")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the reader."""
        return _in_language(self.title_nl, self.title_en)

    @property
    def about(self) -> str:
        """What the list is for, in the language of the reader."""
        return _in_language(self.about_nl, self.about_en)


class ConceptQuerySet(models.QuerySet["Concept"]):
    """The vocabulary of terms."""

    def of(self, *schemes: str) -> ConceptQuerySet:
        """The terms of these lists."""
        return self.filter(scheme__code__in=schemes)

    def valid(self) -> ConceptQuerySet:
        """Those that one may choose today."""
        return self.filter(models.Q(retired_on__isnull=True) | models.Q(retired_on__gt=timezone.localdate()))


class Concept(PublicId, Versioned, Timestamped):
    """One term, with the name people see, other names, and names that only searching knows (abbreviations, slips).

    ``second_…`` is a second preferred name, shown beside the first: the CanMEDS roles have one in nursing and one in
    medicine. ``data`` holds what belongs to one list only (``nlqf`` of a level, ``body`` of a register).
    """

    scheme = models.ForeignKey(ConceptScheme, on_delete=models.PROTECT, related_name="concepts")
    code = models.SlugField(_("code"), max_length=80)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="narrower")
    position = models.PositiveIntegerField(default=0)
    label_nl = models.CharField(_("name"), max_length=200)
    label_en = models.CharField(_("name in English"), max_length=200, blank=True)
    second_nl = models.CharField(_("second name"), max_length=200, blank=True)
    second_en = models.CharField(_("second name in English"), max_length=200, blank=True)
    also_nl = models.JSONField(_("other names"), default=list, blank=True)
    also_en = models.JSONField(_("other names in English"), default=list, blank=True)
    hidden_nl = models.JSONField(_("names that only searching knows"), default=list, blank=True)
    hidden_en = models.JSONField(_("English names that only searching knows"), default=list, blank=True)
    definition_nl = models.TextField(_("meaning"), blank=True)
    definition_en = models.TextField(_("meaning in English"), blank=True)
    retired_on = models.DateField(_("no longer in use since"), null=True, blank=True)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = models.Manager.from_queryset(ConceptQuerySet)()
    history = HistoricalRecords()

    class Meta:
        ordering = ["scheme__order", "position", "pk"]
        verbose_name = _("term")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="concept_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The preferred name in the language of the reader."""
        return _in_language(self.label_nl, self.label_en)

    @property
    def second(self) -> str:
        """The second preferred name in the language of the reader; empty for most terms."""
        return _in_language(self.second_nl, self.second_en)

    @property
    def both(self) -> str:
        """Both preferred names ("zorgverlener | medisch handelen"), or the one there is."""
        return f"{self.label} | {self.second}" if self.second else self.label

    @property
    def short(self) -> str:
        """A name for narrow places ("mbo 3")."""
        found: Any = self.data.get("short")
        return str(found) if found and get_language() != "en" else self.label

    @property
    def definition(self) -> str:
        """What it means, in the language of the reader."""
        return _in_language(self.definition_nl, self.definition_en)

    @property
    def names(self) -> list[str]:
        """Every name in both languages, preferred first, each once: what searching should find it by."""
        all_names = [self.label_nl, self.label_en, self.second_nl, self.second_en]
        all_names += [*self.also_nl, *self.also_en, *self.hidden_nl, *self.hidden_en]
        return list(dict.fromkeys(name for name in all_names if name))

    def is_retired(self, on: dt.date | None = None) -> bool:
        """Whether it can no longer be chosen on that day (today)."""
        return self.retired_on is not None and self.retired_on <= (on or timezone.localdate())
