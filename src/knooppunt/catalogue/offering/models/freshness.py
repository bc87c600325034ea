"""Keeping entries true: links that are looked at, visitors who report, owners who are asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped, Versioned


class LinkCheck(models.Model):
    """What became of one web address the last time we looked. One row per address, however many entries give it."""

    class Outcome(models.TextChoices):
        UNKNOWN = "unknown", _("not looked at yet")
        GOOD = "good", _("works")
        DEAD = "dead", _("does not work")
        UNSURE = "unsure", _("not certain")  # the site refuses machines, or was away for a moment
        SKIPPED = "skipped", _("an example address; not looked at")

    url = models.CharField(_("address"), max_length=1000, unique=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.UNKNOWN)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=20, blank=True)  # core.fetching.Problem
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    checked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["url"]
        indexes = [models.Index(fields=["outcome", "url"], name="linkcheck_outcome")]

    def __str__(self) -> str:
        return self.url


class Report(Versioned, Timestamped):
    """A visitor says that something about an entry is not right."""

    class Kind(models.TextChoices):
        GONE = "gone", _("It no longer exists")
        DATE = "date", _("A date, place or price is wrong")
        LINK = "link", _("A link does not work")
        CONTENT = "content", _("The content is wrong or out of date")
        RIGHTS = "rights", _("It uses something that it may not use")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SOLVED = "solved", _("Solved")
        UNFOUNDED = "unfounded", _("It was right after all")

    entry = models.ForeignKey("catalogue.Entry", on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(_("what is not right?"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("explanation"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, default="nl")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("what did you do?"), blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class CheckRound(models.Model):
    """Once asked "is this still right?" about one entry: why, whom, and what came of it. One may be open at a time."""

    class Reason(models.TextChoices):
        REVIEW = "review", _("the date to look again has come")
        GUIDELINE = "guideline", _("there is a new version of the guideline it rests on")
        RUNS = "runs", _("all its dates are over")
        ACCREDITATION = "points", _("an accreditation has ended")
        LINK = "link", _("a link no longer works")

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("it is still right")
        CHANGED = "changed", _("it was changed")
        GONE = "gone", _("it no longer exists")

    entry = models.ForeignKey("catalogue.Entry", on_delete=models.CASCADE, related_name="check_rounds")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    detail = models.CharField(max_length=200, blank=True)  # the guideline and its version
    asked_at = models.DateTimeField(default=timezone.now)
    asked_to = models.EmailField(blank=True)  # a role mailbox; empty when nobody could be asked
    reminded_at = models.DateTimeField(null=True, blank=True)
    unverified_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(answered_at__isnull=True), name="check_round_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_reason_display()}"
