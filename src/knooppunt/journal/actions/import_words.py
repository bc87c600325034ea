"""The words of an import: titles, dates, durations, kinds. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from knooppunt.journal.hours import NotHours, read_minutes
from knooppunt.journal.models import Moment, MomentKind
from knooppunt.network.names import fold

# Titles as we write them, and what else people call them (folded).
TITLES: dict[str, tuple[str, ...]] = {
    "Datum": ("datum", "dag", "date"),
    "Minuten": ("minuten", "min", "minutes", "duur in minuten"),
    "Uren": ("uren", "uur", "duur", "tijd", "hours", "duration", "aantal uren"),
    "Soort": ("soort", "type", "kind"),
    "Thema": ("thema", "theme"),
    "Activiteit": ("activiteit", "activity", "waarvoor"),
    "Organisaties": ("organisaties", "organisatie", "organisations", "organisation", "met welke organisaties"),
    "Contactpersonen": ("contactpersonen", "contactpersoon", "contacten", "contact", "contacts", "met wie"),
    "Notitie": ("notitie", "omschrijving", "beschrijving", "toelichting", "wat", "note", "description"),
    "Opbrengst": ("opbrengst", "resultaat", "result"),
    "Hoogtepunt": ("hoogtepunt", "highlight"),
    "Zichtbaar voor": ("zichtbaar voor", "zichtbaarheid", "visibility"),
    "Wie": ("wie", "auteur", "door", "naam", "author", "who"),
}
_KINDS: Mapping[str, tuple[str, ...]] = {
    MomentKind.CONVERSATION: ("gesprek", "telefoon", "gebeld", "kennismaking", "conversation"),
    MomentKind.MEETING: ("bijeenkomst", "overleg", "vergadering", "meeting", "teams"),
    MomentKind.VISIT: ("bezoek", "werkbezoek", "visit"),
    MomentKind.MAIL: ("mail", "e mail", "email"),
    MomentKind.WRITING: ("schrijven", "geschreven", "verslag", "writing"),
    MomentKind.TRAVEL: ("reizen", "reis", "reistijd", "travel"),
    MomentKind.TRAINING: ("scholing", "les", "training"),
    MomentKind.OTHER: ("anders", "overig", "other"),
}
_VISIBILITIES: Mapping[str, tuple[str, ...]] = {
    Moment.Visibility.HUB: ("eigen knooppunt", "knooppunt", "hub", "prive", "own hub"),
    Moment.Visibility.NETWORK: ("alle knooppunten", "netwerk", "network", "all hubs"),
    Moment.Visibility.PUBLIC: ("iedereen", "publiek", "openbaar", "public", "everybody"),
}
_DATE = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})(?:\s.*)?")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ T].*)?")
_EXCEL_TIME = re.compile(r"(\d{1,2}:\d{2}):\d{2}")


def read_date(text: str) -> dt.date | None:
    """ "2026-11-21", "21-11-2026", "21/11/26"; ``None`` when it is no date."""
    match = _ISO.fullmatch(text.strip()) or _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        return dt.date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def read_duration(text: str, *, is_minutes: bool) -> int:
    """The minutes in a cell. Raises ``NotHours`` with a sentence."""
    plain = text.strip()
    if is_minutes:
        if not re.fullmatch(r"-?\d{1,6}(?:[.,]0+)?", plain):
            raise NotHours(_("We cannot read “%(text)s” as minutes: a whole number, please.") % {"text": plain[:40]})
        return read_minutes(f"{plain.replace(',', '.').partition('.')[0]}m")
    clock = _EXCEL_TIME.fullmatch(plain)
    return read_minutes(clock[1] if clock else plain)


def read_kind(text: str) -> str:
    """The code of a kind; empty for nothing. Raises ``ValueError`` with a sentence."""
    return _one_of(text, _KINDS)


def read_visibility(text: str) -> str:
    """The code of a visibility; empty for nothing. Raises ``ValueError`` with a sentence."""
    return _one_of(text, _VISIBILITIES)


def read_yes(text: str) -> str:
    """ "1" for yes, empty for no. Raises ``ValueError`` with a sentence."""
    word = fold(text)
    if word in {"", "nee", "n", "no", "0", "onwaar", "false"}:
        return ""
    if word in {"ja", "j", "yes", "y", "1", "x", "waar", "true"}:
        return "1"
    raise ValueError(_("“%(text)s” is neither yes nor no. Type ja or nee.") % {"text": text[:40]})


def _one_of(text: str, words: Mapping[str, tuple[str, ...]]) -> str:
    wanted = fold(text)
    if not wanted:
        return ""
    for code, known in words.items():
        if wanted in known:
            return str(code)
    choices = ", ".join(known[0] for known in words.values())
    raise ValueError(_("We do not know “%(text)s”. Use one of: %(choices)s.") % {"text": text[:40], "choices": choices})
