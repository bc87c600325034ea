"""The ways in which people write how long something took, each with its pattern and its reader.

All patterns repeat a bounded number of times, so that reading stays linear in the length of the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from knooppunt.journal.parsing.model import MOST_MINUTES
from knooppunt.journal.parsing.text import fold

EARLIEST_HOUR = 7  # "9:00" is rather a time of day than nine hours

_WORDS = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien"
    " achttien negentien twintig"
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split())}
_NUMBERS |= {"vijfentwintig": 25, "dertig": 30, "vijfendertig": 35, "veertig": 40, "vijfenveertig": 45, "vijftig": 50}
_NUMBERS |= {"vijfenvijftig": 55, "zestig": 60, "vijfenzeventig": 75, "negentig": 90, "honderd": 100}
_FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75, "1/4": 0.25, "1/2": 0.5, "3/4": 0.75}

_WORD = "|".join(sorted((*_NUMBERS, "één", "eén"), key=len, reverse=True))
_AND_A_HALF = r"anderhal(?:f|ve)|(?:twee|drie|vier|vijf|zes|zeven)[eë]nhalf|(?:twee|drie|vier|vijf|zes|zeven|[0-9])\sen\seen\shalf"
_DECIMAL = r"[0-9]{1,12}(?:[.,][0-9]{1,4})?|[.,][0-9]{1,2}"
_NUMBER = rf"(?:[0-9]{{0,3}}\s?[¼½¾]|1/[24]|3/4|{_DECIMAL}|(?:{_AND_A_HALF}|{_WORD})(?=\s))"
_HOURS = r"(?:uurtjes?|uren|uur|u|hrs|hr|h)(?![\w’'-])"
_MINUTES = r"(?:(?:minuutjes|minuten|minuut|mins|min|m)(?![\w’'-])|['’′](?!\w))"
_LEFT = r"(?<![\w.,:/@#€$+])(?<!\w[-−])"
_ABOUT = r"(?:(?:van|gedurende)\s{1,3})?(?:(?:ongeveer|circa|ca\.?|ruim|bijna|±|~)\s{0,3})?"


@dataclass(frozen=True)
class Duration:
    """A piece of the line that says how long. ``readings``: the minutes it can mean, the likeliest first.

    ``code`` says why it cannot be taken as it is; "clock" is a time that is perhaps no duration at all.
    """

    start: int
    end: int
    readings: tuple[int, ...]
    code: str = ""


Reader = Callable[[re.Match[str]], Duration | None]


def number_of(text: str) -> float:
    """ "1,5", "½", "twee", "anderhalf", "2 en een half" → a number."""
    text = text.strip().lower()
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    if text[-1] in _FRACTIONS:
        return (float(text[:-1]) if text[:-1].strip() else 0) + _FRACTIONS[text[-1]]
    folded = fold(text)
    if folded in _NUMBERS:
        return _NUMBERS[folded]
    if folded.startswith("anderhal"):
        return 1.5
    if folded.endswith("half"):
        whole = re.split(r"\s|enhalf", folded)[0]
        return (float(whole) if whole.isdigit() else _NUMBERS[whole]) + 0.5
    return float(text.replace(",", "."))


def checked(match: re.Match[str], minutes: float, code: str = "") -> Duration:
    """A duration of so many minutes, rounded; with what is wrong when it is nothing, negative or longer than can be."""
    start, end = match.span()
    if match.groupdict().get("minus"):
        return Duration(start, end, (), "minutes_negative")
    rounded = int(minutes + 0.5)
    if rounded < 1:
        return Duration(start, end, (), "minutes_zero")
    if rounded > MOST_MINUTES:
        return Duration(start, end, (), "minutes_absurd")
    return Duration(start, end, (rounded,), code)


_RANGE = re.compile(
    rf"{_LEFT}(?P<van>van\s{{1,3}})?(?P<h1>[0-9]{{1,2}})(?:[:.](?P<m1>[0-9]{{2}}))?\s{{0,2}}(?:(?:uur|u|h)\s{{1,2}})?"
    r"(?P<dash>-|–|tot|à|a|of)\s{0,2}(?P<h2>[0-9]{1,2})(?:[:.](?P<m2>[0-9]{2}))?"
    r"(?:\s{0,2}(?P<unit>uur|u|h)(?!\w))?(?![\w/:-])(?![.,][0-9])",
    re.IGNORECASE,
)


def _read_range(match: re.Match[str]) -> Duration | None:
    """ "10:00-11:30", "van 9 tot 12 uur": between two times of day. "2-3 uur", "2 à 3 uur": one of two durations."""
    h1, h2 = int(match["h1"]), int(match["h2"])
    m1, m2 = int(match["m1"] or 0), int(match["m2"] or 0)
    whole = match["m1"] is None and match["m2"] is None
    choice = match["dash"].lower() in {"à", "a", "of"}
    if whole and (choice or (match["van"] is None and h1 < EARLIEST_HOUR)):
        readings = tuple(hours * 60 for hours in (h1, h2) if 1 <= hours * 60 <= MOST_MINUTES)
        return Duration(*match.span(), readings, "minutes_several") if match["unit"] and readings else None
    times = (
        (match["m1"] is not None and match["m2"] is not None)
        or match["unit"]
        or (match["van"] and match["dash"] == "tot")
    )
    if choice or not times or h1 > 24 or h2 > 24 or m1 > 59 or m2 > 59:
        return None
    minutes = h2 * 60 + m2 - h1 * 60 - m1
    if minutes <= 0:
        return Duration(*match.span(), (), "minutes_unclear")
    return checked(match, minutes, "" if ":" in match[0] else "minutes_range")


_HOUR_OR_TWO = re.compile(
    r"(?<!\w)(?:een\s)?uur(?:tje)?\sof\s(?P<many>twee|drie|vier|vijf|zes|[0-9])(?!\w)(?!\s?uur)", re.IGNORECASE
)


def _read_hour_or_two(match: re.Match[str]) -> Duration:
    """ "een uur of twee": about two hours, perhaps."""
    hours = int(number_of(match["many"]))
    return Duration(*match.span(), tuple(dict.fromkeys((max(hours, 1) * 60, 60))), "minutes_several")


_TIMES = re.compile(
    rf"{_LEFT}(?P<times>[0-9]{{1,2}})\s?(?:x|×|keer|maal)\s?(?:van\s)?(?P<number>{_DECIMAL})\s{{0,3}}(?:(?P<hours>{_HOURS})|{_MINUTES})",
    re.IGNORECASE,
)


def _read_times(match: re.Match[str]) -> Duration:
    """ "3x 30 min": each, or together?"""
    one = number_of(match["number"]) * (60 if match["hours"] else 1)
    readings = [int(minutes + 0.5) for minutes in (one * int(match["times"]), one)]
    possible = tuple(dict.fromkeys(minutes for minutes in readings if 1 <= minutes <= MOST_MINUTES))
    return Duration(*match.span(), possible, "minutes_several" if possible else "minutes_absurd")


_COMPACT = re.compile(
    rf"{_LEFT}(?P<minus>[-−])?(?P<h>[0-9]{{1,3}})[uh](?P<m>[0-9]{{1,2}})(?:\s?(?:m|min))?(?!\w)", re.IGNORECASE
)


def _read_compact(match: re.Match[str]) -> Duration:
    """ "2u30", "1h 15m"."""
    if int(match["m"]) > 59:
        return Duration(*match.span(), (), "minutes_unclear")
    return checked(match, int(match["h"]) * 60 + int(match["m"]))


_SPOKEN = re.compile(
    rf"{_LEFT}(?P<minus>[-−])?{_ABOUT}(?:"
    rf"(?P<hours>{_NUMBER})\s{{0,3}}{_HOURS}"
    rf"(?:\s{{0,3}}(?:(?:en|,|\+)\s{{0,3}})?(?:(?P<and_minutes>{_NUMBER})\s{{0,3}}{_MINUTES}"
    r"|(?:(?P<and_many>een|één|twee|drie|[0-9])\s{1,3})?(?P<and_quarters>kwartier(?:tje)?)(?!\w)))?"
    r"|(?P<half>(?:(?:een|één)\s)?(?:half\s?uur(?:tje)?|halve\suur))(?!\w)(?:\s{0,3}en\s(?:een\s)?(?P<half_and>kwartier)(?!\w))?"
    r"|(?P<longer>anderhalfuur)(?!\w)"
    r"|(?P<hourlet>(?:een\s)?uurtje)(?!\w)"
    rf"|(?P<minutes>{_NUMBER})\s{{0,3}}{_MINUTES}"
    r"|(?:(?P<many>een|één|twee|drie|vier|vijf|zes|zeven|[0-9]{1,2})\s{1,3})?(?P<quarters>kwartier(?:tje)?)(?!\w)"
    r")",
    re.IGNORECASE,
)


def _read_spoken(match: re.Match[str]) -> Duration:
    """A number with a unit, or words: "1,5 uur", "90 min", "drie kwartier", "2 uur en een kwartier"."""
    if match["hours"]:
        return _read_hours(match)
    if match["half"]:
        return checked(match, 45 if match["half_and"] else 30)
    if match["longer"] or match["hourlet"]:
        return checked(match, 90 if match["longer"] else 60)
    if match["minutes"]:
        return checked(match, number_of(match["minutes"]))
    return checked(match, 15 * (number_of(match["many"]) if match["many"] else 1))


def _read_hours(match: re.Match[str]) -> Duration:
    hours = number_of(match["hours"]) * 60
    if match["and_minutes"]:
        minutes = number_of(match["and_minutes"])
        if minutes < 60 or match["minus"]:
            return checked(match, hours + minutes)
        readings = tuple(dict.fromkeys(int(m + 0.5) for m in (hours, minutes) if 1 <= m <= MOST_MINUTES))
        return Duration(
            *match.span(), readings, "minutes_several" if len(readings) > 1 else "" if readings else "minutes_absurd"
        )
    if match["and_quarters"]:
        return checked(match, hours + 15 * (number_of(match["and_many"]) if match["and_many"] else 1))
    if re.search(r"[.,][0-9]{3}", match["hours"]):  # a thousand, or one with three decimals?
        return Duration(*match.span(), (), "minutes_unclear")
    clock = re.fullmatch(r"([0-9]{1,2})[.,]([1-5][0-9])", match["hours"])
    if clock and clock[2] not in {"25", "50"}:  # "1.30 uur" is an hour and a half to one, and 78 minutes to another
        readings = (int(clock[1]) * 60 + int(clock[2]), int(hours + 0.5))
        if max(readings) <= MOST_MINUTES and not match["minus"]:
            return Duration(*match.span(), readings, "minutes_unclear")
    return checked(match, hours)


_CLOCK = re.compile(
    rf"{_LEFT}(?P<minus>[-−])?(?P<h>[0-9]{{1,3}}):(?P<m>[0-9]{{2}})(?:\s?(?P<unit>uur|u|h)(?!\w))?(?![\w:/])",
    re.IGNORECASE,
)


def _read_clock(match: re.Match[str]) -> Duration:
    """ "1:30"; from "7:00" on it may as well be a time of day."""
    hours, minutes = int(match["h"]), int(match["m"])
    if minutes > 59:
        return Duration(*match.span(), (), "minutes_unclear")
    found = checked(match, hours * 60 + minutes)
    if found.readings and hours >= EARLIEST_HOUR:
        return Duration(found.start, found.end, found.readings, "clock")
    if hours <= 24 and not match["minus"] and not found.readings and found.code == "minutes_absurd":
        return Duration(found.start, found.end, (), "clock")
    return found


_BARE = re.compile(
    rf"{_LEFT}(?P<minus>[-−])?(?P<number>[0-9]{{1,3}}(?:,[0-9]{{1,2}}|\.(?:5|25|50|75))|[0-9]{{0,2}}[¼½¾])(?![\w/%€°:-])(?![.,][0-9])"
)


def _read_bare(match: re.Match[str]) -> Duration:
    """ "1,5": a number with a decimal comma is in hours."""
    return checked(match, number_of(match["number"]) * 60)


# The most explicit forms first: what one has read, the next leaves alone.
FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_RANGE, _read_range),
    (_HOUR_OR_TWO, _read_hour_or_two),
    (_TIMES, _read_times),
    (_COMPACT, _read_compact),
    (_SPOKEN, _read_spoken),
    (_CLOCK, _read_clock),
    (_BARE, _read_bare),
)
TIMES_OF_DAY = frozenset({_COMPACT, _SPOKEN, _CLOCK})  # forms that after "om" are a time of day
BARE = _BARE
