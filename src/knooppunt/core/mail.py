"""From a row of the outbox to the mail server: building the message, and handing it over so that we know."""

from __future__ import annotations

import re
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from knooppunt.core import files
from knooppunt.core.models import OutboxMail, StoredFile


class NotTaken(Exception):
    """The server surely did not take the mail."""


class Temporary(NotTaken):
    """… but may later: its answer began with a 4, or the connection broke before the mail was complete."""


class Permanent(NotTaken):
    """… and never will: its answer began with a 5, or the mail cannot be built."""


class Uncertain(Exception):
    """The mail was complete and the answer did not come: it may or may not have been taken."""


def build(mail: OutboxMail) -> EmailMultiAlternatives:
    """The message of a row. Raises ``Permanent`` when an attachment is gone."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **mail.headers},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    stored = {one.pk: one for one in StoredFile.objects.filter(pk__in=mail.attachments)}
    for pk in mail.attachments:
        try:
            with files.open_file(stored[pk]) as content:
                message.attach(stored[pk].name, content.read(), stored[pk].content_type)
        except (KeyError, FileNotFoundError) as error:
            raise Permanent(f"The attachment {pk} is gone.") from error
    return message


class SmtpGateway:
    """One connection to the mail server of the settings, for several mails. Use as a context manager."""

    def __init__(self) -> None:
        self._backend = EmailBackend(fail_silently=False)

    def __enter__(self) -> SmtpGateway:
        """Connect. Raises ``Temporary`` when the server is away or refuses our sign-in."""
        self._connect()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._backend.close()

    def reset(self) -> None:
        """Begin anew on a fresh connection after a mail that went wrong. Raises ``Temporary``."""
        self._backend.close()
        self._backend.connection = None
        self._connect()

    def hand_over(self, mail: OutboxMail) -> None:
        """Give one mail to the server; returning means that it took it. Raises ``Temporary``, ``Permanent`` or
        ``Uncertain``.

        The steps of SMTP one by one, because ``sendmail`` does not tell how far it came: until the closing dot nothing
        was taken, and after it only an answer tells.
        """
        smtp: smtplib.SMTP = self._backend.connection  # type: ignore[assignment]
        try:
            message = build(mail)
            body = _dotted(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own kind of message
            sender, recipient = (sanitize_address(one, "utf-8") for one in (message.from_email, mail.to))
        except (ValueError, UnicodeError) as error:  # a header with a line break, an address that is none
            raise Permanent(f"This mail cannot be built: {error}") from error
        sender = re.sub(r"^.*<(.*)>$", r"\1", sender)
        try:
            smtp.ehlo_or_helo_if_needed()
            options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
            _expect(smtp.mail(sender, options), 250)
            _expect(smtp.rcpt(recipient), 250, 251)
            _expect(smtp.docmd("DATA"), 354)
            smtp.send(body)
        except OSError as error:  # also smtplib's own errors
            raise Temporary(f"The connection broke: {error}") from error
        try:
            smtp.send(b".\r\n")
            answer = smtp.getreply()
        except OSError as error:
            raise Uncertain(f"No answer after the mail was complete: {error}") from error
        _expect(answer, 250)

    def _connect(self) -> None:
        try:
            self._backend.open()
        except OSError as error:
            raise Temporary(f"The mail server cannot be reached: {error}") from error


def _expect(answer: tuple[int, bytes], *good: int) -> None:
    code, text = answer
    if code in good:
        return
    sentence = f"{code} {text.decode('utf-8', 'replace')}"
    raise (Permanent if 500 <= code < 600 else Temporary)(sentence)


def _dotted(body: bytes) -> bytes:
    """Lines that begin with a dot get another one, and the last line ends (RFC 5321, 4.5.2)."""
    body = re.sub(rb"(?m)^\.", b"..", body)
    return body if body.endswith(b"\r\n") else body + b"\r\n"
