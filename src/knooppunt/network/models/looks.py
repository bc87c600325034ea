"""Who looked at the page of a contact when: kept six months, shown to the contact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .contacts import Contact


class ContactLook(models.Model):
    """Somebody opened the page of a contact. Opening it again within ten minutes is the same look."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["contact", "by", "at"], name="contact_look")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.at:%Y-%m-%d %H:%M}"
