"""What an entry has several of. Rows follow from ``Entry.content``; ``actions.storing`` writes them anew at each change."""

from __future__ import annotations

from django.db import models

from knooppunt.catalogue.content import LinkKind, RunState

from .entries import Entry


class Run(models.Model):
    """A dated occurrence of a training. ``key`` stays the same as long as the run does. Prices are in cents."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="runs")
    key = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()  # the same day when nothing was said
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    is_online = models.BooleanField(default=False)
    place = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    price_incl = models.PositiveIntegerField(null=True, blank=True)
    price_excl = models.PositiveIntegerField(null=True, blank=True)
    seats_left = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RunState.choices)

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["entry", "starts_on"]), models.Index(fields=["starts_on", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="run_key_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="run_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.starts_on}"


class EnrolmentWindow(models.Model):
    """When one group may enrol for a run; open ends mean "always"."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="windows")
    group = models.CharField(max_length=120, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.group}: {self.opens_on} – {self.closes_on}"


class Accreditation(models.Model):
    """Points in one register (a code of the scheme "registers"), for the entry or for one run."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="accreditations")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, null=True, blank=True, related_name="accreditations")
    register = models.CharField(max_length=80)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    category = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    is_pending = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["register", "entry"]), models.Index(fields=["valid_until"])]

    def __str__(self) -> str:
        return f"{self.register} {self.points}"


class EntryLink(models.Model):
    """A web address of an entry, and what the link check found."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="links")
    url = models.CharField(max_length=1000)
    label = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    checked_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP; 0: no answer
    failures = models.PositiveSmallIntegerField(default=0)  # in a row

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["checked_at"])]

    def __str__(self) -> str:
        return self.url


class EntryFile(models.Model):
    """A stored file that belongs to an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "file"], name="entry_file_once")]

    def __str__(self) -> str:
        return self.label
