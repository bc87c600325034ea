"""How things look, worked out in Python so that templates stay simple.

Nothing here knows a domain app: a status is a code, a hub on the map is anything with a number, a name and provinces.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

# Width of the gap between two parts of a status bar, in hundredths of the bar.
BAR_GAP = 0.8


@dataclass(frozen=True)
class StatusLook:
    """One status as people see it: a word, an icon and a colour that always go together."""

    code: str
    css: str
    icon: str
    label: Promise


# In the order in which people choose them. The empty code means that nobody has set a status yet.
STATUS_LOOKS: tuple[StatusLook, ...] = (
    StatusLook("behaald", "behaald", "behaald", gettext_lazy("Achieved")),
    StatusLook("op_schema", "op-schema", "op-schema", gettext_lazy("On schedule")),
    StatusLook("doorlopend", "doorlopend", "doorlopend", gettext_lazy("Ongoing")),
    StatusLook("achter_op_schema", "achter", "achter", gettext_lazy("Behind schedule")),
    StatusLook("", "geen", "geen", gettext_lazy("No status yet")),
)
_LOOK_BY_CODE = {look.code: look for look in STATUS_LOOKS}


def status_look(code: str | None) -> StatusLook:
    """The look of a status code; ``None`` and the empty string are "no status yet".

    Raises KeyError for a code that does not exist, because drawing it as "no status" would hide a mistake.
    """
    return _LOOK_BY_CODE[code or ""]


@dataclass(frozen=True)
class BarPart:
    """One part of a status bar. ``x`` and ``width`` are strings, so that no locale turns the point into a comma."""

    look: StatusLook
    count: int
    text: str
    x: str
    width: str


def bar_parts(counts: Mapping[str, int]) -> list[BarPart]:
    """The parts of a proportional bar, in the fixed order of the statuses; statuses that do not occur are left out.

    ``counts`` maps status codes to numbers. The bar is 100 wide.
    """
    total = sum(counts.get(look.code, 0) for look in STATUS_LOOKS)
    parts: list[BarPart] = []
    done = 0
    for look in STATUS_LOOKS:
        count = counts.get(look.code, 0)
        if not count:
            continue
        last = done + count == total
        width = max(100 * count / total - (0 if last else BAR_GAP), 0.4)
        text = f"{count} {str(look.label).lower()}"
        parts.append(BarPart(look, count, text, f"{100 * done / total:.2f}", f"{width:.2f}"))
        done += count
    return parts


def heat_step(going_well: int, total: int) -> int:
    """From 1 (needs help) to 5 (all goes well, and there is much of it): the shade of a cell in the overview.

    The thresholds are ours: all well is 4, or 5 from eight points on; below 65% is 1, below 85% is 2, otherwise 3.
    """
    if not total:
        return 0
    if going_well >= total:
        return 5 if total >= 8 else 4
    share = going_well / total
    if share < 0.65:
        return 1
    return 2 if share < 0.85 else 3


def to_date(value: dt.date | dt.datetime) -> dt.date:
    """The day in the Netherlands on which something was."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def ago(value: dt.date | dt.datetime, *, today: dt.date | None = None) -> str:
    """How long ago a day is, in words: "today", "3 weeks ago", "in 2 days".

    Days until two weeks, weeks until two months, months until two years; a month counts as 30 days.
    """
    days = ((today or timezone.localdate()) - to_date(value)).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days == -1:
        return gettext("tomorrow")
    if days < 0:
        return ngettext("in %(count)d day", "in %(count)d days", -days) % {"count": -days}
    if days < 14:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if days < 61:
        weeks = days // 7
        return ngettext("%(count)d week ago", "%(count)d weeks ago", weeks) % {"count": weeks}
    if days < 730:
        months = days // 30
        return ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    years = days // 365
    return ngettext("%(count)d year ago", "%(count)d years ago", years) % {"count": years}


SPRITE = "knooppunt/img/sprite.svg"


@cache
def sprite() -> str:
    """The address of the sprite; a page asks for it hundreds of times, and it does not change."""
    return static(SPRITE)


def lang_html(code: str) -> SafeString:
    """``<p{{ lang_html(code) }}>``: in which language a text is (``core.texts.written_in``); nothing when it is that of
    the page."""
    return format_html(' lang="{}"', code) if code else SafeString()


@lru_cache(maxsize=200)
def icon_html(name: str) -> SafeString:
    """A drawing from the sprite, hidden from screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite(), name
    )
