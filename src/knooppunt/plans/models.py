"""The yearly action plan of a hub (seed 002): theme → goal → focus items and activities, each with a status."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, PublicId, Timestamped, Versioned

FIRST_YEAR, LAST_YEAR = 2018, 2100  # the programme began on 1 October 2018 (seed 001)


class Status(models.TextChoices):
    """Exactly the four of the national dashboard (design.md §2); the empty string is "no status yet"."""

    ACHIEVED = "behaald", _("Achieved")
    ON_TRACK = "op_schema", _("On track")
    CONTINUOUS = "doorlopend", _("Continuous")
    BEHIND = "achter_op_schema", _("Behind schedule")


class NationalTheme(Versioned):
    """A theme by which plans are compared. Local themes have none ("couleur locale")."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=60)
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One per line; an import recognises them."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_current = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    """The vocabulary of plans."""

    def of_hubs(self) -> ActionPlanQuerySet:
        """Plans proper, without the national templates."""
        return self.filter(is_template=False)

    def templates(self) -> ActionPlanQuerySet:
        """National templates."""
        return self.filter(is_template=True)


class ActionPlan(PublicId, Versioned, Timestamped):
    """The plan of one hub for one year, or a national template for one year."""

    hub = models.ForeignKey("network.Hub", on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    is_template = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    locked_at = models.DateTimeField(_("locked since"), null=True, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)

    objects = ActionPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "hub"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "year"], condition=Q(hub__isnull=False), name="plan_one_per_hub_year"
            ),
            models.UniqueConstraint(fields=["year"], condition=Q(is_template=True), name="plan_one_template_per_year"),
            models.CheckConstraint(condition=Q(is_template=True) ^ Q(hub__isnull=False), name="plan_hub_or_template"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def get_absolute_url(self) -> str:
        """The page on which the plan (or template) is kept. Costs a query unless the hub was fetched along."""
        if self.hub is None:
            return reverse("plans:template", args=[self.year])
        return reverse("plans:plan", args=[self.hub.slug, self.year])

    @property
    def is_locked(self) -> bool:
        """Whether the year is closed: readable, no longer changeable."""
        return self.locked_at is not None


class Theme(Versioned, Binnable):
    """A chapter of a plan with its goal."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="themes")
    national = models.ForeignKey(NationalTheme, on_delete=models.SET_NULL, null=True, blank=True, related_name="themes")
    title = models.CharField(_("title"), max_length=200)
    goal = models.TextField(_("goal"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class JointActivity(PublicId):
    """An activity that several hubs carry together; each hub has its own row and its own status."""

    title = models.CharField(max_length=300)
    made_by = models.ForeignKey("network.Hub", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class JointOffer(models.Model):
    """A hub offers a joint activity to another hub, which takes it into its plan or says no."""

    class Answer(models.TextChoices):
        OPEN = "open", _("no answer yet")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("does not take part")

    joint = models.ForeignKey(JointActivity, on_delete=models.CASCADE, related_name="offers")
    hub = models.ForeignKey("network.Hub", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("plan year"))
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at"]
        constraints = [models.UniqueConstraint(fields=["joint", "hub", "year"], name="joint_offered_once")]

    def __str__(self) -> str:
        return f"{self.joint} → {self.hub_id}"


class PlanItem(PublicId, Versioned, Timestamped, Binnable):
    """A focus item or an activity. Both carry a status; the history of statuses is ``core.StatusChange``.

    ``lineage`` is shared by the copies of one item over years and hubs, so that they can be compared.
    The status fields repeat the newest status change, so that lists and totals need no second table.
    """

    class Kind(models.TextChoices):
        FOCUS = "focus", _("Focus")
        ACTIVITY = "activity", _("Activity")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="items", verbose_name=_("theme"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.TextField(_("text"))
    deliverable = models.TextField(_("deliverable"), blank=True)
    lineage = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    is_shared = models.BooleanField(_("shared nationally"), default=False)  # came from the national template
    joint = models.ForeignKey(JointActivity, on_delete=models.SET_NULL, null=True, blank=True, related_name="items")

    status = models.CharField(_("status"), max_length=20, choices=Status.choices, blank=True)
    status_reason = models.TextField(_("reason"), blank=True)
    status_at = models.DateTimeField(null=True, blank=True)  # when the status last changed
    confirmed_at = models.DateTimeField(null=True, blank=True)  # when somebody last said that it still holds

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    owner_name = models.CharField(_("owner"), max_length=120, blank=True)
    planned_from = models.DateField(_("planned from"), null=True, blank=True)
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    hours = models.DecimalField(
        _("hours"), max_digits=6, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    handover_to = models.CharField(_("could be handed over to"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    is_public = models.BooleanField(_("shown on the public page"), default=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["status", "status_reason", "status_at", "confirmed_at"])

    class Meta:
        ordering = ["kind", "order", "pk"]
        indexes = [models.Index(fields=["theme", "kind", "order"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_until__isnull=True)
                | Q(planned_from__isnull=True)
                | Q(planned_until__gte=F("planned_from")),
                name="plan_item_period_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class SubResult(Versioned, Binnable):
    """A result that an activity should give (the bullets under an activity in seed 002)."""

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="sub_results")
    text = models.TextField(_("text"))
    is_done = models.BooleanField(_("done"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class TemplateAnswer(models.Model):
    """What the national template said when a plan took a row over, or left it out.

    A template text that differs from ``text`` is offered to the plan; it is never forced upon it.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="template_answers")
    lineage = models.UUIDField()
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "lineage"], name="template_answered_once")]

    def __str__(self) -> str:
        return self.text[:60]


class StatusRoundQuerySet(models.QuerySet["StatusRound"]):
    """The vocabulary of rounds."""

    def open(self) -> StatusRoundQuerySet:
        """Rounds in which hubs are asked today."""
        today = timezone.localdate()
        return self.filter(closed_at__isnull=True, opens_on__lte=today, closes_on__gte=today)


class StatusRound(Versioned, Timestamped):
    """A period in which the coordinator asks every hub to bring its statuses up to date. It closes by itself."""

    title = models.CharField(_("title"), max_length=120)
    message = models.TextField(_("what we ask"), blank=True)
    year = models.PositiveSmallIntegerField(_("plan year"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)  # when somebody closed it before its time
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    remind_days = models.PositiveSmallIntegerField(
        _("remind how many days before it closes"), default=5, validators=[MaxValueValidator(60)]
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = StatusRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_closes_after_opening")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether hubs are asked today (days in Europe/Amsterdam, both ends included)."""
        return self.closed_at is None and self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def is_over(self) -> bool:
        """Whether the round was closed, by hand or by its date."""
        return self.closed_at is not None or self.closes_on < timezone.localdate()

    @property
    def starts_at(self) -> dt.datetime:
        """The first moment of the round: what is confirmed from then on counts as an answer."""
        return timezone.make_aware(dt.datetime.combine(self.opens_on, dt.time()))

    @property
    def ends_at(self) -> dt.datetime:
        """The moment at which the round ended or will end."""
        last = timezone.make_aware(dt.datetime.combine(self.closes_on + dt.timedelta(days=1), dt.time()))
        return min(last, self.closed_at) if self.closed_at else last


class PlanImport(Versioned, Timestamped):
    """A plan that was read from a document and is being mended before it is saved. Cleaned after seven days."""

    hub = models.ForeignKey("network.Hub", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    tree = models.JSONField(default=dict)
    source_lines = models.JSONField(default=list)
    warnings = models.JSONField(default=list)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.file_name
