"""Reports: a period and a choice of sections. What stands in them is a query, until somebody freezes it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import AppendOnly, Binnable, PublicId, Timestamped, Versioned

LONGEST_TEXT = 5000  # characters of one narrative
LONGEST_QUOTE = 600


class Kind(models.TextChoices):
    """The four messages that come from one source."""

    HALF_YEAR = "half_year", _("Half-year report")
    PARTNER = "partner", _("What our cooperation yielded")
    UPDATE = "update", _("Update for the consortium")
    NATIONAL = "national", _("National report")


class State(models.TextChoices):
    """Where a report stands. Whether it is published says ``Report.published``, beside the state."""

    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


# In these states the figures are live and texts can be changed.
OPEN_STATES = frozenset({State.DRAFT, State.RETURNED})


class Report(PublicId, Versioned, Timestamped, Binnable):
    """One report about a period. The national one has no hub; the one of a partner has an organisation as its scope.

    ``shared`` is the version that the national coordination may read, ``approved`` the one that was approved and
    ``published`` the one that everybody may read: they stay while the hub works on a correction.
    """

    hub = models.ForeignKey("network.Hub", on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.HALF_YEAR)
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation_name = models.CharField(max_length=200, blank=True)  # as it was when the report was begun
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    shared = models.ForeignKey("Snapshot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved = models.ForeignKey("Snapshot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published = models.ForeignKey("Snapshot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    is_example = models.BooleanField(_("example data"), default=False)

    class Meta:
        ordering = ["-last", "-pk"]
        indexes = [models.Index(fields=["hub", "-last"])]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="report_period_in_order"),
            models.CheckConstraint(
                condition=Q(kind="national", hub__isnull=True) | (~Q(kind="national") & Q(hub__isnull=False)),
                name="report_national_or_of_hub",
            ),
            # A partner whose organisation is gone for good must not stand in the way of another such report.
            models.UniqueConstraint(
                Coalesce("hub", 0),
                "kind",
                Coalesce("organisation", 0),
                "first",
                "last",
                condition=Q(binned_at__isnull=True) & ~Q(kind="partner", organisation__isnull=True),
                name="report_once",
                violation_error_message=_("There is a report about this period already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first} – {self.last}"

    @property
    def is_open(self) -> bool:
        """Whether texts can be changed and figures follow what is recorded."""
        return self.state in OPEN_STATES


class Section(Versioned):
    """One section of a report: its place, whether it is in, and the story. Without an own story the highlights speak."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20)  # a code of ``sections.SECTIONS``
    order = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField(_("in the report"), default=True)
    is_own = models.BooleanField(default=False)  # False: pre-filled with the highlights, anew each time
    text = models.TextField(_("text"), blank=True, max_length=LONGEST_TEXT)

    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="report_section_once")]

    def __str__(self) -> str:
        return self.code


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """What is frozen stays as it was."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("A snapshot is never edited: freeze a new version.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("A snapshot is never edited: freeze a new version.")


class Snapshot(PublicId):
    """A frozen version of a report: data and texts as they were. Who may read what of it is decided when reading."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()  # see ``content.Content``
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = models.Manager.from_queryset(SnapshotQuerySet)()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("A snapshot is never edited: freeze a new version.")
        super().save(*args, **kwargs)


class Quote(Versioned, Timestamped):
    """One question to a partner by mail, and the answer. Without consent it appears nowhere; withdrawing empties it."""

    class Consent(models.TextChoices):
        NONE = "", _("Do not use it")
        REPORT = "report", _("In reports for the hubs and the consortium")
        PUBLIC = "public", _("In public too: the website and the newsletter")

    hub = models.ForeignKey("network.Hub", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey("network.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail address"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("quote"), blank=True, max_length=LONGEST_QUOTE)
    shown_as = models.CharField(_("how you are named"), max_length=150, blank=True)
    consent = models.CharField(_("may we use it?"), max_length=10, choices=Consent.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["hub", "answered_at"])]

    def __str__(self) -> str:
        return f"quote {self.pk}"

    @property
    def is_usable(self) -> bool:
        """Whether it may stand in a report."""
        return bool(self.text and self.consent and self.answered_at and not self.withdrawn_at)


class WordTemplate(Timestamped):
    """The Word file in whose look reports come out. The newest one that was not withdrawn counts."""

    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return str(self.file)
