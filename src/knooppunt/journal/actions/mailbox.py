"""The mailbox behind the log addresses, read over IMAP when the environment names one."""

from __future__ import annotations

import imaplib
import logging
import ssl
from dataclasses import dataclass

from django.conf import settings

from knooppunt.journal.actions.filing import NotFiled, file_mail
from knooppunt.journal.mails import MOST_BYTES

log = logging.getLogger(__name__)
AT_ONCE = 100  # messages in one look; the rest comes with the next
SECONDS = 30.0


@dataclass
class Read:
    """How many messages were filed, and how many stay in the mailbox for a person to look at."""

    filed: int = 0
    left: int = 0

    def __str__(self) -> str:
        return f"filed {self.filed}, left {self.left}"


def read_mailbox() -> Read:
    """File the unread messages. One is marked as read after it was filed, so that a lost connection loses nothing; what
    cannot be filed stays, marked with a flag.

    Raises ``OSError`` or ``imaplib.IMAP4.error`` when the mailbox cannot be reached: the job tries again.
    """
    read = Read()
    box = _connect()
    try:
        box.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
        status, _answer = box.select(_quoted(settings.IMAP_FOLDER))
        if status != "OK":
            raise imaplib.IMAP4.error(f"The folder {settings.IMAP_FOLDER!r} cannot be opened.")
        _status, found = box.uid("SEARCH", "UNSEEN", "UNFLAGGED")
        for number in (found[0] or b"").split()[:AT_ONCE]:
            _file_one(box, number.decode("ascii"), read)
    finally:
        try:
            box.logout()
        except (OSError, imaplib.IMAP4.error):
            log.debug("the mailbox did not say goodbye")
    return read


def _file_one(box: imaplib.IMAP4, number: str, read: Read) -> None:
    data = _message(box, number)
    try:
        if data is None:
            raise NotFiled("It cannot be read, or is too large.")
        file_mail(data=data)
    except NotFiled as refusal:
        log.warning("a message in the mailbox was not filed: %s", refusal)
        box.uid("STORE", number, "+FLAGS.SILENT", r"(\Flagged)")
        read.left += 1
    else:
        box.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
        read.filed += 1


def _message(box: imaplib.IMAP4, number: str) -> bytes | None:
    # A byte more than we take, so that too large a message shows itself without being read whole.
    status, answer = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    found = next((part[1] for part in answer if isinstance(part, tuple)), None)
    return found if status == "OK" and isinstance(found, bytes) and len(found) <= MOST_BYTES else None


def _connect() -> imaplib.IMAP4:
    if settings.IMAP_TLS:
        return imaplib.IMAP4_SSL(
            settings.IMAP_HOST, settings.IMAP_PORT, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    return imaplib.IMAP4(settings.IMAP_HOST, settings.IMAP_PORT, timeout=SECONDS)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
