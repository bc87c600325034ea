"""Django's own mail (allauth's codes, for instance) goes through the outbox too: set as ``EMAIL_BACKEND``."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.db import transaction

from knooppunt.core.outbox import queue_mail


class OutboxBackend(BaseEmailBackend):
    """Queues one urgent mail per recipient: who gets mail from a library is waiting for it. Attachments are not taken
    over.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                html = next(
                    (str(body) for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), None
                )
                for recipient in message.recipients():
                    queue_mail(
                        to=_bare(recipient),
                        subject=str(message.subject),
                        text=str(message.body),
                        html=html,
                        kind="django",
                        headers={name: value for name, value in message.extra_headers.items() if name != "Message-ID"},
                        urgent=True,
                    )
        return len(email_messages)


def _bare(address: str) -> str:
    return sanitize_address(address, "utf-8").rpartition("<")[2].rstrip(">")
