"""What somebody does with the own record: correct it, agree and withdraw, hand over, ask for the link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts import api as accounts
from knooppunt.core import grants
from knooppunt.core.models import LinkGrant
from knooppunt.network.actions.consents import give_consent, withdraw_consent
from knooppunt.network.actions.contacts import update_contact
from knooppunt.network.actions.touches import note_touch
from knooppunt.network.consent_texts import ASKED
from knooppunt.network.directory.queries import own_contacts
from knooppunt.network.models import Consent, Contact, Touch

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SCOPE = "network.own-page"
SUBJECT = "network.contact"
VALID = timedelta(days=7)


def mail_link(email: str) -> bool:
    """Mail the link to one's own page, when a record has this mailbox; the caller says the same either way."""
    found = own_contacts(email.strip())
    if not found:
        return False
    contact = found[0]
    with transaction.atomic():
        token = grants.issue(
            scope=SCOPE,
            expires_in=VALID,
            subject_kind=SUBJECT,
            subject_id=contact.pk,
            email=contact.email,
            single_use=False,
        )
        accounts.queue_mail(
            to=contact.email,
            template="network/mail/own_page",
            language="nl",
            kind="network.own-page",
            context={"name": contact.name, "url": grants.link_url(token, "nl"), "until": timezone.now() + VALID},
            urgent=True,
        )
    return True


def not_me(*, grant: LinkGrant) -> None:
    """The link reached somebody else: it ends, and every other link to the same page with it."""
    grants.revoke_all(scope=SCOPE, subject_kind=SUBJECT, subject_id=grant.subject_id or 0)


def correct_own(*, contacts: Sequence[Contact], values: dict[str, Any], by: User | None) -> int:
    """One's own correction, in every record with the same mailbox; the hubs see it in the history. Returns how many
    changed.
    """
    changed = 0
    with transaction.atomic():
        for contact in contacts:
            if all(getattr(contact, name) == value for name, value in values.items()):
                continue
            update_contact(contact=contact, seen=contact.version, values=values, hubs=[], among=[], by=by)
            for hub_contact in contact.hub_contacts.select_related("hub"):
                note_touch(hub=hub_contact.hub, contact=contact, source=Touch.Source.CONTACT, by=by)
            changed += 1
    return changed


def set_own_consents(*, contacts: Sequence[Contact], wanted: set[str], source: str) -> None:
    """What is ticked stands from now on, what is not ends: as easy one way as the other."""
    with transaction.atomic():
        for contact in contacts:
            for asked in ASKED:
                if asked.purpose in wanted:
                    give_consent(
                        contact=contact,
                        purpose=asked.purpose,
                        text=str(asked.text),
                        text_version=asked.version,
                        source=source,
                    )
                else:
                    withdraw_consent(contact=contact, purpose=asked.purpose, source=source)


CONTACT, ACCOUNT = Consent.Source.CONTACT, Consent.Source.ACCOUNT
