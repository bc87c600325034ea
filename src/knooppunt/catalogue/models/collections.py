"""Collections: entries in an order that somebody chose, with texts between; and what a person keeps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, PublicId, Timestamped, Versioned

from .entries import Entry


class Collection(PublicId, Versioned, Timestamped, Binnable):
    """A curated list, such as the toolbox of an mbo keuzedeel."""

    class State(models.TextChoices):
        DRAFT = "concept", _("Draft")
        PUBLISHED = "gepubliceerd", _("Published")

    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True, max_length=5000)
    code = models.CharField(_("code"), max_length=40, blank=True)  # of what it serves, such as K1006
    hub = models.ForeignKey("network.Hub", on_delete=models.PROTECT, null=True, blank=True, related_name="collections")
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.DRAFT)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    is_example = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The title as an address writes it."""
        return slugify(self.title)[:80].strip("-") or "verzameling"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("catalogue:collection", args=[self.pk, self.slug])


class CollectionItem(models.Model):
    """One place in a collection: a heading, a text, an entry, or a text with an entry."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=2000)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, blank=True, related_name="in_collections")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "entry"], condition=Q(entry__isnull=False), name="collection_entry_once"
            )
        ]

    def __str__(self) -> str:
        return self.heading or str(self.entry_id)


class KeptEntry(models.Model):
    """A person with an account keeps an entry."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_entries")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="kept_entry_once")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.entry_id}"
