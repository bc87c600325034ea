"""Contacts: people at organisations. Visible to the hubs they belong to, and to nobody else."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, LivingManager, PublicId, Timestamped, Versioned

from .fields import CodesField
from .hubs import Hub
from .organisations import Cadence, Organisation


class ContactQuerySet(models.QuerySet["Contact"]):
    """The vocabulary of contacts."""

    def of_hub(self, hub: Hub) -> ContactQuerySet:
        """Those whom ``hub`` knows."""
        return self.filter(hubs=hub)


class Contact(PublicId, Versioned, Timestamped, Binnable):
    """A person at one or more organisations. Two hubs may know the same person, unaware of each other."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)  # a code of network.vocabulary
    interests = CodesField(_("interests"))  # codes of the vocabulary "topics"
    expertise = CodesField(_("expertise"))
    hubs = models.ManyToManyField(Hub, through="HubContact", related_name="contacts")
    sort_name = models.CharField(max_length=200, editable=False, default="")

    objects = LivingManager.from_queryset(ContactQuerySet)()
    all_objects = models.Manager.from_queryset(ContactQuerySet)()
    history = HistoricalRecords(excluded_fields=["sort_name"])

    class Meta:
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["binned_at", "sort_name", "id"], name="contact_list"),
            models.Index(fields=["sort_name"]),
            models.Index(fields=["email"]),
        ]

    def __str__(self) -> str:
        return self.name


class HubContact(Cadence):
    """A hub knows a contact. Everything here belongs to the hub alone."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="hub_contacts")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="hub_contacts")
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "contact"], name="hub_contact_once")]
        indexes = [
            # With the contact, so that 30,000 are counted without reading one row.
            models.Index(fields=["hub", "due_on", "contact"], name="hub_contact_due"),
            models.Index(fields=["hub", "last_touch_on", "contact"], name="hub_contact_touch"),
        ]

    def __str__(self) -> str:
        return f"{self.hub} – {self.contact}"


class ContactFunctionQuerySet(models.QuerySet["ContactFunction"]):
    """The vocabulary of functions."""

    def current(self) -> ContactFunctionQuerySet:
        """Functions that are held today."""
        return self.on(timezone.localdate())

    def on(self, day: dt.date) -> ContactFunctionQuerySet:
        """Functions that were held on that day."""
        return self.between(day, day)

    def between(self, first: dt.date, last: dt.date) -> ContactFunctionQuerySet:
        """Functions that were held on some day from ``first`` to ``last``."""
        return self.filter(Q(until_date__isnull=True) | Q(until_date__gte=first)).exclude(from_date__gt=last)


class ContactFunction(models.Model):
    """What a contact does at an organisation, and when. A person who moves keeps the old row with its end."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="functions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="functions")
    function = models.CharField(_("function"), max_length=60, blank=True)  # a code of network.vocabulary
    title = models.CharField(_("in own words"), max_length=120, blank=True)
    levels = CodesField(_("levels"))  # codes of the vocabulary "levels": for which teaching
    from_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)

    objects = ContactFunctionQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date", "-pk"]
        # All that is asked of many functions at once: who works there, and what does somebody do, today.
        indexes = [
            models.Index(
                fields=["organisation", "contact", "function", "until_date", "from_date"], name="function_there"
            ),
            models.Index(
                fields=["contact", "function", "organisation", "until_date", "from_date"], name="function_held"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_date__isnull=True) | Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="function_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.function

    @property
    def is_current(self) -> bool:
        """Whether it is held today."""
        today = timezone.localdate()
        return (self.until_date is None or self.until_date >= today) and (
            self.from_date is None or self.from_date <= today
        )
