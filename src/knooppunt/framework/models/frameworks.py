"""Frameworks, their items, and how items hang together. CASE is underneath: CFDocument, CFItem, CFAssociation.

What a CASE file holds and our columns do not, stays in ``case`` and is given back as it came. A column that is empty was
absent in the file (or held something that does not fit the column: then it is in ``case``).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import (
    Binnable,
    LivingManager,
    PublicId,
    Timestamped,
    Versioned,
    unique_among_living,
)

from .concepts import Concept

LONGEST_TITLE = 160
REMOVED, RESTORED = "removed", "restored"  # why a row of the history of a tie was written


def new_identifier() -> str:
    """An identifier for what was made here."""
    return str(uuid.uuid4())


def title_of(abbreviated: str, full_statement: str) -> str:
    """What an item with these texts is called: its short title, or the beginning of its text, on one line."""
    text = " ".join((abbreviated or full_statement).split())
    return text if len(text) <= LONGEST_TITLE else Truncator(text).chars(LONGEST_TITLE)


class FrameworkQuerySet(models.QuerySet["Framework"]):
    """The vocabulary of frameworks."""

    def public(self) -> FrameworkQuerySet:
        """Those that everybody may read: published, or published once and replaced since."""
        return self.filter(state__in=(Framework.State.PUBLISHED, Framework.State.REPLACED))

    def current(self) -> FrameworkQuerySet:
        """The published ones that were not replaced."""
        return self.filter(state=Framework.State.PUBLISHED)

    def complete(self) -> FrameworkQuerySet:
        """Without those that are still being taken in."""
        return self.exclude(state=Framework.State.IMPORTING)


class Framework(PublicId, Versioned, Timestamped, Binnable):
    """One version of a framework: the Onderwijsraamwerk, a qualification dossier, a keuzedeel, exam requirements."""

    class State(models.TextChoices):
        IMPORTING = "importing", _("being taken in")
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        REPLACED = "replaced", _("replaced by a newer version")

    slug = models.SlugField(_("address"), max_length=120)
    kind = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind"))
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    title = models.TextField(_("title"))
    creator = models.TextField(_("made by"), blank=True)
    publisher = models.TextField(_("published by"), blank=True)
    description = models.TextField(_("description"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    edition = models.TextField(_("version"), blank=True)
    language = models.TextField(_("language"), blank=True)
    source_url = models.TextField(_("official source"), blank=True)
    framework_type = models.TextField(_("type in CASE"), blank=True)
    adoption_status = models.TextField(blank=True, editable=False)
    is_example = models.BooleanField(_("made-up example"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    identifier = models.CharField(max_length=255, default=new_identifier, db_index=True, editable=False)
    uri = models.TextField(blank=True, editable=False)
    last_change = models.TextField(blank=True, editable=False)  # as CASE writes it
    case_version = models.CharField(max_length=4, default="1.1", editable=False)
    case = models.JSONField(default=dict, blank=True, editable=False)
    package = models.JSONField(default=dict, blank=True, editable=False)  # CFDefinitions, CFRubrics …
    items_count = models.PositiveIntegerField(default=0, editable=False)

    objects = LivingManager.from_queryset(FrameworkQuerySet)()
    all_objects = models.Manager.from_queryset(FrameworkQuerySet)()
    history = HistoricalRecords(excluded_fields=["case", "package"])

    class Meta:
        ordering = ["order", "title", "pk"]
        verbose_name = _("framework")
        constraints = [
            unique_among_living("slug", name="framework_slug_once", message=_("Another framework has this address."))  # type: ignore[arg-type]  # a lazy text
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}".strip()

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("framework:framework", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited."""
        return self.state == self.State.DRAFT

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in {self.State.PUBLISHED, self.State.REPLACED}


class FrameworkItemQuerySet(models.QuerySet["FrameworkItem"]):
    """The vocabulary of items."""

    def public(self) -> FrameworkItemQuerySet:
        """Items of frameworks that everybody may read."""
        return self.filter(
            framework__state__in=(Framework.State.PUBLISHED, Framework.State.REPLACED),
            framework__binned_at__isnull=True,
        )

    def tagged(self, concepts: list[Concept]) -> FrameworkItemQuerySet:
        """Items that carry one of these terms of every list that they come from (or within, and across lists)."""
        by_scheme: dict[int, list[int]] = {}
        for concept in concepts:
            by_scheme.setdefault(concept.scheme_id, []).append(concept.pk)
        found = self
        through = FrameworkItem.concepts.through.objects
        for pks in by_scheme.values():
            found = found.filter(pk__in=through.filter(concept_id__in=pks).values("frameworkitem_id"))
        return found


class FrameworkItem(PublicId, Versioned, Timestamped, Binnable):
    """One part of a framework: a chapter, a piece of knowledge, a skill, an attitude, a task …

    ``order`` numbers the living items of a framework depth first; ``last`` is the order of the last item below, so that
    everything under an item is one range. Both, and ``depth``, are worked out by ``actions.tree``. ``tags`` holds the
    codes of the terms per list as people see them; ``concepts`` the same as rows, to filter on.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)  # among the children of the parent
    order = models.PositiveIntegerField(default=0, editable=False)
    last = models.PositiveIntegerField(default=0, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)

    full_statement = models.TextField(_("text"))
    abbreviated = models.TextField(_("short title"), blank=True)
    code = models.TextField(_("code"), blank=True)
    enumeration = models.TextField(_("number in the list"), blank=True)
    alternative = models.TextField(_("other name"), blank=True)
    notes = models.TextField(_("explanation"), blank=True)
    language = models.TextField(_("language"), blank=True)
    item_type = models.TextField(_("type in CASE"), blank=True)
    kind = models.ForeignKey(
        Concept, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind")
    )
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    education_level = models.JSONField(default=list, blank=True, editable=False)
    tags = models.JSONField(default=dict, blank=True)
    concepts = models.ManyToManyField(Concept, blank=True, related_name="framework_items")
    retired_on = models.DateField(_("no longer in use since"), null=True, blank=True)

    identifier = models.CharField(max_length=255, default=new_identifier, db_index=True, editable=False)
    uri = models.TextField(blank=True, editable=False)
    last_change = models.TextField(blank=True, editable=False)
    file_order = models.PositiveIntegerField(default=0, editable=False)
    case = models.JSONField(default=dict, blank=True, editable=False)

    objects = LivingManager.from_queryset(FrameworkItemQuerySet)()
    all_objects = models.Manager.from_queryset(FrameworkItemQuerySet)()
    history = HistoricalRecords(excluded_fields=["case", "order", "last", "depth", "file_order"])

    class Meta:
        ordering = ["framework", "order", "pk"]
        verbose_name = _("item")
        indexes = [
            models.Index(fields=["framework", "order"], name="framework_item_order"),
            models.Index(fields=["framework", "depth", "order"], name="framework_item_depth"),
        ]
        constraints = [
            unique_among_living(
                "framework",
                "identifier",
                name="framework_item_once",
                message=_("This framework has an item with this identifier already."),  # type: ignore[arg-type]  # a lazy text
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("framework:item", args=[self.uuid])

    @property
    def title(self) -> str:
        """The short title, or the beginning of the text, on one line."""
        return title_of(self.abbreviated, self.full_statement)

    @property
    def has_children(self) -> bool:
        """Whether something stands below it. No query."""
        return self.last > self.order

    @property
    def is_retired(self) -> bool:
        """Whether it is no longer in use today."""
        return self.retired_on is not None and self.retired_on <= timezone.localdate()


class FrameworkAssociation(PublicId, Versioned, Timestamped, Binnable):
    """How two items hang together, in CASE's words. One end may stand elsewhere: then its link is all we know of it.

    ``is_tree`` marks the association that gives an item its place in the tree; an item can be child of more than one.
    """

    class Kind(models.TextChoices):
        CHILD = "isChildOf", _("is part of the tree under")
        PEER = "isPeerOf", _("is a peer of")
        PART = "isPartOf", _("is part of")
        MATCH = "exactMatchOf", _("is the same as")
        PRECEDES = "precedes", _("comes before")
        RELATED = "isRelatedTo", _("is related to")
        REPLACED = "replacedBy", _("is replaced by")
        EXEMPLAR = "exemplar", _("has as example")
        SKILL_LEVEL = "hasSkillLevel", _("has as level")
        TRANSLATION = "isTranslationOf", _("is a translation of")

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="associations")
    kind = models.CharField(max_length=100)  # CASE 1.1 allows kinds of one's own ("ext:…")
    origin = models.ForeignKey(FrameworkItem, on_delete=models.CASCADE, null=True, blank=True, related_name="outgoing")
    destination = models.ForeignKey(
        FrameworkItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="incoming"
    )
    origin_identifier = models.CharField(max_length=255, db_index=True)
    destination_identifier = models.CharField(max_length=255, db_index=True)
    origin_link = models.JSONField(default=dict, blank=True)
    destination_link = models.JSONField(default=dict, blank=True)
    sequence = models.IntegerField(null=True, blank=True)
    notes = models.TextField(blank=True)
    is_tree = models.BooleanField(default=False)
    is_later = models.BooleanField(default=False)  # said beside a version after it was published; no part of it

    identifier = models.CharField(max_length=255, default=new_identifier, editable=False)
    uri = models.TextField(blank=True, editable=False)
    last_change = models.TextField(blank=True, editable=False)
    file_order = models.PositiveIntegerField(default=0, editable=False)
    case = models.JSONField(default=dict, blank=True, editable=False)

    objects: LivingManager[Any] = LivingManager()
    all_objects: models.Manager[Any] = models.Manager()
    history = HistoricalRecords(excluded_fields=["case", "uri", "last_change", "file_order", "sequence"])

    class Meta:
        ordering = ["framework", "file_order", "pk"]
        verbose_name = _("association")
        indexes = [models.Index(fields=["framework", "file_order"], name="framework_association_order")]

    def __str__(self) -> str:
        return f"{self.origin_identifier} {self.kind} {self.destination_identifier}"

    @property
    def label(self) -> str:
        """The kind in words; CASE's own word for a kind that is not in the standard."""
        known = dict(self.Kind.choices)
        return str(known.get(self.kind, self.kind))


class ItemMapping(PublicId, Versioned, Timestamped):
    """What became of an item of the previous version, in the version that ``framework`` is."""

    class State(models.TextChoices):
        CERTAIN = "certain", _("the same")
        DOUBTFUL = "doubtful", _("to be judged")
        CONFIRMED = "confirmed", _("confirmed")
        GONE = "gone", _("has no successor")

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="mappings")
    old = models.ForeignKey(FrameworkItem, on_delete=models.CASCADE, related_name="successors")
    new = models.ForeignKey(
        FrameworkItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessors"
    )
    state = models.CharField(max_length=10, choices=State.choices)
    likeness = models.PositiveSmallIntegerField(default=0)  # of the texts, 0 to 100
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)  # when what was aligned moved along

    class Meta:
        ordering = ["old__order", "pk"]
        verbose_name = _("what became of an item")
        constraints = [models.UniqueConstraint(fields=["framework", "old"], name="framework_mapping_once")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '–'}"
