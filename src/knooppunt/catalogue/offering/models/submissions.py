"""What somebody wants to have in the catalogue, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import PublicId, Timestamped, Versioned


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """The vocabulary of submissions."""

    def waiting(self) -> SubmissionQuerySet:
        """Those that a reviewer must do something about."""
        return self.filter(state__in=Submission.WITH_REVIEWER)

    def open(self) -> SubmissionQuerySet:
        """Those that may still become something."""
        return self.exclude(state__in=Submission.ENDED)


class Submission(PublicId, Versioned, Timestamped):
    """Proposed content for a new entry, or for one that exists. The content waits here as data; nothing shows it."""

    class State(models.TextChoices):
        UNCONFIRMED = "niet_bevestigd", _("Mailbox not confirmed")
        DRAFT = "concept", _("Draft")
        SUBMITTED = "ingediend", _("Submitted")
        IN_REVIEW = "in_behandeling", _("Being reviewed")
        RETURNED = "teruggegeven", _("Returned")
        APPROVED = "goedgekeurd", _("Approved")
        WITHDRAWN = "ingetrokken", _("Withdrawn")

    class Origin(models.TextChoices):
        VISITOR = "visitor", _("Visitor")
        PROVIDER = "provider", _("Provider")
        INVITED = "invited", _("Invited by a hub")
        API = "api", _("Other system")
        IMPORT = "import", _("List")

    PROPOSED = "proposed"  # in ``base``: the content as it was before a reviewer made it a change of an entry
    # The names of the states as the reviewer and the proposer have them at hand.
    WITH_REVIEWER = (State.SUBMITTED, State.IN_REVIEW)
    WITH_PROPOSER = (State.DRAFT, State.RETURNED)
    ENDED = (State.APPROVED, State.WITHDRAWN)

    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    origin = models.CharField(_("from"), max_length=10, choices=Origin.choices, default=Origin.VISITOR)
    # The entry that this changes (or became). ``base`` is what it held when the proposal began.
    entry = models.ForeignKey(
        "catalogue.Entry", on_delete=models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    content = models.JSONField(default=dict)
    base = models.JSONField(default=dict, blank=True)
    base_version = models.PositiveIntegerField(default=0)
    title = models.CharField(_("title"), max_length=200, blank=True)  # of the content, for lists
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    source_id = models.CharField(max_length=200, blank=True)  # what the provider's own system calls it
    findings = models.JSONField(default=list)  # of the automatic checks at the last submitting
    # Who reviews: the editor of the national list, or a hub for its own region.
    hub = models.ForeignKey(
        "network.Hub", on_delete=models.SET_NULL, null=True, blank=True, related_name="entry_submissions"
    )
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="entry_submissions"
    )
    # A visitor names the provider in words; the reviewer finds or makes the organisation.
    provider_name = models.CharField(_("provider"), max_length=200, blank=True)
    proposer_name = models.CharField(_("name"), max_length=200, blank=True)
    proposer_email = models.EmailField(_("e-mail address"), blank=True)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=2, default="nl")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True)
    due_on = models.DateField(_("answer before"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    waited_days = models.PositiveIntegerField(null=True, blank=True)  # from submitting to the answer, the last time

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="submission_queue"),
            models.Index(fields=["organisation", "state"], name="submission_provider"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["ingediend", "in_behandeling"]) | Q(submitted_at__isnull=False),
                name="submission_submitted_when",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=~Q(state__in=["goedgekeurd", "ingetrokken"]) & Q(entry__isnull=False),
                name="submission_open_once_per_entry",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Without a title"))

    @property
    def is_late(self) -> bool:
        """Whether the answer should have been given by now."""
        return self.state in self.WITH_REVIEWER and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def waiting_days(self) -> int:
        """How many days it has waited for an answer (or waited, the last time)."""
        if self.state in self.WITH_REVIEWER and self.submitted_at is not None:
            return max(0, (timezone.localdate() - timezone.localtime(self.submitted_at).date()).days)
        return self.waited_days or 0

    @property
    def may_mend(self) -> bool:
        """Whether it lies with the proposer."""
        return self.state in self.WITH_PROPOSER

    @property
    def may_be_declined(self) -> bool:
        """Whether a reviewer can end it: what was sent in, also when it was returned, and what we invited to."""
        invited = self.state == self.State.DRAFT and self.origin == self.Origin.INVITED
        return self.state in self.WITH_REVIEWER or self.state == self.State.RETURNED or invited

    @property
    def may_be_reopened(self) -> bool:
        """Whether the proposer withdrew it (a reviewer who ends it decides), and can take that back."""
        return self.state == self.State.WITHDRAWN and self.decided_at is None

    @property
    def was_merged(self) -> bool:
        """Whether a reviewer made it a change of an entry, and can still take that back."""
        return self.entry_id is not None and self.PROPOSED in self.base

    @property
    def is_ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in self.ENDED


class SubmissionNote(models.Model):
    """What a reviewer wrote: for the proposer to read, or among reviewers. Never changed afterwards."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    is_internal = models.BooleanField(_("among reviewers"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
