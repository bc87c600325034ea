"""Mail on its way (``core.outbox``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxMail(models.Model):
    """One mail to one recipient, from the moment it is decided until it is handed over, and a while after."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being handed over")
        SENT = "sent", _("handed over")
        FAILED = "failed", _("refused")
        UNCERTAIN = "uncertain", _("uncertain")
        CANCELLED = "cancelled", _("cancelled")

    message_id = models.CharField(max_length=200, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    to = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True, help_text="ids of stored files")
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)

    urgent = models.BooleanField(default=False, help_text="goes first, and is not held up by the limit per hour")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    # Who decided about a mail that failed or is uncertain.
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="outbox_due"),
            models.Index(fields=["sending_at"], name="outbox_handed_over"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"
