"""Which day it was: ``gisteren``, ``ma``, ``vorige dinsdag``, ``12-3``, ``12 mrt``, ``12 maart 2026``, ``vorige week dinsdag`` …

Weekdays and dates without a year mean the last time that day was. A weekday on that very day ("vrijdag" on a Friday)
is today, and we ask whether a week ago was meant. What lies ahead, cannot be or is said twice comes back as a question.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knooppunt.journal.parsing.model import Choice, Question
from knooppunt.journal.parsing.text import Taken, fold

OLD = 400  # days; we ask whether a day longer ago is right
OLDEST_YEARS = 5  # longer ago is refused: it is a typing error
FAR_BACK = 300  # days; "12-3" that was so long ago may have been meant to come

_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_SHORT = {"ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "za": 5, "zo": 6}
_MONTHS = {
    "januari": 1, "jan": 1, "februari": 2, "feb": 2, "febr": 2, "maart": 3, "mrt": 3, "mar": 3, "april": 4, "apr": 4,
    "mei": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "augustus": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "oktober": 10, "okt": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
_NUMBERS = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7}

_DAY = "|".join((*_WEEKDAYS, *_SHORT))
_LONG_DAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PART = r"(?:ochtend|morgen|middag|avond|nacht)"
_YEAR = r"[0-9]{4}|['’]?[0-9]{2}(?![0-9])"
_OPEN = r"(?<![\w@#.,/:-])"
_SHUT = r"(?![\w/])(?!:[0-9])(?!['’][a-z])"
_ON = r"(?:(?:op|d\.d\.|dd\.?)\s{1,3})?"

_PATTERNS = re.compile(
    rf"{_OPEN}{_ON}(?:"
    # the numbers
    r"(?P<iso>(?P<iy>[0-9]{4})-(?P<im>[0-9]{1,2})-(?P<id>[0-9]{1,2}))(?![0-9])"
    r"|(?P<full>(?P<fd>[0-9]{1,2})(?P<sep>[-/.])(?P<fm>[0-9]{1,2})(?P=sep)(?P<fy>[0-9]{4}|[0-9]{2}))(?![0-9])"
    r"|(?P<short>(?P<sd>[0-9]{1,2})[-/](?P<sm>[0-9]{1,2}))(?![0-9])(?!-[0-9])(?![.,][0-9])"
    rf"|(?P<month>(?P<md>[0-9]{{1,2}})(?:\s?(?:e|ste|de))?\s{{0,2}}(?P<mm>{_MONTH})(?!\w)\.?(?:\s{{0,2}}(?P<my>{_YEAR}))?)"
    # weekdays and weeks
    rf"|(?P<lastweek>(?:vorige|afgelopen|verleden)\sweek\s(?:op\s)?(?P<lwd>{_DAY})(?:{_PART})?"
    rf"|(?P<dlw>{_DAY})(?:{_PART})?\s(?:van\s)?(?:vorige|afgelopen|verleden)\sweek)"
    rf"|(?P<thisweek>deze\sweek\s(?:op\s)?(?P<twd>{_LONG_DAY})(?:{_PART})?|(?P<dtw>{_LONG_DAY})(?:{_PART})?\s(?:van\s)?deze\sweek)"
    rf"|(?P<ahead>(?:komende|volgende|aanstaande|aankomende)\s(?:week(?:\s(?:op\s)?(?:{_DAY}))?|maand|(?:{_DAY})(?:{_PART})?)"
    rf"|(?:{_LONG_DAY})\s(?:over\seen\sweek|aanstaande|a\.s\.|as\.?))"
    rf"|(?P<lastday>(?:afgelopen|vorige|verleden|laatste)\s(?P<ld>{_DAY})(?:{_PART})?|(?P<ldj>{_DAY})\s(?:jl\.?|j\.l\.|afgelopen|laatstleden))"
    r"|(?P<someweek>(?:vorige|afgelopen|verleden)\s(?:week|maand)|(?:afgelopen|dit|vorig)\sweekend)"
    rf"|(?P<weekday>(?P<wd>{_LONG_DAY})(?:{_PART})?|(?P<wds>{'|'.join(_SHORT)}))"
    # words
    rf"|(?P<today>vandaag|vanmorgen|vanochtend|vanmiddag|vanavond|zojuist|zonet|daarnet|vannacht)"
    rf"|(?P<before>eergister(?:en|{_PART})?)"
    rf"|(?P<yesterday>gister(?:en)?(?:{_PART})?)"
    r"|(?P<tomorrow>morgen(?:ochtend|middag|avond)?|overmorgen)"
    r"|(?P<ago>(?P<many>een|één|twee|drie|vier|vijf|zes|zeven|[0-9]{1,3})\s(?P<unit>dag|dagen|week|weken)\s(?:geleden|terug))"
    rf"){_SHUT}",
    re.IGNORECASE,
)
# "3-4 docenten", "niveau 3/4", "2-3 keer" are no dates; nor is "24/7".
_COUNTED = re.compile(
    r"\s{0,2}(?:uur|u|min|minuten|kwartier|keer|x|maal|personen|mensen|deelnemers|docenten|studenten|leerlingen|collega|scholen|"
    r"organisaties|weken|dagen|maanden|jaar|pagina|gesprekken|vragen|lessen|contacten|stuks|euro|procent|%)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:niveau|niveaus|niv|mbo|hbo|wo|klas|leerjaar|jaar|groep|deel|fase|module|hoofdstuk|paragraaf|par|blz|pagina|bladzijde|"
    r"artikel|art|versie|nummer|nr|score|cijfer|van|stap|vraag|punt|kamer|lokaal|zaal)\.?\s{1,2}$",
    re.IGNORECASE,
)
_EVERY = re.compile(r"(?:elke|iedere|alle|per|de hele)\s{1,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A piece of the line that says when. ``days``: what it can mean, the likeliest first; ``code``: why we must ask."""

    start: int
    end: int
    days: tuple[dt.date, ...]
    code: str = ""
    is_guess: bool = False
    weekday: int | None = None  # when only the day of the week was said
    ahead: bool = False


@dataclass(frozen=True)
class FoundDate:
    """What the line as a whole says about the day."""

    date: dt.date | None
    questions: tuple[Question, ...] = ()


def find_date(taken: Taken, today: dt.date) -> FoundDate:
    """Take every day of the line; without one it was today."""
    found = _without_doubtful(taken, list(_scan(taken, today)))
    if not found:
        return FoundDate(today)
    if not all(day.ahead for day in found):
        found = [day for day in found if not (day.ahead and not day.days)]  # "mail over volgende week, gisteren"
    unsure = all(day.code for day in found) or any(day.code and not day.is_guess for day in found)
    for day in found:
        taken.take(day.start, day.end, "date", is_guess=unsure)
    said = " … ".join(taken.line[day.start : day.end] for day in found)[:80]
    broken = next((day for day in found if day.code and not day.is_guess), None)
    if broken is not None:
        words = taken.line[broken.start : broken.end]
        return FoundDate(None, (Question("date", broken.code, words, _choices(broken.days)),))
    found = _merged(found)
    days = list(dict.fromkeys(day.days[0] for day in found))
    if len(days) > 1:
        return FoundDate(None, (Question("date", "date_several", said, _choices(days)),))
    if not unsure:  # a guess beside a sure day that is the same: sure
        return FoundDate(days[0])
    guess = found[0]
    return FoundDate(days[0], (Question("date", guess.code, said, _choices(guess.days), is_guess=True),))


def _merged(found: list[Day]) -> list[Day]:
    """ "vrijdag 12 maart": a weekday beside a date that falls on it says nothing more."""
    exact = {day.days[0].weekday() for day in found if day.weekday is None}
    return [day for day in found if day.weekday is None or day.weekday not in exact]


def _without_doubtful(taken: Taken, found: list[Day]) -> list[Day]:
    """Leave out "wo" and "zo" where they are rather words than days ("wo" is also university education)."""
    doubtful = [_is_doubtful(taken, day) for day in found]
    if not all(doubtful):
        sure = [day for day, doubt in zip(found, doubtful, strict=True) if not doubt]
        starts = {day.start for day in sure}
        return [
            day
            for day, doubt in zip(found, doubtful, strict=True)
            if not doubt or _next_word(taken.line, day.end) in starts  # "wo 18 maart"
        ]
    return [
        Day(day.start, day.end, day.days, "date_word", is_guess=True, weekday=day.weekday)
        for day in found
        if _may_be_day(taken.line, day)
    ]


def _next_word(line: str, end: int) -> int:
    while end < len(line) and line[end] in " .,":
        end += 1
    return end


def _is_doubtful(taken: Taken, day: Day) -> bool:
    return taken.line[day.start : day.end].lower() in {"wo", "zo"}


_BESIDE_WO = re.compile(r"(?:mbo|hbo|wo|en|of|de|het|bachelor|master)[\s,/&-]{1,3}$", re.IGNORECASE)
_AFTER_WO = re.compile(
    r"[\s,/&-]{1,3}(?:mbo|hbo|en|of|contact|opleiding|docent|student|bachelor|master|instelling)", re.IGNORECASE
)
_AFTER_ZO = re.compile(
    r"\s{1,3}(?:snel|goed|veel|mogelijk|['’]n|een|ook|niet|dat|als|nodig|gauw|weinig|lang)", re.IGNORECASE
)


def _may_be_day(line: str, day: Day) -> bool:
    word, before, after = (
        line[day.start : day.end],
        line[max(0, day.start - 12) : day.start],
        line[day.end : day.end + 16],
    )
    if word.lower() == "wo":
        return not _BESIDE_WO.search(before) and not _AFTER_WO.match(after)
    return not _AFTER_ZO.match(after) and (not before.strip() or not after.strip() or before.rstrip()[-1:].isalnum())


def _scan(taken: Taken, today: dt.date) -> Iterator[Day]:
    line = taken.line
    for match in _PATTERNS.finditer(line):
        if taken.is_free(*match.span()):
            day = _read(line, match, today)
            if day is not None:
                yield day


def _read(line: str, match: re.Match[str], today: dt.date) -> Day | None:
    kind = next(name for name in _KINDS if match[name] is not None)
    if kind in {"iso", "full", "month"}:
        return _read_full(match, kind, today)
    if kind == "short":
        return _read_short(line, match, today)
    if kind in {"weekday", "lastday", "lastweek", "thisweek"}:
        return _read_weekday(line, match, kind, today)
    return _read_words(match, kind, today)


_KINDS = (
    "iso", "full", "short", "month", "lastweek", "thisweek", "ahead", "lastday", "someweek", "weekday", "today", "before",
    "yesterday", "tomorrow", "ago",
)  # fmt: skip


def _read_words(match: re.Match[str], kind: str, today: dt.date) -> Day:
    """Words that need no calendar: yesterday, a week ago, next week."""
    start, end = match.span()
    if kind in {"tomorrow", "ahead"}:
        return Day(start, end, (), "date_future", ahead=True)
    if kind == "someweek":
        monday = today - dt.timedelta(days=today.weekday() + 7)
        weekend = [day for day in (monday + dt.timedelta(days=n) for n in (5, 6, 12, 13)) if day <= today][-2:]
        working = [monday + dt.timedelta(days=n) for n in range(5)]
        days = weekend if "weekend" in match[0].lower() else working if "week" in match[0].lower() else []
        return Day(start, end, tuple(days), "date_which_day")
    if kind == "ago":
        many = _NUMBERS.get(fold(match["many"])) or int(match["many"])
        back = many * (7 if match["unit"].lower().startswith("we") else 1)
    else:
        back = {"today": 0, "yesterday": 1, "before": 2}[kind]
    return _judged(start, end, today - dt.timedelta(days=back), today)


def _read_weekday(line: str, match: re.Match[str], kind: str, today: dt.date) -> Day | None:
    """A day of the week: the last one; "vorige" never today; "vorige week" in the week before."""
    start, end = match.span()
    groups = {
        "weekday": ("wd", "wds"),
        "lastday": ("ld", "ldj"),
        "lastweek": ("lwd", "dlw"),
        "thisweek": ("twd", "dtw"),
    }
    word = next(match[name] for name in groups[kind] if match[name]).lower()
    weekday = _SHORT[word] if word in _SHORT else _WEEKDAYS.index(word)
    monday = today - dt.timedelta(days=today.weekday())
    if word in _SHORT and match["wds"] and match["wds"].isupper() and not line.isupper():
        return None  # "WO" is university education, "MA" a degree
    if kind == "lastweek":
        return Day(start, end, (monday + dt.timedelta(days=weekday - 7),))
    if kind == "thisweek":
        day = monday + dt.timedelta(days=weekday)
        return Day(start, end, (day,)) if day <= today else Day(start, end, (), "date_future")
    if _EVERY.search(line[max(0, start - 12) : start]):
        return None
    back = (today.weekday() - weekday) % 7
    if kind == "lastday":
        return Day(start, end, (today - dt.timedelta(days=back or 7),))
    if back == 0:
        return Day(
            start, end, (today, today - dt.timedelta(days=7)), "date_weekday_today", is_guess=True, weekday=weekday
        )
    return Day(start, end, (today - dt.timedelta(days=back),), weekday=weekday)


def _read_full(match: re.Match[str], kind: str, today: dt.date) -> Day:
    """A date with a year, or with a month in words."""
    start, end = match.span()
    names = {"iso": ("iy", "im", "id"), "full": ("fy", "fm", "fd"), "month": ("my", "mm", "md")}[kind]
    year_text, month_text, day_text = (match[name] for name in names)
    month = _MONTHS[month_text.lower()] if kind == "month" else int(month_text)
    if year_text is None:
        return _last_time(start, end, int(day_text), month, today)
    digits = year_text.lstrip("'’")
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    try:
        day = dt.date(year, month, int(day_text))
    except ValueError:
        return Day(start, end, (), "date_impossible")
    return _judged(start, end, day, today)


def _read_short(line: str, match: re.Match[str], today: dt.date) -> Day | None:
    """ "12-3": day and month, unless it counts or numbers something."""
    start, end = match.span()
    day, month = int(match["sd"]), int(match["sm"])
    if _COUNTED.match(line[end : end + 16]) or _NUMBERED.search(line[max(0, start - 14) : start]):
        return None
    if (day, month) == (24, 7) and "/" in match["short"]:
        return None
    if day > 39 or month > 19:
        return None
    return _last_time(start, end, day, month, today)


def _last_time(start: int, end: int, day: int, month: int, today: dt.date) -> Day:
    """The last time that this day of the year was."""
    for year in range(today.year, today.year - 9, -1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            back = (today - found).days
            code = "date_far_back" if back > FAR_BACK else ""
            return Day(start, end, (found,), code, is_guess=bool(code))
    return Day(start, end, (), "date_impossible")


def _judged(start: int, end: int, day: dt.date, today: dt.date) -> Day:
    if day > today:
        return Day(start, end, (), "date_future")
    if day.year < today.year - OLDEST_YEARS:
        return Day(start, end, (), "date_absurd")
    if (today - day).days > OLD:
        return Day(start, end, (day,), "date_long_ago", is_guess=True)
    return Day(start, end, (day,))


def _choices(days: tuple[dt.date, ...] | list[dt.date]) -> tuple[Choice, ...]:
    return tuple(Choice(day.isoformat()) for day in days)[:6]
