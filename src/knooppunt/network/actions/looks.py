"""Noting who looked at a contact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from knooppunt.network.models import Contact, ContactLook

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SAME_LOOK = timedelta(minutes=10)
KEPT = timedelta(days=183)


def note_look(*, contact: Contact, by: User) -> None:
    """``by`` sees this contact's page now. Two queries, one when it is the same look."""
    since = timezone.now() - SAME_LOOK
    if not ContactLook.objects.filter(contact=contact, by=by, at__gt=since).exists():
        ContactLook.objects.create(contact=contact, by=by)
