"""Mail: decided in a transaction, handed over by a worker, never twice by ourselves and never forgotten.

``queue_mail`` writes a row in the caller's transaction. A worker marks it *sending* (committed), hands it over, and
marks it *sent*. Dying in between leaves the mail *uncertain*: SMTP cannot tell whether it was taken, so a person
decides (``retry`` or ``cancel``); it keeps its Message-ID, by which a mailbox can see a double. With no ``EMAIL_HOST``
set mails stay in the outbox, where the demo shows them.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from knooppunt.core import mail as gateways
from knooppunt.core.jobs import job
from knooppunt.core.models import OutboxMail, StoredFile

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

log = logging.getLogger(__name__)
State = OutboxMail.State

# Minutes between tries after a temporary refusal; together about two days, as mail servers do.
BACKOFF_MINUTES = (1, 5, 15, 60, 240, 480, 960, 1440)
# Longer than any hand-over takes: what is still "sending" then belongs to a worker that died.
INTERRUPTED_AFTER = timedelta(minutes=10)
_LOCK = 4_711_203  # PostgreSQL advisory lock: one at a time picks the next mail


@dataclass
class Delivery:
    """How many mails a round handed over, put off, gave up, and left uncertain."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    uncertain: int = 0
    note: str = ""

    def __str__(self) -> str:
        counts = f"sent {self.sent}, later {self.later}, failed {self.failed}, uncertain {self.uncertain}"
        return f"{counts}; {self.note}" if self.note else counts


def queue_mail(
    *,
    to: str,
    subject: str,
    text: str,
    kind: str,
    html: str | None = None,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[StoredFile] = (),
    not_before: datetime | None = None,
    dedupe_key: str | None = None,
    urgent: bool = False,
) -> OutboxMail:
    """Decide to send one mail to one address; goes out after the caller's transaction commits.

    ``kind`` names it for the administrator ("accounts.code"). With a ``dedupe_key`` that exists already nothing new is
    queued and the earlier mail is returned, whatever became of it. ``urgent`` is for what somebody is waiting for (a
    sign-in code). Raises ``ValidationError`` when ``to`` is not an address.
    """
    validate_email(to)
    fields = {
        "message_id": _message_id(),
        "kind": kind,
        "to": to,
        "subject": " ".join(subject.split())[:250],  # a subject is one line
        "text": text,
        "html": html or "",
        "headers": dict(headers or {}),
        "attachments": [one.pk for one in attachments],
        "not_before": not_before or timezone.now(),
        "urgent": urgent,
    }
    if dedupe_key is None:
        queued, new = OutboxMail.objects.create(**fields), True
    else:
        queued, new = OutboxMail.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if new and settings.EMAIL_HOST:
        send_waiting.enqueue_with({}, run_after=not_before, dedupe_key=None if not_before else "core.send_mail")
    return queued


def send_due(*, limit: int = 200) -> Delivery:
    """Hand over what is due, urgent mails first; at most ``MAIL_PER_HOUR`` an hour (urgent ones aside)."""
    delivery = Delivery(uncertain=mark_interrupted())
    if not settings.EMAIL_HOST or not _due().exists():
        return delivery
    try:
        with gateways.SmtpGateway() as gateway:
            for _attempt in range(limit):
                mail = _take_next()
                if mail is None:
                    break
                if not _hand_over(gateway, mail, delivery):
                    gateway.reset()
    except gateways.Temporary as error:  # of the connection: no mail was taken up for it
        log.warning("mail: %s", error)
        delivery.note = str(error)
    return delivery


@job("core.send_mail", max_attempts=3)
def send_waiting() -> str:
    """The job behind ``queue_mail``; also comes round every minute."""
    return str(send_due())


def mark_interrupted() -> int:
    """Mark as uncertain what was being handed over by a worker that died; returns how many."""
    lost = OutboxMail.objects.filter(state=State.SENDING, sending_at__lt=timezone.now() - INTERRUPTED_AFTER)
    return lost.update(state=State.UNCERTAIN, last_error="Interrupted between hand-over and confirmation.")


def doubt_waiting() -> int:
    """Mark as uncertain what waited when a backup was made: it may have left since. Called after restoring."""
    waiting = OutboxMail.objects.filter(state__in=[State.QUEUED, State.SENDING])
    return waiting.update(
        state=State.UNCERTAIN, last_error="Waited when the backup was made; may have been sent since."
    )


def needing_attention() -> QuerySet[OutboxMail]:
    """Mails about which a person must decide, oldest first: for the administrator."""
    return OutboxMail.objects.filter(state__in=[State.FAILED, State.UNCERTAIN]).order_by("created_at", "id")


def retry(mail: OutboxMail, *, by: User | None) -> bool:
    """Send it (again), with the same Message-ID. Only for failed, uncertain and cancelled mails; False when it is
    neither.
    """
    rows = OutboxMail.objects.filter(pk=mail.pk, state__in=[State.FAILED, State.UNCERTAIN, State.CANCELLED])
    with transaction.atomic():
        done = rows.update(state=State.QUEUED, attempts=0, not_before=timezone.now(), handled_by=by)
        if done and settings.EMAIL_HOST:
            send_waiting.enqueue_with({}, dedupe_key="core.send_mail")
    return bool(done)


def cancel(mail: OutboxMail, *, by: User | None) -> bool:
    """Never send it (any more). False when it is on its way, sent or cancelled already."""
    rows = OutboxMail.objects.filter(pk=mail.pk, state__in=[State.QUEUED, State.FAILED, State.UNCERTAIN])
    return bool(rows.update(state=State.CANCELLED, handled_by=by))


def clean(*, text_days: int = 7, row_days: int = 90) -> int:
    """Empty the texts of mails that ended that long ago (they hold links and codes), later delete the rows. Returns
    rows deleted.
    """
    now = timezone.now()
    ended = OutboxMail.objects.filter(state__in=[State.SENT, State.CANCELLED])
    ended.filter(created_at__lt=now - timedelta(days=text_days)).exclude(text="").update(text="", html="", headers={})
    return ended.filter(created_at__lt=now - timedelta(days=row_days)).delete()[0]


def _due() -> QuerySet[OutboxMail]:
    due = OutboxMail.objects.filter(state=State.QUEUED, not_before__lte=timezone.now())
    return due.order_by("-urgent", "not_before", "id")


def _take_next() -> OutboxMail | None:
    """Mark the next mail as being sent, and commit that before anything leaves the house."""
    now = timezone.now()
    with transaction.atomic():
        if connection.vendor == "postgresql":  # on SQLite the transaction itself is the lock
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        mail = _due().first()
        if mail is None or (not mail.urgent and _hour_is_full(now)):
            return None
        OutboxMail.objects.filter(pk=mail.pk).update(state=State.SENDING, sending_at=now, attempts=F("attempts") + 1)
    mail.refresh_from_db()
    return mail


def _hour_is_full(now: datetime) -> bool:
    most: int = settings.MAIL_PER_HOUR
    return OutboxMail.objects.filter(sending_at__gt=now - timedelta(hours=1)).count() >= most


def _hand_over(gateway: gateways.SmtpGateway, mail: OutboxMail, delivery: Delivery) -> bool:
    """Hand over one mail that was taken, and write down how it went; False when the connection needs a fresh start."""
    try:
        gateway.hand_over(mail)
    except gateways.Uncertain as error:
        delivery.uncertain += 1
        _note(mail, state=State.UNCERTAIN, last_error=str(error))
    except gateways.NotTaken as error:
        if isinstance(error, gateways.Temporary) and mail.attempts <= len(BACKOFF_MINUTES):
            delivery.later += 1
            wait = timedelta(minutes=BACKOFF_MINUTES[mail.attempts - 1])
            _note(mail, state=State.QUEUED, not_before=timezone.now() + wait, last_error=str(error))
        else:
            delivery.failed += 1
            _note(mail, state=State.FAILED, last_error=str(error))
    else:
        delivery.sent += 1
        _note(mail, state=State.SENT, sent_at=timezone.now(), last_error="")
        return True
    return False


def _note(mail: OutboxMail, **values: object) -> None:
    # A slow hand-over may have been called uncertain meanwhile: its real outcome counts.
    OutboxMail.objects.filter(pk=mail.pk, state__in=[State.SENDING, State.UNCERTAIN]).update(**values)


def _message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "knooppunt.invalid"
    return f"<{uuid.uuid4().hex}@{host}>"
