"""Typed and dated relations between organisations, contacts and hubs; touches; tags and saved filters of a hub."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import PublicId, Timestamped, Versioned

from .contacts import Contact
from .hubs import Hub
from .organisations import Organisation

_NODES = ("organisation", "contact", "hub")


def _exactly_one(side: str) -> Q:
    """One of the three ends of this side is filled."""
    found = Q()
    for node in _NODES:
        found |= Q(**{f"{side}_{other}__isnull": other != node for other in _NODES})
    return found


class TieQuerySet(models.QuerySet["Tie"]):
    """The vocabulary of ties."""

    def current(self) -> TieQuerySet:
        """Those that hold today."""
        return self.on(timezone.localdate())

    def on(self, day: dt.date) -> TieQuerySet:
        """Those that held on ``day``."""
        return self.between(day, day)

    def between(self, first: dt.date, last: dt.date) -> TieQuerySet:
        """Those that held on some day from ``first`` to ``last``."""
        return self.filter(Q(from_date__isnull=True) | Q(from_date__lte=last)).filter(
            Q(until_date__isnull=True) | Q(until_date__gte=first)
        )


class Tie(Versioned, Timestamped):
    """Two of organisations, contacts and hubs belong together in some way, during a period.

    ``kind`` is a code of the vocabulary "tie_kinds", read from the first end to the second. Without ``hub`` the whole
    network sees it; with one only that hub does. A tie with a contact always belongs to a hub.
    """

    kind = models.CharField(_("kind"), max_length=40)
    first_organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="ties_from"
    )
    first_contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="ties_from"
    )
    first_hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="ties_from")
    second_organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="ties_to"
    )
    second_contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="ties_to")
    second_hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="ties_to")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="ties")
    from_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one("first"), name="tie_one_first"),
            models.CheckConstraint(condition=_exactly_one("second"), name="tie_one_second"),
            models.CheckConstraint(
                condition=Q(first_contact__isnull=True, second_contact__isnull=True) | Q(hub__isnull=False),
                name="tie_with_contact_has_hub",
            ),
            models.CheckConstraint(
                condition=Q(from_date__isnull=True) | Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="tie_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    @property
    def first(self) -> Organisation | Contact | Hub:
        """The end from which it is read."""
        end = self.first_organisation or self.first_contact or self.first_hub
        assert end is not None  # a constraint of the table
        return end

    @property
    def second(self) -> Organisation | Contact | Hub:
        """The other end."""
        end = self.second_organisation or self.second_contact or self.second_hub
        assert end is not None
        return end


class Touch(models.Model):
    """A hub was in touch without a moment in the logbook: a word in passing, or an answer to a recalibration."""

    class Source(models.TextChoices):
        TYPED = "typed", _("noted by the hub")
        RECALIBRATION = "recalibration", _("answered the recalibration")
        CONTACT = "contact", _("changed the own data")

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="touches"
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="touches")
    on = models.DateField(default=timezone.localdate)
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.TYPED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(contact__isnull=False), name="touch_with_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_source_display()}"


class Tag(models.Model):
    """A word by which a hub groups organisations and contacts, for itself."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=60)
    folded = models.CharField(max_length=60, editable=False)
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="tags")
    contacts = models.ManyToManyField(Contact, blank=True, related_name="tags")

    class Meta:
        ordering = ["folded"]
        constraints = [models.UniqueConstraint(fields=["hub", "folded"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Segment(PublicId, Versioned, Timestamped):
    """A saved filter of a hub. Rounds, mailings and the weekly page start from it; what is in it is looked up anew."""

    class Subject(models.TextChoices):
        ORGANISATIONS = "organisations", _("Organisations")
        CONTACTS = "contacts", _("Contacts")

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="segments")
    name = models.CharField(_("name"), max_length=80)
    subject = models.CharField(max_length=20, choices=Subject.choices)
    query = models.CharField(max_length=2000, blank=True)  # as in the address of the list, without page
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "subject", "name"], name="segment_once")]

    def __str__(self) -> str:
        return self.name
