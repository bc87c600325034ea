"""One question to a partner by mail, and what they do with it. The link is the authority; no account is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.core import grants
from knooppunt.core.models import LinkGrant
from knooppunt.network.models import Contact, Hub, Organisation
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.models import LONGEST_QUOTE, Quote

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SCOPE = "reports.quote"
SUBJECT = "reports.quote"
VALID = timedelta(days=365)  # somebody must be able to withdraw as long as it may stand somewhere
MOST_A_DAY = 50  # of one hub; more would be a mailing


def ask_quote(
    *, hub: Hub, organisation: Organisation, email: str, contact: Contact | None = None, language: str = "nl", by: User
) -> Quote:
    """Mail one question. Raises ``Refused`` for a bad address, a question that still waits, or too many on one day."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("This is not a complete e-mail address.")) from error
    with transaction.atomic():
        mine = Quote.objects.filter(hub=hub)
        if mine.filter(
            email=email, organisation=organisation, answered_at__isnull=True, withdrawn_at__isnull=True
        ).exists():
            raise Refused(_("This person has a question waiting already."))
        if mine.filter(created_at__gte=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
            raise Refused(_("You asked %(most)d people today. Ask the others tomorrow.") % {"most": MOST_A_DAY})
        quote = Quote.objects.create(hub=hub, organisation=organisation, contact=contact, email=email, asked_by=by)
        token = grants.issue(
            scope=SCOPE, expires_in=VALID, subject_kind=SUBJECT, subject_id=quote.pk, email=email, single_use=False
        )
        with translation.override(language):
            accounts.queue_mail(
                to=email,
                template="reports/mail/quote",
                language=language,
                kind="reports.quote",
                context={"quote": quote, "hub": hub, "by": by, "url": grants.link_url(token, language)},
            )
    return quote


def answer_quote(*, grant: LinkGrant, text: str, shown_as: str, consent: str) -> Quote:
    """Keep the answer and what may be done with it; can be changed with the same link.

    Raises ``grants.GrantRefused`` when the link has ended, ``Refused`` for an answer that cannot be kept.
    """
    text = text.strip()
    if not text:
        raise Refused(_("Write a sentence or two, or close this page."))
    if len(text) > LONGEST_QUOTE:
        raise Refused(_("A quote holds at most %(most)d characters.") % {"most": LONGEST_QUOTE})
    if consent not in Quote.Consent.values:
        raise Refused(_("Choose what we may do with it."))
    with transaction.atomic():
        grants.use(grant)
        quote = _quote(grant)
        quote.text, quote.shown_as, quote.consent = text, shown_as.strip()[:150], consent
        quote.answered_at, quote.withdrawn_at = timezone.now(), None
        _save(quote)
    return quote


def withdraw_by_link(*, grant: LinkGrant) -> Quote:
    """The person takes the quote back: the text is gone, from frozen reports too. Raises ``grants.GrantRefused``."""
    with transaction.atomic():
        grants.use(grant)
        return _withdraw(_quote(grant))


def withdraw_quote(*, quote: Quote, by: User) -> Quote:
    """The hub takes it away, on request of the person or before an answer came; the link stops."""
    with transaction.atomic():
        grants.revoke_all(scope=SCOPE, subject_kind=SUBJECT, subject_id=quote.pk)
        return _withdraw(Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk))


def forget_addresses() -> int:
    """Empty the addresses of questions older than a year (a daily job); returns how many."""
    old = Quote.objects.filter(created_at__lt=timezone.now() - VALID).exclude(email="")
    return old.update(email="", contact=None)


def _withdraw(quote: Quote) -> Quote:
    quote.text, quote.shown_as, quote.consent = "", "", Quote.Consent.NONE
    quote.withdrawn_at = timezone.now()
    return _save(quote)


def _save(quote: Quote) -> Quote:
    quote.version += 1
    quote.save(update_fields=["text", "shown_as", "consent", "answered_at", "withdrawn_at", "version", "changed_at"])
    return quote


def _quote(grant: LinkGrant) -> Quote:
    quote = Quote.objects.select_for_update(of=("self",)).filter(pk=grant.subject_id or 0).first()
    if quote is None:
        raise grants.GrantRefused(grants.Refusal.REVOKED)
    return quote
