"""The yearly recalibration (herijking): rounds, what was asked of whom, the answers, and how a round ended."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped

from .contacts import Contact
from .hubs import Hub


class RecalibrationRound(Timestamped):
    """One hub asks the contacts of a segment whether its records are right. Open until somebody ends it."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="recalibrations")
    title = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("who is asked"), max_length=200, blank=True)
    questions = models.JSONField(default=list)  # codes of recalibration.questions, at most three
    own_question = models.CharField(_("question of your own"), max_length=200, blank=True)
    # The activity of the plan that this round is the work of: its lineage, and how it was called. May be none.
    activity = models.UUIDField(null=True, blank=True)
    activity_label = models.CharField(max_length=300, blank=True)
    closes_on = models.DateField(_("answers until"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class RecalibrationAsk(models.Model):
    """One mail to one mailbox, for all hubs that ask at that time. Answered once, by its link."""

    email = models.EmailField()
    sent_at = models.DateTimeField(default=timezone.now)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # "this is not me"

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["email", "answered_at"], name="ask_email")]

    def __str__(self) -> str:
        return str(self.pk)


class RecalibrationReply(models.Model):
    """What one round hears about one contact, and what was decided about it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("no answer yet")
        RIGHT = "right", _("all is right")
        CHANGED = "changed", _("changed")
        CONFLICT = "conflict", _("contradicts what was changed here")
        SUCCESSOR = "successor", _("somebody else takes over")
        LEAVES = "leaves", _("wants to leave")
        NOT_ME = "not_me", _("the mail reached somebody else")
        NO_ADDRESS = "no_address", _("has no e-mail address")
        ERASED = "erased", _("data erased")

    class Decision(models.TextChoices):
        KEEP = "keep", _("kept as it was")
        CHANGE = "change", _("changed as answered")
        RETIRE = "retire", _("retired")
        CALLED = "called", _("confirmed by telephone")

    round = models.ForeignKey(RecalibrationRound, on_delete=models.CASCADE, related_name="replies")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="recalibrations")
    ask = models.ForeignKey(RecalibrationAsk, on_delete=models.SET_NULL, null=True, related_name="replies")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    # What was answered: fields, functions, work elsewhere, successor, organisations. See recalibration.answers.
    proposed = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)  # code of a question → answer
    remark = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    needs_look = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    undo = models.JSONField(default=dict)  # what is needed to take the answer or the decision back

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["round", "needs_look"], name="reply_look")]
        constraints = [models.UniqueConstraint(fields=["round", "contact"], name="reply_once")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.get_state_display()}"


class RecalibrationSnapshot(models.Model):
    """How the network of a hub stood when a round ended: numbers of rows, no names, so that years compare."""

    round = models.OneToOneField(RecalibrationRound, on_delete=models.CASCADE, related_name="snapshot")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="recalibration_snapshots")
    on = models.DateField(default=timezone.localdate)
    contacts = models.JSONField(default=dict)  # number of a contact → where, as what
    organisations = models.JSONField(default=dict)  # number of an organisation → name, stage
    counts = models.JSONField(default=dict)
    difference = models.JSONField(default=dict)  # with the snapshot before: new, gone, changed

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.on}"

    @property
    def since(self) -> dt.date | None:
        """The day of the snapshot that the difference is with."""
        return dt.date.fromisoformat(self.difference["since"]) if self.difference else None
