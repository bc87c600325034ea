"""Organisations that want to offer: who asked for it, and the keys of their systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knooppunt.core.models import PublicId, Timestamped, Versioned


class ProviderRegistration(PublicId, Versioned, Timestamped):
    """An organisation asks for an account to keep its own entries. An editor looks first."""

    class State(models.TextChoices):
        UNCONFIRMED = "niet_bevestigd", _("Mailbox not confirmed")
        WAITING = "wacht", _("Waiting for a check")
        ACCEPTED = "toegelaten", _("Admitted")
        REFUSED = "afgewezen", _("Refused")

    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.UNCONFIRMED)
    name = models.CharField(_("name of the organisation"), max_length=200)
    kind = models.CharField(_("kind"), max_length=60)  # a code of network.vocabulary
    website = models.URLField(_("website"), blank=True)
    role_mailbox = models.EmailField(_("role mailbox"), blank=True)
    person_name = models.CharField(_("name"), max_length=200)
    person_email = models.EmailField(_("e-mail address"))
    message = models.TextField(_("what do you want to offer?"), blank=True)
    language = models.CharField(max_length=2, default="nl")
    # The region it works in, when it said so: then that hub looks as well as the editors.
    hub = models.ForeignKey("network.Hub", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="registration_queue")]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key with which a system of a provider sends entries. Only its hash is kept; it is shown once."""

    class Scope(models.TextChoices):
        SUBMIT = "submit", _("send in for review")
        DRAFT = "draft", _("only save as a draft")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("what is it for?"), max_length=100)
    start = models.CharField(max_length=12, editable=False)  # the first characters, by which people know it
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(
        pgettext_lazy("an API key", "may"), max_length=10, choices=Scope.choices, default=Scope.SUBMIT
    )
    per_hour = models.PositiveIntegerField(_("most requests an hour"), default=600)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True, blank=True)  # a day: more exactly is nobody's business
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"
