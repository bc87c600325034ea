"""Searches that mail: what somebody asked, and which entries that person was told of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import Timestamped


class SavedSearch(Timestamped):
    """A search that mails new results every week. Without ``confirmed_at`` the mailbox is not proved, and nothing is sent."""

    email = models.EmailField(_("e-mail address"))
    query = models.CharField(max_length=2000, blank=True)  # as it stands in the address, in one fixed order
    language = models.CharField(max_length=5, default="nl")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)  # when it was last looked whether there is something new
    told = models.JSONField(default=list)  # numbers of the entries that were there at the start or stood in a mail

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["confirmed_at", "looked_at"])]
        constraints = [models.UniqueConstraint(fields=["email", "query"], name="saved_search_once")]

    def __str__(self) -> str:
        return f"{self.query} ({'on' if self.confirmed_at else 'waiting'})"
