"""Sign-in codes: asking for one, and spending it.

The rules (issue: people and roles): 10 minutes; each code once; at most 5 codes an hour to a mailbox; at most 20 failed
tries an hour from an address; three wrong tries end the attempt of one browser. What was issued keeps working.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from knooppunt.accounts import mail
from knooppunt.accounts.models import SignInCode, User
from knooppunt.accounts.queries import active_user_of
from knooppunt.core import limits

LIFETIME = timedelta(minutes=10)
HOUR = 3600
CODES_AN_HOUR = 5
FAILED_TRIES_AN_HOUR = 20
TRIES_PER_ATTEMPT = 3
# No vowels (no words), no signs that look alike: 20 ** 8 codes, so that 20 tries an hour guess nothing.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True)
class Issued:
    """A mail is on its way: a code, or the message that this mailbox has no account."""

    ok: Literal[True] = True


@dataclass(frozen=True)
class TooManyCodes:
    """This mailbox got its codes of this hour; codes in it still work. ``retry_after`` in seconds."""

    retry_after: int
    ok: Literal[False] = False


@dataclass(frozen=True)
class Try:
    """What came of a try: the user, or why not."""

    user: User | None = None
    retry_after: int = 0  # seconds; not 0: this address tried too often
    ended: bool = False  # this was the last try of the attempt


def new_code() -> str:
    """A fresh code in the form XXXX-XXXX."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def issue_code(*, email: str) -> Issued | TooManyCodes:
    """Mail a code to ``email``, or, when nobody has that address, a mail that says so.

    Same answer, same work for both: one look-up, one row, one mail. Call outside a transaction (limits).
    """
    email = email.strip().lower()
    mailbox = limits.mailbox_key(email)
    allowed = limits.hit("sign-in-codes", mailbox, limit=CODES_AN_HOUR, window_seconds=HOUR)
    if not allowed.allowed:
        return TooManyCodes(allowed.retry_after)
    code = new_code()
    user = active_user_of(email)
    language = user.language if user else get_language() or "nl"
    with transaction.atomic():
        SignInCode.objects.create(
            mailbox=mailbox, code_hash=_hash(mailbox, code), user=user, expires_at=timezone.now() + LIFETIME
        )
        mail.queue(
            to=email,
            template="accounts/mail/sign_in_code" if user else "accounts/mail/unknown_mailbox",
            language=language,
            kind="accounts.code",
            urgent=True,
            context={
                "code": code if user else "",
                "minutes": int(LIFETIME.total_seconds() // 60),
                "name": user.name if user else "",
            },
        )
    return Issued()


def try_code(*, email: str, code: str, attempt: str, request: HttpRequest) -> Try:
    """Spend ``code`` for ``email``. Counts against the address of ``request`` and against ``attempt`` (a random name of
    this browser's attempt) before it looks, so that parallel tries get no extra ones; a right code is given back.
    """
    address = limits.address_key(request)
    allowed = limits.hit("sign-in-failed", address, limit=FAILED_TRIES_AN_HOUR, window_seconds=HOUR)
    if not allowed.allowed:
        return Try(retry_after=allowed.retry_after)
    tries = limits.hit("sign-in-attempt", f"t:{attempt}", limit=TRIES_PER_ATTEMPT, window_seconds=HOUR)
    if not tries.allowed:
        return Try(ended=True)
    user = spend_code(email=email, code=code)
    if user is None:
        return Try(ended=tries.remaining == 0)
    limits.give_back("sign-in-failed", address)
    return Try(user=user)


def spend_code(*, email: str, code: str) -> User | None:
    """The user whose unused, unexpired code this is; the code is spent. Of two at once exactly one gets it."""
    mailbox = limits.mailbox_key(email)
    usable = SignInCode.objects.filter(
        mailbox=mailbox,
        code_hash=_hash(mailbox, code),
        user__is_active=True,
        used_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    found = usable.select_related("user").first()
    if found is None or not SignInCode.objects.filter(pk=found.pk, used_at__isnull=True).update(used_at=timezone.now()):
        return None
    return found.user


def clean() -> int:
    """Delete codes that expired more than a day ago; returns how many."""
    return SignInCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def _hash(mailbox: str, code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("knooppunt.accounts.codes", f"{mailbox}:{plain}", algorithm="sha256").hexdigest()
