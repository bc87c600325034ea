"""What stands in a cell of a list of contacts, as people write it."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knooppunt.core.tables import fault_of_formula
from knooppunt.network import vocabulary
from knooppunt.network.names import fold, tidy
from knooppunt.network.parsing import validate_email_address

_IN_BRACKETS = re.compile(r"<([^<>]+@[^<>]+)>")
_DAY = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$")
_IN_WORDS = re.compile(r"^(?:(\d{1,2})\s+)?([a-z]{3,9})\.?\s+(\d{4})$")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_OTHER_MONTHS = {"maart": 3, "mar": 3, "may": 5, "oct": 10}
_WEEKDAY = re.compile(
    r"^(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|ma|di|wo|do|vr|za|zo)\.?,?\s+(?=\d)", re.IGNORECASE
)
_SALUTATION = re.compile(r"^(?:dhr|mw|mevr|hr|mevrouw|de heer|t\.a\.v|tav)\.?\s+(?=\w)", re.IGNORECASE)
# What people write where there is nothing (folded).
_NOTHING = frozenset(
    {"onbekend", "niet bekend", "geen", "nvt", "n v t", "niet van toepassing", "volgt", "volgt nog", "nog onbekend"}
)
# Behind a comma these belong to the name before it (folded).
_DEGREES = frozenset(
    {"ba", "bc", "bsc", "b sc", "bba", "ma", "mba", "msc", "m sc", "med", "m ed", "mph", "mscn", "mha", "llm", "phd", "ph d",
     "rn", "vs", "pa", "cnp", "md", "anp", "manp"}
)  # fmt: skip
EPOCH = dt.date(1899, 12, 30)  # of the day numbers of a spreadsheet
# What somebody's organisation probably is, by a word in its name.
_KINDS = (
    ("mbo", ("roc", "mbo", "zorgcollege")),
    ("hbo", ("hogeschool", "hbo")),
    ("wo", ("universiteit", "university")),
    ("ziekenhuis", ("ziekenhuis", "umc", "gasthuis", "medisch centrum")),
    ("hospice", ("hospice", "bijna thuis huis")),
    ("thuiszorg", ("thuiszorg", "wijkverpleging")),
    ("verpleeghuis", ("verpleeghuis", "woonzorgcentrum", "zorgcentrum")),
    ("huisartsenpraktijk", ("huisarts", "huisartsenpraktijk")),
    ("lectoraat", ("lectoraat",)),
    ("practoraat", ("practoraat",)),
    ("consortium", ("consortium",)),
    ("netwerk", ("netwerk palliatieve", "netwerk")),
    ("patienten", ("patienten", "patientenorganisatie")),
    ("vrijwilligers", ("vrijwilligers", "vptz")),
)


def refuse_error(text: str) -> None:
    """Raise ``ValidationError`` for what a spreadsheet writes when a formula fails."""
    if sentence := fault_of_formula(text):
        raise ValidationError(sentence)


def something(text: str) -> str:
    """The text; empty when it only says that there is nothing: "-", "?", "n.v.t.", "onbekend"."""
    return "" if not any(map(str.isalnum, text)) or fold(text) in _NOTHING else text


def clean_phone(text: str) -> str:
    """A telephone number as it was written. A sheet that took it for an amount lost the zero in front: that comes back."""
    text = tidy(text)
    return f"0{text}" if re.fullmatch(r"[1-9]\d{8}", text) else text[:40]


def clean_address(text: str) -> str:
    """An address without what people put around and into it: spaces, ``mailto:``, the name before it, a full stop after.

    Raises ``ValidationError`` when it still is none.
    """
    if match := _IN_BRACKETS.search(text):
        text = match[1]
    text = re.sub(r"\s+", "", tidy(text)).removeprefix("mailto:").strip(",;.<>()\"'")
    if text.count("@") > 1:
        raise ValidationError(_("Here stands more than one e-mail address. Keep one in this row."))
    if text:
        validate_email_address(text)
    return text.lower()


def full_name(name: str, first: str, infix: str, last: str) -> str:
    """A name as one reads it; "Vries, Jan de" becomes "Jan de Vries", and
    "Jan de Vries, MSc" stays as it is. How one speaks to somebody ("mw.") is no part of it.
    """
    parts = tidy(" ".join(filter(None, (_SALUTATION.sub("", first), infix, last))))
    if parts and (last or not name):
        return parts[:200]
    name = _SALUTATION.sub("", tidy(name))
    family, comma, given = name.partition(",")
    if not comma or not given.strip() or all(fold(part) in _DEGREES for part in given.split(",")):
        return name[:200]
    return f"{given.strip()} {family.strip()}".strip()[:200]


def read_day(text: str) -> dt.date | None:
    """A date however it was written: 1-9-2023, 2023-09-01, 1 sept 2023, sept 2023, or the number of a spreadsheet.

    Raises ``ValidationError`` for what is none.
    """
    text = _WEEKDAY.sub("", re.sub(r"['’](\d\d)$", r"\1", tidy(text)))  # 1-9-'24, maandag 4 maart 2024
    if not text:
        return None
    try:
        if match := _YEAR_FIRST.match(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY.match(text):
            year = int(match[3])
            return dt.date(
                year + 2000 if year < 70 else year + 1900 if year < 100 else year, int(match[2]), int(match[1])
            )
        if match := _IN_WORDS.match(text.lower()):
            word = match[2]
            month = _OTHER_MONTHS.get(word) or _MONTHS.index(word[:3]) + 1
            return dt.date(int(match[3]), month, int(match[1] or 1))
        if text.isdecimal() and len(text) == 4 and 1950 <= int(text) <= 2100:
            return dt.date(int(text), 1, 1)
        if text.isdecimal() and 20_000 <= int(text) <= 80_000:
            return EPOCH + dt.timedelta(days=int(text))
    except ValueError:
        pass
    raise ValidationError(_("“%(text)s” is not a date.") % {"text": text[:40]})


def read_function(text: str) -> tuple[str, str]:
    """(code, own words): a function we know, or the words as they stand."""
    words = tidy(text)[:120]
    if not words:
        return "", ""
    term = vocabulary.find("contact_functions", words)
    return (term.code, "") if term else ("", words)


def read_levels(text: str) -> list[str]:
    """Codes of the levels named; what we do not know is left out."""
    found = [vocabulary.find("levels", part) for part in re.split(r"[;,/]| en ", text)]
    return list(dict.fromkeys(term.code for term in found if term))


def read_sector(text: str) -> str:
    """The code of a sector, or nothing."""
    term = vocabulary.find("sectors", text) if text.strip() else None
    return term.code if term else ""


def guess_kind(name: str, said: str = "") -> str:
    """What kind of organisation it is: as was said, or else by its name; ``overig`` when nothing tells."""
    term = vocabulary.find("organisation_kinds", said) if said.strip() else None
    if term:
        return term.code
    folded = f" {fold(name)} "
    return next((code for code, words in _KINDS if any(f" {word} " in folded for word in words)), "overig")
