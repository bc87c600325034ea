"""How long it took, from the whole line.

A number with a unit is a duration, unless the words around it say that it is a time of day ("om 2 uur") or something
else ("2 uur geleden", "8 uur per week"). Bare numbers are durations only with a decimal comma ("1,5") or as hours and
minutes ("1:30"). Two different durations, impossible ones and none at all come back as a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knooppunt.journal.parsing.duration_forms import BARE, FORMS, TIMES_OF_DAY, Duration
from knooppunt.journal.parsing.model import MOST_MINUTES, Choice, Question
from knooppunt.journal.parsing.text import Taken, fold

LONG = 10 * 60  # above this we ask whether it is right

_TIME_BEFORE = re.compile(r"(?<!\w)(?:om|vanaf|tot|rond|omstreeks|sinds)\s{1,3}$", re.IGNORECASE)
_ELSE_AFTER = re.compile(r"\s{0,3}(?:geleden|per|later|eerder|eerdere|voorafgaand)\b|\s{0,3}['’]s\s", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(
    r"\s{0,3}(?:miljoen|miljard|miljoenen|ton|euro|km|kilometer|procent|graden|punten|punt|ects|fte|keer|x|maal|jaar|"
    r"dag|dagen|week|weken|maand|maanden|studenten|docenten|pagina)\b",
    re.IGNORECASE,
)
_ODD = re.compile(r"(?<!\w)(?:nan|inf|infinity|oneindig)\s{0,3}(?:uren|uur|u|min|minuten|m)(?!\w)", re.IGNORECASE)
_MINUS = re.compile(r"(?<![\w.,:/@#€$+-])[-−]\d{1,6}(?:[.,]\d{1,3})?(?![\w.,:/%-])")


@dataclass(frozen=True)
class FoundDuration:
    """What the line as a whole says about the time it took."""

    minutes: int | None
    questions: tuple[Question, ...] = ()


def find_duration(taken: Taken) -> FoundDuration:
    """Take every duration of the line, and say what they come to."""
    found = _scan(taken)
    clear = [one for one in found if one.code != "clock"]
    if not clear:
        return _without_clear_one(taken, found)
    for one in clear:
        taken.take(one.start, one.end, "minutes", is_guess=bool(one.code))
    said = " … ".join(taken.line[one.start : one.end] for one in clear)[:80]
    broken = next((one for one in clear if not one.readings), None)
    if broken is not None:
        return FoundDuration(None, (Question("minutes", broken.code, taken.line[broken.start : broken.end]),))
    values = list(dict.fromkeys(minutes for one in clear for minutes in one.readings))
    if len(values) > 1:
        code = clear[0].code if len(clear) == 1 else "minutes_several"
        together = [sum(one.readings[0] for one in clear)] if len(clear) > 1 else []
        return FoundDuration(None, (Question("minutes", code, said, _choices([*values, *together])),))
    return _settled(values[0], clear[0].code, said)


def _settled(minutes: int, code: str, said: str) -> FoundDuration:
    code = code or ("minutes_long" if minutes > LONG else "")
    if not code:
        return FoundDuration(minutes)
    return FoundDuration(minutes, (Question("minutes", code, said, _choices([minutes]), is_guess=True),))


def _without_clear_one(taken: Taken, clocks: Sequence[Duration]) -> FoundDuration:
    """No duration: perhaps "10:00" is one, perhaps something was meant that is none."""
    line = taken.line
    if clocks:
        clock = clocks[0]
        taken.take(clock.start, clock.end, "minutes", is_guess=True)
        said = line[clock.start : clock.end]
        return FoundDuration(None, (Question("minutes", "minutes_or_time", said, _choices(clock.readings)),))
    match = _MINUS.search(line)
    if match and taken.take(match.start(), match.end(), "minutes", is_guess=True):
        return FoundDuration(None, (Question("minutes", "minutes_negative", match[0]),))
    if match := _ODD.search(line):
        return FoundDuration(None, (Question("minutes", "minutes_unclear", match[0]),))
    return FoundDuration(None)


def offer_duration(taken: Taken) -> Question:
    """The question when a line says nothing about the time, asked when the rest is understood.

    A bare number at the start, or a part of a day, is offered as an answer, never taken for one.
    """
    return Question("minutes", "minutes_missing", "", _choices(_offered(taken)))


def _offered(taken: Taken) -> list[int]:
    folded = fold(taken.line[:400])
    if re.search(r"\bhele dag\b", folded):
        return [480]
    if re.search(r"\b(?:dagdeel|halve dag)\b", folded):
        return [240]
    match = re.match(r"\s{0,9}([0-9]{1,3})(?=\s|$)", taken.line)
    number = int(match[1]) if match else 0
    minutes = number * 60 if 1 <= number <= 8 else number if 10 <= number <= 240 and number % 5 == 0 else 0
    if match and minutes and taken.take(match.start(1), match.end(1), "minutes", is_guess=True):
        return [minutes]
    return []


def _choices(values: Sequence[int]) -> tuple[Choice, ...]:
    possible = dict.fromkeys(value for value in values if 1 <= value <= MOST_MINUTES)
    return tuple(Choice(str(value)) for value in possible)[:6]


def _scan(taken: Taken) -> list[Duration]:
    """All durations in their order; none overlaps another."""
    line = taken.line
    used = bytearray(len(line))
    found: list[Duration] = []
    for pattern, read in FORMS:
        for match in pattern.finditer(line):
            start, end = match.span()
            if any(used[start:end]) or not taken.is_free(start, end):
                continue
            is_else = _is_something_else(line, match)
            duration = None if is_else else read(match)
            if is_else or duration is not None:
                used[start:end] = b"\x01" * (end - start)
            if duration is not None:
                found.append(duration)
    return sorted(found, key=lambda one: one.start)


def _is_something_else(line: str, match: re.Match[str]) -> bool:
    """Whether the words around say that this is no duration."""
    before, after = line[max(0, match.start() - 16) : match.start()], line[match.end() : match.end() + 16]
    if _ELSE_AFTER.match(after) or (match.re is BARE and _AMOUNT_AFTER.match(after)):
        return True
    return match.re in TIMES_OF_DAY and match[0][:1].isdigit() and bool(_TIME_BEFORE.search(before))
