"""Cards of people (vCard 2.1, 3.0 and 4.0): in as a table, out as 3.0, which every address book reads."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from knooppunt.core.tables import ReadTable, TableRefused, TableRow, decode

HEADER = (
    "Naam", "Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Telefoon", "Organisatie", "Functie", "Notities", "Labels"
)  # fmt: skip
MOST_BYTES = 10 * 2**20
_NOT_PEOPLE = {"GROUP", "ORG", "LOCATION"}  # kinds of cards
_BETWEEN = re.compile(r"(?<!\\);")  # a semicolon that separates, not one of the text
_CHARSET = re.compile(r"CHARSET=\"?([A-Z0-9_-]+)")
_NAME = re.compile(r"^(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:]*)?)$")


def is_vcard(data: bytes) -> bool:
    """Whether these bytes begin like cards, in whatever encoding."""
    return b"BEGIN:VCARD" in data[:400].replace(b"\x00", b"").upper()


def read_cards(data: bytes, *, most: int) -> ReadTable:
    """The cards as a table. Raises ``TableRefused`` when there are none, or more than ``most``."""
    if len(data) > MOST_BYTES:
        raise TableRefused(_("This file is too large: at most %(megabytes)s MB.") % {"megabytes": MOST_BYTES // 2**20})
    rows = []
    for number, card in enumerate(_cards(decode(data)), start=1):
        if number > most:
            raise TableRefused(_("This file has more cards than we take at once. Split it."))
        rows.append(TableRow(number, _cells(card)))
    if not rows:
        raise TableRefused(_("There are no cards in this file."))
    return ReadTable(TableRow(0, HEADER), rows)


def _cards(text: str) -> Iterator[dict[str, str]]:
    card: dict[str, str] | None = None
    for line in _unfolded(text):
        head, colon, value = line.partition(":")
        match = _NAME.match(head.strip())
        if not colon or not match:
            continue
        name, params = match["name"].upper(), match["params"].upper()
        if name == "BEGIN":
            card = {}
        elif name == "END":
            if card is not None and _is_person(card):
                yield card
            card = None
        elif card is not None and value.strip():
            if "QUOTED-PRINTABLE" in params:
                value = _unquoted(value, params)
            card.setdefault(name, value.strip())


def _is_person(card: dict[str, str]) -> bool:
    """An address book also holds groups of people and organisations as cards."""
    kind = card.get("KIND", "") or card.get("X-ADDRESSBOOKSERVER-KIND", "")
    return kind.upper() not in _NOT_PEOPLE


def _unquoted(value: str, params: str) -> str:
    """Quoted-printable in the letters that the card names: old cards are seldom in UTF-8."""
    data, named = quopri.decodestring(value.encode()), _CHARSET.search(params)
    try:
        return data.decode(named[1] if named else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return data.decode("cp1252", "replace")


def _unfolded(text: str) -> Iterator[str]:
    kept = ""
    for line in text.splitlines():
        if line[:1] in {" ", "\t"} and kept:
            kept += line[1:]
        elif kept.endswith("=") and "QUOTED-PRINTABLE" in kept.upper():
            kept = kept[:-1] + line
        else:
            yield kept
            kept = line
    yield kept


def _cells(card: dict[str, str]) -> tuple[str, ...]:
    name = [_plain(part) for part in _BETWEEN.split(card.get("N", "") + ";;;;")]
    full = _plain(card.get("FN", ""))
    parts = ("", "", "") if full else (name[1], name[2], name[0])
    organisation = _plain(_BETWEEN.split(card.get("ORG", ""))[0])
    function = _plain(card.get("TITLE", "") or card.get("ROLE", ""))
    tel = _plain(card.get("TEL", "")).removeprefix("tel:")
    email = _plain(card.get("EMAIL", ""))
    labels = _plain(card.get("CATEGORIES", ""))
    return (full, *parts, email, tel, organisation, function, _plain(card.get("NOTE", "")), labels)


def _plain(value: str) -> str:
    text = value.replace("\\n", "\n").replace("\\N", "\n")
    return re.sub(r"\\([,;:\\])", r"\1", text).strip()


@dataclass(frozen=True)
class Card:
    """One person for an address book."""

    uid: str
    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    function: str = ""


def write_cards(cards: Iterable[Card]) -> Iterator[bytes]:
    """Cards one by one, for a file of any size: vCard 3.0, UTF-8, lines of at most 75 bytes."""
    for card in cards:
        yield "".join(f"{_folded(line)}\r\n" for line in _lines(card)).encode()


def _lines(card: Card) -> Iterator[str]:
    first, _space, last = card.name.rpartition(" ")
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:urn:uuid:{card.uid}"
    yield f"FN:{_escaped(card.name)}"
    yield f"N:{_escaped(last)};{_escaped(first)};;;"
    for name, value in (
        ("EMAIL;TYPE=INTERNET", card.email),
        ("TEL;TYPE=WORK", card.phone),
        ("ORG", card.organisation),
        ("TITLE", card.function),
    ):
        if value:
            yield f"{name}:{_escaped(value)}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    for mark in ("\\", ",", ";"):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    if len(line.encode()) <= 75:  # nearly all
        return line
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) > 74:
            parts.append(current)
            current = " "
        current += character
    return "\r\n".join([*parts, current])
