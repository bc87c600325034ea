"""Invitations by mail, and hand-overs of a hub."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped

from .hubs import Hub
from .mandates import Half, Mandate, Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """The vocabulary of invitations."""

    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; may have expired, then it can be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(Timestamped):
    """Somebody is asked to take on a role. Accepting makes the user (if new) and the mandate."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    organisation = models.ForeignKey(
        "Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    half = models.CharField(_("half of the duo"), max_length=10, choices=Half.choices, blank=True)
    language = models.CharField(_("language"), max_length=2, default="nl")
    starts_on = models.DateField(_("from"), null=True, blank=True)  # empty: the day of accepting
    ends_on = models.DateField(_("until"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent on"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["ambassador", "board"], hub__isnull=False) | ~Q(role__in=["ambassador", "board"]),
                name="invitation_hub_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    @property
    def is_expired(self) -> bool:
        """Whether its link no longer works by age."""
        return self.expires_at <= timezone.now()


class HubHandover(models.Model):
    """A hub goes to a successor on a date. Rows stay: who handed what to whom, and when."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="handovers")
    on = models.DateField(_("date"))
    mandates = models.ManyToManyField(Mandate, related_name="+", help_text="that end on that day")
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="handovers"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(_("note for the successor"), blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.hub} {self.on}"
