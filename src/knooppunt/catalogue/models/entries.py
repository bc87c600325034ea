"""Entries: everything that can be found in the catalogue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.catalogue.content import SUMMARY, Kind
from knooppunt.core.models import (
    Binnable,
    LivingManager,
    PublicId,
    Timestamped,
    Versioned,
)


class EntryState(models.TextChoices):
    """Where an entry stands between the first draft and the archive."""

    DRAFT = "concept", _("Draft")
    SUBMITTED = "ingediend", _("Submitted")
    RETURNED = "teruggegeven", _("Returned")
    PUBLISHED = "gepubliceerd", _("Published")
    HIDDEN = "verborgen", _("Hidden")
    ARCHIVED = "gearchiveerd", _("Archived")


class EntryQuerySet(models.QuerySet["Entry"]):
    """The vocabulary of entries."""

    def published(self) -> EntryQuerySet:
        """What everybody may see."""
        return self.filter(state=EntryState.PUBLISHED)

    def of_hub(self, hub_id: int) -> EntryQuerySet:
        """The regional offer of one hub."""
        return self.filter(hub_id=hub_id)

    def with_page(self) -> EntryQuerySet:
        """With what every page of an entry names besides the entry itself, in the same query."""
        return self.select_related("provider", "hub")


class Entry(PublicId, Versioned, Timestamped, Binnable):
    """One thing in the catalogue.

    ``content`` is the whole of it as ``EntryContent`` writes it, and its history is the history of the entry. The other
    columns and tables repeat what must be searched, joined or guarded by the database; ``actions.storing`` alone writes
    them, from the content, in one transaction.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=SUMMARY, blank=True)
    content = models.JSONField(default=dict)
    provider = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    hub = models.ForeignKey("network.Hub", on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.EmailField(_("contact mailbox"), blank=True)
    state = models.CharField(_("state"), max_length=14, choices=EntryState.choices, default=EntryState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    image = models.ForeignKey("core.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    guideline = models.CharField(_("guideline"), max_length=200, blank=True)
    guideline_version = models.CharField(_("version of the guideline"), max_length=60, blank=True)
    # Freshness
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    review_by = models.DateField(_("check again by"), null=True, blank=True)
    unverified_since = models.DateField(_("unverified since"), null=True, blank=True)
    # Where it came from, and what it is called there
    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    is_example = models.BooleanField(default=False)  # made up, for the demo or a try
    # It turned out to be the same thing as another entry: its address leads there.
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    concepts = models.ManyToManyField("framework.Concept", through="EntryConcept", related_name="entries")

    objects = LivingManager.from_queryset(EntryQuerySet)()
    all_objects = models.Manager.from_queryset(EntryQuerySet)()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["binned_at", "state", "-changed_at", "-id"], name="entry_state"),
            models.Index(fields=["binned_at", "state", "kind", "-changed_at", "-id"], name="entry_kind"),
            models.Index(fields=["binned_at", "-changed_at", "-id"], name="entry_changed"),
            models.Index(fields=["provider", "state"], name="entry_provider"),
            models.Index(fields=["hub", "state", "-published_at"], name="entry_hub"),
            models.Index(fields=["state", "review_by"], name="entry_review"),
            models.Index(fields=["guideline"], name="entry_guideline"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=Q(binned_at__isnull=True) & ~Q(source_id=""),
                name="entry_source_once",
                violation_error_message=_("This source already has an entry with this identifier."),
            ),
            models.CheckConstraint(
                condition=~Q(state="gepubliceerd") | Q(kind="source") | Q(provider__isnull=False),
                name="entry_published_has_a_provider",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The title as an address writes it."""
        return slugify(self.title)[:80].strip("-") or "aanbod"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("catalogue:entry", args=[self.pk, self.slug])

    @property
    def organisation_id(self) -> int | None:
        """Rules of the network ask "of which organisation?"."""
        return self.provider_id

    @property
    def is_published(self) -> bool:
        """Whether everybody may see it."""
        return self.state == EntryState.PUBLISHED and self.binned_at is None


class EntryConcept(models.Model):
    """An entry is about, for or at what a concept names."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="entry_concepts")
    concept = models.ForeignKey("framework.Concept", on_delete=models.PROTECT, related_name="entry_concepts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "concept"], name="entry_concept_once")]
        indexes = [models.Index(fields=["concept", "entry"], name="entry_concept_back")]

    def __str__(self) -> str:
        return f"{self.entry_id} – {self.concept_id}"


class EntryRelation(models.Model):
    """How one entry stands to another: ``entry`` *is part of / is a version of / replaces / goes with* ``other``."""

    class Type(models.TextChoices):
        PART_OF = "part_of", _("is part of")
        VERSION_OF = "version_of", _("is a version of")
        REPLACES = "replaces", _("replaces")
        RELATED = "related", _("goes with")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="relations_back")
    type = models.CharField(max_length=12, choices=Type.choices)

    class Meta:
        ordering = ["type", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "other", "type"], name="entry_relation_once"),
            models.CheckConstraint(condition=~Q(entry=F("other")), name="entry_relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.type} {self.other_id}"
