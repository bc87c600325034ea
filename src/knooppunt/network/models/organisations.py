"""Organisations, shared by all hubs, and what each hub keeps about them for itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, LivingManager, PublicId, Timestamped, Versioned

from .hubs import Hub, Province


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """The vocabulary of organisations."""

    def matching(self, folded: str) -> OrganisationQuerySet:
        """Those in whose names, aliases or places every word of ``folded`` (``names.fold``) occurs."""
        found = self
        for word in folded.split():
            found = found.filter(search_text__contains=word)
        return found

    def named(self, folded: str) -> OrganisationQuerySet:
        """Those that bear exactly this folded name or alias."""
        aliases = OrganisationAlias.objects.filter(folded=folded)
        return self.filter(Q(sort_name=folded) | Q(pk__in=aliases.values("organisation_id")))


class Organisation(PublicId, Versioned, Timestamped, Binnable):
    """A school, care organisation, hospice, network, provider … shared by all hubs."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=60)  # a code of network.vocabulary
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    website = models.URLField(_("website"), blank=True)
    role_mailbox = models.EmailField(_("role mailbox"), blank=True)
    hubs = models.ManyToManyField(Hub, blank=True, through="StakeholderRelation", related_name="organisations")
    # Kept by the actions: the name without capitals and accents, and all names and places together. SQLite compares
    # only ASCII without regard to case, and a list of 10,000 must be sorted by an index.
    sort_name = models.CharField(max_length=200, editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    objects = LivingManager.from_queryset(OrganisationQuerySet)()
    all_objects = models.Manager.from_queryset(OrganisationQuerySet)()
    history = HistoricalRecords(excluded_fields=["sort_name", "search_text"])

    class Meta:
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["binned_at", "sort_name", "id"], name="organisation_list"),
            models.Index(fields=["binned_at", "kind", "sort_name", "id"], name="organisation_kind"),
            models.Index(fields=["binned_at", "-changed_at", "-id"], name="organisation_changed"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(models.Model):
    """Another name under which people know an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("also known as"), max_length=200)
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "folded"], name="organisation_alias_once")]

    def __str__(self) -> str:
        return self.name


class OrganisationPlace(models.Model):
    """A place where an organisation is; an organisation may have several."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("place"), max_length=100)
    province = models.CharField(_("province"), max_length=20, choices=Province.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["province", "organisation"]), models.Index(fields=["name", "organisation"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "province"], name="organisation_place_once")
        ]

    def __str__(self) -> str:
        return self.name


class StakeholderRelation(Versioned, Timestamped):
    """A hub works with an organisation. The notes belong to the hub alone (visibility: hub)."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="relations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations")
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        ordering = ["hub__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "organisation"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.hub} – {self.organisation}"
