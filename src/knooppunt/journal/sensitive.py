"""Whether a text looks as if it tells about one patient. Pure. A warning, never a refusal: a person decides."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_NINE_DIGITS = re.compile(r"(?<![\d.,+-])\d(?:[ .]?\d){7,8}(?![\d]|[.,]\d)")
_PERSON = r"(?:pati[eë]nt(?:e)?|cli[eë]nt(?:e)?|bewoner|bewoonster|mevrouw|mevr\.?|mw\.?|meneer|dhr\.?|patient|client|resident)"
_BORN = re.compile(
    rf"(?:\bgeb(?:oren|\.)?\s*(?:op)?\s*:?\s*\d{{1,2}}[-/. ](?:\d{{1,2}}|[a-z]{{3,9}})[-/. ](?:19|20)?\d\d\b|\bgeboortedatum\b"
    rf"|\b{_PERSON}\s+\S.{{0,40}}\b\d{{1,2}}[-/]\d{{1,2}}[-/](?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_CARE = re.compile(
    rf"\b(?i:{_PERSON})\s+(?:[A-Z][\w'’.-]*\.?\s?){{1,4}}.{{0,80}}?"
    r"(?:\(?\d{2,3}\s?(?:jaar|jr)\b|\bdiagnose\b|\bmedicatie\b|\bmorfine\b|\bsedatie\b|\bopgenomen\b|\boverleden\b|\bdossier\b)",
)


def sensitive_reasons(*texts: str) -> list[str]:
    """Sentences about what looks like data of a patient in these texts; empty when nothing does."""
    text = "\n".join(texts)
    reasons = []
    if any(is_citizen_number(match[0]) for match in _NINE_DIGITS.finditer(text)):
        reasons.append(_("There is a number in it that could be a citizen service number (BSN)."))
    if _BORN.search(text) or _CARE.search(text):
        reasons.append(_("It seems to be about one patient."))
    return reasons


def is_citizen_number(text: str) -> bool:
    """The eleven-test for a BSN: 9×a + 8×b + … + 2×h − i is divisible by 11."""
    digits = [int(c) for c in text if c.isdecimal()]
    if len(digits) == 8:
        digits.insert(0, 0)
    if len(digits) != 9 or not any(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11 == 0
