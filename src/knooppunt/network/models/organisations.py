"""Organisations, shared by all hubs, and what each hub keeps about them for itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, LivingManager, PublicId, Timestamped, Versioned

from .fields import CodesField
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
    levels = CodesField(_("levels"))  # codes of the vocabulary "levels": what a school teaches
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


class Cadence(models.Model):
    """How often a hub wants to be in touch, when it last was, and when it last asked whether the record is right."""

    last_touch_on = models.DateField(_("last touch"), null=True, blank=True, editable=False)  # kept by actions.touches
    cadence_months = models.PositiveSmallIntegerField(_("in touch every … months"), null=True, blank=True)
    snoozed_until = models.DateField(_("not before"), null=True, blank=True)
    due_on = models.DateField(_("in touch again by"), null=True, blank=True, editable=False)  # see cadence.due_of
    since = models.DateField(_("since"), default=timezone.localdate)
    verified_on = models.DateField(_("last verified"), null=True, blank=True)
    # Empty when the contact confirmed it without an account.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class Stage(models.TextChoices):
    """How far a hub is with an organisation."""

    UNKNOWN = "unknown", _("Unknown")
    FIRST_CONTACT = "first_contact", _("First contact")
    COOPERATING = "cooperating", _("Cooperating")
    PARTNER = "partner", _("Partner")
    DORMANT = "dormant", _("Dormant")


class Weight(models.IntegerChoices):
    """How much influence or interest somebody has."""

    LOW = 1, _("Low")
    MIDDLE = 2, _("Middle")
    HIGH = 3, _("High")


class StakeholderRelation(Cadence, Versioned, Timestamped):
    """A hub works with an organisation. That it does, the network sees; all else belongs to the hub alone."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="relations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations")
    notes = models.TextField(_("notes"), blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.UNKNOWN)
    needs = models.TextField(_("what they need"), blank=True)
    brings = models.TextField(_("what they bring"), blank=True)
    influence = models.PositiveSmallIntegerField(_("influence"), choices=Weight.choices, null=True, blank=True)
    interest = models.PositiveSmallIntegerField(_("interest"), choices=Weight.choices, null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("on"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_supporting = models.BooleanField(_("supporting structure"), default=False)

    class Meta:
        ordering = ["hub__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "organisation"], name="relation_once")]
        indexes = [
            models.Index(fields=["hub", "stage"], name="relation_stage"),
            models.Index(fields=["hub", "due_on"], name="relation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.hub} – {self.organisation}"


class StageChange(models.Model):
    """From this day on a relation has this stage; rows are only added. The picture of a year ago is drawn from them."""

    relation = models.ForeignKey(StakeholderRelation, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.get_stage_display()}"


class SupportedActivity(models.Model):
    """An activity of the plan that a supporting structure helps with, or could take over.

    Plans stand above the network: the activity is known by its lineage (the same over the years) and its words then.
    """

    class Kind(models.TextChoices):
        SUPPORTS = "supports", _("supports it")
        COULD_TAKE_OVER = "could_take_over", _("could take it over")

    relation = models.ForeignKey(StakeholderRelation, on_delete=models.CASCADE, related_name="supported")
    lineage = models.UUIDField()
    label = models.CharField(max_length=300)
    kind = models.CharField(_("how"), max_length=20, choices=Kind.choices, default=Kind.SUPPORTS)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["lineage"])]
        constraints = [models.UniqueConstraint(fields=["relation", "lineage"], name="supported_activity_once")]

    def __str__(self) -> str:
        return self.label
