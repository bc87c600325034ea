"""Hubs: where they work, what was agreed about them, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import PublicId, Timestamped, Versioned


class Province(models.TextChoices):
    """The twelve provinces."""

    DRENTHE = "drenthe", "Drenthe"
    FLEVOLAND = "flevoland", "Flevoland"
    FRIESLAND = "friesland", "Friesland"
    GELDERLAND = "gelderland", "Gelderland"
    GRONINGEN = "groningen", "Groningen"
    LIMBURG = "limburg", "Limburg"
    NOORD_BRABANT = "noord-brabant", "Noord-Brabant"
    NOORD_HOLLAND = "noord-holland", "Noord-Holland"
    OVERIJSSEL = "overijssel", "Overijssel"
    UTRECHT = "utrecht", "Utrecht"
    ZEELAND = "zeeland", "Zeeland"
    ZUID_HOLLAND = "zuid-holland", "Zuid-Holland"


class HubQuerySet(models.QuerySet["Hub"]):
    """The vocabulary of hubs."""

    def open(self) -> HubQuerySet:
        """Hubs that work today: neither closed nor merged into another."""
        return self.filter(closed_on__isnull=True)

    def working(self) -> HubQuerySet:
        """Open hubs that keep an action plan: all but the national one."""
        return self.open().exclude(kind=Hub.Kind.NATIONAL)


class Hub(PublicId, Versioned, Timestamped):
    """An education hub. A record, never a constant: sources name seven, eight, or seven and one."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", _("Regional")
        NON_REGIONAL = "non_regional", _("Non-regional")
        NATIONAL = "national", _("National")

    class HoursPeriod(models.TextChoices):
        WEEK = "week", _("per week")
        MONTH = "month", _("per month")
        YEAR = "year", _("per year")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.REGIONAL)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    motto = models.CharField(_("motto"), max_length=200, blank=True)
    description = models.TextField(_("what this hub does"), blank=True)
    consortium = models.CharField(_("consortium"), max_length=200, blank=True)
    academic_centre = models.CharField(_("academic centre"), max_length=200, blank=True)
    # Sources often give the number of networks without their names.
    networks_count = models.PositiveSmallIntegerField(_("number of networks"), null=True, blank=True)
    role_mailbox = models.EmailField(_("role mailbox"), blank=True)
    # Agreements (seed 003, preconditions)
    commissioner = models.CharField(_("commissioner"), max_length=200, blank=True)
    mandate_text = models.CharField(_("mandate"), max_length=300, blank=True)
    mandate_file = models.ForeignKey(
        "core.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mandate_until = models.DateField(_("mandate valid until"), null=True, blank=True)
    agreed_hours = models.DecimalField(_("agreed hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    hours_period = models.CharField(_("period of the hours"), max_length=10, choices=HoursPeriod.choices, blank=True)
    effort_agreed_on = models.DateField(_("effort agreement signed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_hubs")

    objects = HubQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "short_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_on__isnull=False), name="hub_merged_means_closed"
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class HubAddress(models.Model):
    """A former slug of a hub; the old address redirects."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="old_addresses")
    slug = models.SlugField(max_length=80, unique=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class HubArea(models.Model):
    """A province, or a part of one, in which a hub works."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="areas")
    province = models.CharField(_("province"), max_length=20, choices=Province.choices)
    part = models.CharField(_("which part"), max_length=100, blank=True)
    # A place in the middle of the part, by which "find your region" puts the nearest hub first. No border.
    near = models.CharField(_("around"), max_length=100, blank=True)
    is_inferred = models.BooleanField(_("not certain"), default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "province"], name="hub_area_once")]

    def __str__(self) -> str:
        return f"{self.get_province_display()} {self.part}".strip()


class HubNetwork(models.Model):
    """A network for palliative care in the region of a hub, by name."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="networks")
    name = models.CharField(_("name"), max_length=120)
    near = models.CharField(_("around"), max_length=100, blank=True)  # as in HubArea

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "name"], name="hub_network_once")]

    def __str__(self) -> str:
        return self.name


class HubMerge(models.Model):
    """One merge of a hub into another, with what moved, so that it can be taken back."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="merges")
    target = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    moved = models.JSONField(default=dict)  # see actions.merge
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.hub} → {self.target}"
