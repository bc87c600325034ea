"""How long something took, as people type it in a field for hours and as we show it. Pure but for the sentences.

In such a field a bare number means hours ("2", "1,5") and nothing is a time of day, so it is simpler than a line of
quick entry; words ("anderhalf uur", "drie kwartier") are read by the same parser as that line.
"""

from __future__ import annotations

import re

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.numbers import whole_number
from knooppunt.journal.models import MOST_MINUTES

LONGEST_TEXT = 40  # characters; nobody needs more to say how long something took

_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,4})?|[.,][0-9]{1,4}"
_HOURS = re.compile(rf"(?P<number>{_NUMBER})\s?(?:uren|uur|u|hours|hour|hrs|hr|h)?\.?", re.IGNORECASE)
_MINUTES = re.compile(rf"(?P<number>{_NUMBER})\s?(?:minuten|minuut|minutes|minute|mins|min|m|'|’)\.?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<hours>[0-9]{1,3})\s?(?::|uur|u|h)\s?(?P<minutes>[0-9]{1,2})\s?(?:minuten|min|m)?", re.IGNORECASE
)
_FRACTION = re.compile(r"(?P<whole>[0-9]{0,2})\s?(?P<part>[¼½¾])\s?(?:uur|u|h)?", re.IGNORECASE)
_PARTS = {"¼": 15, "½": 30, "¾": 45}


class NotHours(ValueError):
    """The text says no length of time that can be kept; the text of the error is a sentence."""


def read_minutes(text: str) -> int:
    """The minutes that ``text`` says: "2", "1,5", "1:30", "90m", "2u30", "anderhalf uur". Raises ``NotHours``."""
    typed = " ".join(text.split())[: LONGEST_TEXT + 1]
    if typed.startswith(("-", "−")):
        raise NotHours(_("Hours cannot be less than nothing. Type for instance 1,5 or 45m."))
    if match := _CLOCK.fullmatch(typed):
        if int(match["minutes"]) > 59:
            raise NotHours(_("“%(text)s” has more than 59 minutes. Type for instance 1:30.") % {"text": typed})
        return _checked(60 * int(match["hours"]) + int(match["minutes"]), typed)
    if match := _FRACTION.fullmatch(typed):
        return _checked(60 * int(match["whole"] or 0) + _PARTS[match["part"]], typed)
    if match := _HOURS.fullmatch(typed):
        return _checked(60 * float(match["number"].replace(",", ".")), typed)
    if match := _MINUTES.fullmatch(typed):
        return _checked(float(match["number"].replace(",", ".")), typed)
    minutes = _in_words(typed)
    if minutes is None:
        raise NotHours(
            _("We cannot read “%(text)s” as hours. Type for instance 1,5 or 1:30 or 90m.")
            % {"text": typed[:LONGEST_TEXT]}
        )
    return _checked(minutes, typed)


def _in_words(typed: str) -> int | None:
    """What the parser of quick entry makes of it, if it takes the whole text."""
    from knooppunt.journal.parsing.durations import find_duration
    from knooppunt.journal.parsing.text import Taken

    if len(typed) > LONGEST_TEXT:
        return None
    taken = Taken(typed)
    found = find_duration(taken)
    return found.minutes if not taken.note() else None


def _checked(minutes: float, typed: str) -> int:
    whole = int(minutes + 0.5)
    if whole < 1:
        raise NotHours(_("A moment takes at least one minute."))
    if whole > MOST_MINUTES:
        hint = ""
        if 0 < whole_number(typed) <= MOST_MINUTES:
            hint = " " + _("Did you mean %(count)s minutes? Then type %(count)sm.") % {"count": typed}
        raise NotHours(
            _("%(text)s is more than %(hours)d hours on one day.") % {"text": typed, "hours": MOST_MINUTES // 60} + hint
        )
    return whole


def shown_hours(minutes: int) -> str:
    """Minutes as one types them in a field: "1,5", and "0:50" for what is no whole number of quarters."""
    if not minutes:
        return ""
    if minutes % 15:
        return f"{minutes // 60}:{minutes % 60:02d}"
    return number_format(minutes / 60, use_l10n=True) if minutes % 60 else str(minutes // 60)


def hours_number(minutes: float) -> str:
    """Hours as a number for a table: "4,5", "120,3"."""
    whole = round(minutes)
    if not whole % 60:
        return number_format(whole // 60, 0, force_grouping=True)
    decimals = 2 if whole % 60 in {15, 45} and whole < 600 else 1
    hours = round(whole / 60, decimals)
    return number_format(hours, 0 if hours == int(hours) else decimals, force_grouping=True)


def hours_words(minutes: float) -> str:
    """How long, in words for a line: "45 minutes", "1 hour", "4,5 hours"."""
    whole = round(minutes)
    if whole < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", whole) % {"count": whole}
    if whole == 60:
        return _("1 hour")
    return _("%(hours)s hours") % {"hours": hours_number(whole)}
