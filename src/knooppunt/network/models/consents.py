"""What contacts agreed to: with the text they saw, its version, the moment and the source."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .contacts import Contact


class ConsentQuerySet(models.QuerySet["Consent"]):
    """The vocabulary of consents."""

    def standing(self) -> ConsentQuerySet:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """One thing a contact agreed to. Withdrawing keeps the row with its end; agreeing again makes a new one."""

    class Purpose(models.TextChoices):
        DIRECTORY = "directory", _("named in the directory: name, organisation and function")
        DIRECTORY_TOPICS = "directory_topics", _("interests and expertise in the directory")
        DIRECTORY_EMAIL = "directory_email", _("e-mail address in the directory")
        DIRECTORY_PHONE = "directory_phone", _("telephone number in the directory")
        NEWS = "news", _("newsletters and invitations")
        PUBLIC = "public", _("named on public pages")

    class Source(models.TextChoices):
        CONTACT = "contact", _("the contact, by a link in a mail")
        ACCOUNT = "account", _("the contact, signed in")
        HUB = "hub", _("the hub, on what the contact said")
        IMPORT = "import", _("a list that was taken in")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("for what"), max_length=30, choices=Purpose.choices)
    text = models.TextField(_("text"))  # as it was shown
    text_version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given on"), default=timezone.now)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    given_by = models.ForeignKey(  # who wrote it down, when it was not the contact
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawn_source = models.CharField(max_length=20, choices=Source.choices, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.get_purpose_display()}"
