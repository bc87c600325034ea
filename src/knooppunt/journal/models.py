"""Moments: what was done, when, how long, for what and with whom. One moment feeds hours, timeline, plan and report."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, PublicId, Timestamped, Versioned

MOST_MINUTES = 16 * 60  # longer than any working day; more is a typing error


class MomentKind(models.TextChoices):
    """What sort of work it was."""

    CONVERSATION = "conversation", _("Conversation")
    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail")
    WRITING = "writing", _("Writing")
    TRAVEL = "travel", _("Travel")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")


class Moment(PublicId, Versioned, Timestamped, Binnable):
    """One entry of a hub's logbook. It belongs to the hub; ``author`` says who wrote it."""

    class Visibility(models.TextChoices):
        HUB = "hub", _("Own hub")
        NETWORK = "network", _("All hubs")
        PUBLIC = "public", _("Everybody (highlight)")

    class Source(models.TextChoices):
        TYPED = "typed", _("typed")
        GRID = "grid", _("week grid")
        PROPOSAL = "proposal", _("proposal")
        IMPORT = "import", _("import")

    hub = models.ForeignKey("network.Hub", on_delete=models.PROTECT, related_name="moments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    date = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MomentKind.choices, blank=True)
    item = models.ForeignKey("plans.PlanItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="moments")
    theme = models.ForeignKey("plans.Theme", on_delete=models.SET_NULL, null=True, blank=True, related_name="moments")
    organisations = models.ManyToManyField("network.Organisation", blank=True, related_name="moments")
    contacts = models.ManyToManyField("network.Contact", blank=True, related_name="moments")
    note = models.TextField(_("note"), blank=True, max_length=5000)
    result = models.TextField(_("result"), blank=True, max_length=5000)
    is_highlight = models.BooleanField(_("highlight"), default=False)
    visibility = models.CharField(
        _("who may read it"), max_length=10, choices=Visibility.choices, default=Visibility.HUB
    )
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.TYPED)
    attachments = models.ManyToManyField("core.StoredFile", blank=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["hub", "-date"]), models.Index(fields=["item", "date"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="moment_minutes_in_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(visibility="public") | Q(is_highlight=True), name="moment_public_is_a_highlight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.minutes} min"


class ClosedMonth(models.Model):
    """A month of a hub's logbook that takes no more changes."""

    hub = models.ForeignKey("network.Hub", on_delete=models.CASCADE, related_name="closed_months")
    month = models.DateField()  # the first day
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["hub", "month"], name="closed_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Proposal(Timestamped):
    """A moment that the platform thinks took place. Confirming is one tap; a dismissed one does not return.

    It belongs to ``user``; without one (a mail from an unknown sender) whoever runs the hub decides. ``source_key`` names
    the event for good: rows that were decided stay, so that the same event is never proposed again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")
        DOUBLE = "double", _("the same as another")

    class Source(models.TextChoices):
        CALENDAR = "calendar", _("your calendar")
        RECURRING = "recurring", _("comes round")
        MAIL = "mail", _("filed mail")
        MEETING = "meeting", _("meeting")
        NETWORK = "network", _("recalibration")

    hub = models.ForeignKey("network.Hub", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    source_key = models.CharField(max_length=200)
    date = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=MomentKind.choices, blank=True)
    title = models.CharField(max_length=300)
    item = models.ForeignKey("plans.PlanItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    theme = models.ForeignKey("plans.Theme", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    organisations = models.ManyToManyField("network.Organisation", blank=True, related_name="+")
    contacts = models.ManyToManyField("network.Contact", blank=True, related_name="+")
    sender = models.CharField(max_length=320, blank=True)  # of a filed mail
    recipients = models.TextField(blank=True)  # of a filed mail: addresses, one per line
    text = models.TextField(blank=True)  # of a filed mail, only when its sender asked for it
    remarks = models.JSONField(default=list, blank=True)  # codes of sentences (``sources.sentences``)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["date", "starts_at", "pk"]
        indexes = [
            models.Index(fields=["user", "state", "date"]),
            models.Index(fields=["hub", "state", "date"]),
            models.Index(fields=["state", "decided_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="proposal_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="proposal_minutes_in_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RecurringMoment(Versioned, Timestamped):
    """Something that comes round, such as a weekly consultation; it makes a proposal each time."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("every week")
        FORTNIGHTLY = "fortnightly", _("every two weeks")
        MONTHLY = "monthly", _("every month, on the same weekday")

    hub = models.ForeignKey("network.Hub", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("what"), max_length=300)
    rhythm = models.CharField(_("how often"), max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    first_on = models.DateField(_("first time"))
    last_on = models.DateField(_("last time"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    kind = models.CharField(_("kind"), max_length=20, choices=MomentKind.choices, blank=True)
    item = models.ForeignKey("plans.PlanItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_paused = models.BooleanField(_("paused"), default=False)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="recurring_minutes_in_a_day"
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="recurring_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(Timestamped):
    """An ambassador's own calendar, read by the worker. The address is a secret: it opens the whole calendar."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    hub = models.ForeignKey("network.Hub", on_delete=models.CASCADE, related_name="+")
    address = models.CharField(_("calendar address"), max_length=1000)
    only_with = models.CharField(_("only appointments with this word"), max_length=60, blank=True)
    is_paused = models.BooleanField(_("paused"), default=False)
    read_at = models.DateTimeField(null=True, blank=True)  # the last time that it went well
    next_read_at = models.DateTimeField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)  # appointments in the last reading
    problem = models.CharField(max_length=40, blank=True)  # code of a sentence (``calendars.problems``)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    entity_tag = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"


class HubLog(models.Model):
    """Settings of a hub's logbook: the secret part of the address to which mail is filed, and when a row is old."""

    hub = models.OneToOneField("network.Hub", on_delete=models.CASCADE, related_name="log")
    mail_token = models.CharField(max_length=24, unique=True)
    token_made_at = models.DateTimeField()
    stale_days = models.PositiveSmallIntegerField(_("days"), default=60)

    def __str__(self) -> str:
        return f"logbook of {self.hub_id}"


class WeeklyMail(models.Model):
    """When somebody wants the weekly mail, or never. Who has no row gets it on Monday at nine."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_mail")
    is_on = models.BooleanField(_("send me the weekly mail"), default=True)
    weekday = models.PositiveSmallIntegerField(_("day"), default=0)  # Monday is 0
    hour = models.PositiveSmallIntegerField(_("hour"), default=9)  # Europe/Amsterdam
    last_week = models.CharField(max_length=8, blank=True)  # "2026-W47": the last week that was handled

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="weekly_mail_in_a_week"),
        ]

    def __str__(self) -> str:
        return f"weekly mail of {self.user_id}"
