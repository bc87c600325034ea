"""Somebody told that another person takes over: what was said, and what the hub did with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .contacts import Contact
from .hubs import Hub


class Succession(models.Model):
    """A contact of a hub named a successor on the own page. One that waits per hub and contact."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for you")
        DONE = "done", _("taken over")
        REFUSED = "refused", _("left as it was")

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="successions")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="successions")
    name = models.CharField(_("name of the successor"), max_length=200)
    email = models.EmailField(_("e-mail address of the successor"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    successor = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    undo = models.JSONField(default=dict)  # numbers of what moved; see succession.moving

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["hub", "state"], name="succession_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "contact"], condition=models.Q(state="waiting"), name="succession_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.get_state_display()}"
