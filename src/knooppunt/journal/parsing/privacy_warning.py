"""Does a note look as if it is about a patient, or does it hold a citizen service number (BSN)?

A warning, shown once before saving: a logbook is no place for either. It looks for a few plain signs and will miss some
and see some that are not there; that is why it asks and never forbids.

BSN: nine digits that pass the eleven-test of the Dutch BSN (weights 9 to 2 and -1 for the last; the sum is a multiple of
eleven). Eight digits count only beside the word BSN, else telephone numbers and dates would be taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MOST_CHARACTERS = 20_000

_NINE = re.compile(
    r"(?<![0-9+])(?<![0-9][.\s-])[0-9]{3,4}[. -]?[0-9]{2,3}[. -]?[0-9]{2,3}(?![0-9])(?![.,][0-9])", re.ASCII
)
_NAMED = re.compile(r"\b(?:bsn|burgerservicenummer|sofinummer)\b[^0-9]{0,12}([0-9][0-9. -]{6,11}[0-9])", re.IGNORECASE)
_PERSON = (
    r"(?:pati[eë]nte?|cli[eë]nte?|bewoner|bewoonster|zorgvrager|mevrouw|mevr|mw|meneer|mijnheer|dhr|de\sheer|"
    r"echtgenote|echtgenoot|naaste|moeder|vader)"
)
_HEALTH = (
    r"(?:diagnose|gediagnosticeerd|kanker|tumor|uitzaaiing(?:en)?|uitgezaaide?|metastasen|dementie|alzheimer|parkinson|als|copd|"
    r"hartfalen|delier|sedatie|euthanasie|morfine|fentanyl|medicatie|chemo(?:therapie)?|bestraling|terminaal|stervende|"
    r"overleden|levensverwachting|benauwd|pijnklachten|opgenomen|ziekenhuisopname|behandeling|wond|infuus)"
)
_AGE = r"(?:[0-9]{1,3}\s?(?:jaar|jr)\b|[0-9]{1,3}-jarige|\([0-9]{2,3}\))"
_DETAIL = rf"(?:\b{_HEALTH}\b|{_AGE})"
_SAME_SENTENCE = r"(?:[^.!?\n]|(?<=\b[a-z])\.)"  # the full stop of an initial does not end a sentence
_ABOUT_SOMEBODY = re.compile(
    rf"\b{_PERSON}\b\.?{_SAME_SENTENCE}{{0,80}}?{_DETAIL}"
    rf"|{_DETAIL}{_SAME_SENTENCE}{{0,40}}?\b(?:van|bij)\s(?:een\s|de\s|onze\s)?{_PERSON}\b",
    re.IGNORECASE,
)
_DATE = r"[0-9]{1,2}[-/. ]{1,2}(?:[0-9]{1,2}|[a-z]{3,9})[-/. ]{1,2}(?:19|20)?[0-9]{2}\b"
_BIRTH = re.compile(
    rf"\b(?:geboren(?:\sop)?|geb\.?|g\.d\.):?\s{{0,3}}{_DATE}|\bgeboortedatum\b|\b{_PERSON}\s[^.!?\n]{{0,40}}?\b{_DATE}",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\b(?:pati[eë]nt(?:en)?nummer|cli[eë]nt(?:en)?nummer|dossiernummer|zorgdossier|polisnummer|epd-?nummer)\b[^0-9]{0,12}[0-9]{3,}",
    re.IGNORECASE,
)

Code = Literal["bsn", "patient"]


@dataclass(frozen=True)
class Concern:
    """``text[start:end]`` looks like a BSN or like something about a patient."""

    code: Code
    start: int
    end: int


def find_concerns(text: str) -> list[Concern]:
    """What in ``text`` does not belong in a logbook, in its order."""
    text = text[:MOST_CHARACTERS]
    found = [Concern("bsn", *match.span()) for match in _NINE.finditer(text) if is_bsn(match[0])]
    found += [Concern("bsn", *match.span(1)) for match in _NAMED.finditer(text) if is_bsn(_digits(match[1]).zfill(9))]
    for pattern in (_ABOUT_SOMEBODY, _BIRTH, _FILE):
        found += [Concern("patient", *match.span()) for match in pattern.finditer(text)]
    return sorted(dict.fromkeys(found), key=lambda concern: concern.start)


def is_bsn(text: str) -> bool:
    """Whether the digits of ``text`` are nine and pass the eleven-test; nine zeros pass it too, and are none."""
    digits = _digits(text)
    if len(digits) != 9 or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")
