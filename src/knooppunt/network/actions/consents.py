"""Recording what a contact agrees to, and withdrawing it: as easily as it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knooppunt.core import changes
from knooppunt.network.models import Consent, Contact

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.contact"


def give_consent(
    *, contact: Contact, purpose: str, text: str, text_version: str, source: str, by: User | None = None
) -> Consent:
    """A contact agrees. Agreeing again to the same text changes nothing; a newer text takes the place of the older."""
    with transaction.atomic():
        standing = Consent.objects.standing().filter(contact=contact, purpose=purpose).first()
        if standing and standing.text_version == text_version:
            return standing
        if standing:
            withdraw_consent(contact=contact, purpose=purpose, source=source)
        given = Consent.objects.create(
            contact=contact, purpose=purpose, text=text, text_version=text_version, source=source, given_by=by
        )
        changes.record(KIND, [contact.pk])
    return given


def withdraw_consent(*, contact: Contact, purpose: str, source: str) -> int:
    """A contact no longer agrees; the row stays as proof. Returns how many ended: 0 or 1."""
    with transaction.atomic():
        ended = (
            Consent.objects.standing()
            .filter(contact=contact, purpose=purpose)
            .update(withdrawn_at=timezone.now(), withdrawn_source=source)
        )
        if ended:
            changes.record(KIND, [contact.pk])
    return ended
