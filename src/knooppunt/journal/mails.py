"""Reading a mail that was filed to a hub's log address: whatever it is, without an exception. Pure.

Only what the logbook may keep comes out: who wrote it, to whom, when, the subject, and the first words when asked for.
Attachments are counted, not read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

MOST_BYTES = 30 * 2**20  # what mail servers take
MOST_PARTS = 2000
_RECIPIENTS = ("To", "Cc", "Bcc", "Resent-To", "Resent-Cc")
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")
_REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd|antw|aw|doorst|betr|tr|wg)\s*(?:\[\d+\])?:)+\s*", re.IGNORECASE)


@dataclass(frozen=True)
class FiledMail:
    """What we read of it. ``date`` is ``None`` when it says none, or nonsense."""

    message_id: str
    sender_name: str
    sender: str  # address, lower case; empty when there is none
    recipients: tuple[str, ...]
    delivered_to: tuple[str, ...]  # recipients, and where servers say that it went
    subject: str
    date: dt.datetime | None
    text: str
    attachments: int


def read_mail(data: bytes) -> FiledMail:
    """Read the bytes of a message; broken parts are left out, wrong characters become question marks."""
    message = email.message_from_bytes(data[:MOST_BYTES], policy=email.policy.compat32)
    sender_name, sender = _first_sender(message)
    recipients = _addresses(message, _RECIPIENTS)
    text, attachments = _parts(message)
    return FiledMail(
        message_id=_header(message, "Message-ID")[:500],
        sender_name=sender_name[:200],
        sender=sender[:254],
        recipients=tuple(recipients[:300]),
        delivered_to=tuple([*_addresses(message, _DELIVERED), *recipients][:600]),
        subject=_REPLY.sub("", _header(message, "Subject"))[:300],
        date=_date(message),
        text=text,
        attachments=attachments,
    )


def _header(message: Message, name: str) -> str:
    return _decoded(message.get(name, ""))


def _decoded(value: object) -> str:
    try:
        parts = decode_header(str(value))
    except (ValueError, LookupError):
        parts = [(str(value), None)]
    words = []
    for part, charset in parts:
        words.append(part if isinstance(part, str) else _text(part, charset))
    line = " ".join("".join(words).split())
    return line.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _text(data: bytes, charset: str | None) -> str:
    for one in (charset or "utf-8", "utf-8", "cp1252"):
        try:
            return data.decode(one)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("latin-1")


def _addresses(message: Message, names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for name in names:
        values = [str(value)[:50_000] for value in message.get_all(name, [])]
        try:
            pairs = getaddresses(values)
        except (ValueError, IndexError, TypeError):
            pairs = []
        found += [address.strip().lower()[:254] for _name, address in pairs if "@" in address]
    return list(dict.fromkeys(one.replace("\x00", "") for one in found))


def _first_sender(message: Message) -> tuple[str, str]:
    for name in ("From", "Sender", "Return-Path"):
        try:
            pairs = getaddresses([str(message.get(name, ""))[:5000]])
        except (ValueError, IndexError, TypeError):
            continue
        for shown, address in pairs:
            if "@" in address:
                return _decoded(shown), address.strip().lower().replace("\x00", "")
    return "", ""


def _date(message: Message) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def _parts(message: Message) -> tuple[str, int]:
    """The first words (plain text, else what a page of HTML says), and how many attachments."""
    plain = html = ""
    attachments = 0
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if "attachment" in str(part.get("Content-Disposition", "")).lower() or not kind.startswith("text/"):
            attachments += 1
        elif kind == "text/plain" and not plain:
            plain = _content(part)
        elif kind == "text/html" and not html:
            html = _words_of(_content(part))
    # Line by line: a pattern for spaces before a line end takes a square of a long row of spaces.
    lines = "\n".join(line.rstrip(" \t\r") for line in (plain or html).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", lines).strip()
    return text[:20_000].replace("\x00", ""), attachments


def _content(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return ""
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset()
    return _text(data[:500_000], charset)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "script", "head", "title"}:
            self._hidden += 1
        elif tag in {"p", "br", "div", "tr", "li", "h1", "h2", "h3"}:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "head", "title"} and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def _words_of(html: str) -> str:
    reader = _Words()
    with contextlib.suppress(AssertionError, ValueError, RecursionError):
        reader.feed(html)
    return "".join(reader.found)
