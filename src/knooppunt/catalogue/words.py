"""How an entry is put into words: prices, dates, points, icons. Pure functions, in the language of the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from knooppunt.catalogue.content import Cost, EntryContent, Kind, Run, RunState

ICONS: dict[str, str] = {
    Kind.TRAINING: "cap",
    Kind.MATERIAL: "book",
    Kind.EXAMPLE: "bulb",
    Kind.RESEARCH: "search",
    Kind.PERSON: "people",
    Kind.TOOL: "node",
    Kind.SOURCE: "external",
}
FEW_SEATS = 5


def money(cents: int) -> str:
    """€ 195, € 1.250, € 12,50; "Free" for nothing."""
    if cents == 0:
        return gettext("Free")
    euros, rest = divmod(cents, 100)
    whole = f"{euros:,}"
    if get_language() == "en":
        return f"€ {whole}.{rest:02}" if rest else f"€ {whole}"
    whole = whole.replace(",", ".")
    return f"€ {whole},{rest:02}" if rest else f"€ {whole}"


def prices_of(content: EntryContent, today: dt.date) -> list[int]:
    """What one may come to pay, in cents, lowest first: of runs that are not over, or else of the entry itself."""
    found = {run.price_incl for run in content.runs if run.price_incl is not None and not is_past(run, today)}
    if not found and content.price_incl is not None:
        found = {content.price_incl}
    if not found and content.cost == Cost.FREE:
        found = {0}
    return sorted(found)


def price_words(content: EntryContent, today: dt.date) -> str:
    """The price in a few words, empty when nothing is known."""
    found = prices_of(content, today)
    if found:
        words = money(found[0])
        if len(found) > 1:
            words = gettext("%(low)s to %(high)s") % {"low": words, "high": money(found[-1])}
        per_group = {run.price_per for run in content.runs if run.price_incl} == {"group"}
        return gettext("%(price)s per group") % {"price": words} if per_group else words
    if content.cost == Cost.PAID:
        return gettext("Paid")
    return gettext("Price on request") if content.cost == Cost.ON_REQUEST else ""


def is_past(run: Run, today: dt.date) -> bool:
    """Whether a run is over."""
    last = run.ends_on or run.starts_on
    return last is not None and last < today


def is_bookable(run: Run, today: dt.date) -> bool:
    """Whether one can enrol today: open, not begun, and some window is open when there are windows."""
    if run.state != RunState.OPEN or run.starts_on is None or run.starts_on < today or run.seats_left == 0:
        return False
    open_now = [
        (w.opens_on is None or w.opens_on <= today) and (w.closes_on is None or w.closes_on >= today)
        for w in run.windows
    ]
    return not open_now or any(open_now)


def coming_runs(content: EntryContent, today: dt.date) -> list[Run]:
    """The runs that are not over, first ones first."""
    found = [run for run in content.runs if run.starts_on is not None and not is_past(run, today)]
    return sorted(found, key=lambda run: (run.starts_on, run.starts_at or dt.time(0)))


def day_words(run: Run) -> str:
    """ "do 10 december 2026", or "10 t/m 12 december 2026" for several days."""
    if run.starts_on is None:
        return ""
    first = date_format(run.starts_on, "D j F Y")
    if run.ends_on in (None, run.starts_on):
        return first
    return gettext("%(first)s to %(last)s") % {
        "first": date_format(run.starts_on, "j F" if run.ends_on.year == run.starts_on.year else "j F Y"),
        "last": date_format(run.ends_on, "j F Y"),
    }


def time_words(run: Run) -> str:
    """ "9.30 – 16.30", with the schedule in words behind it."""
    parts = []
    if run.starts_at:
        times = [run.starts_at, run.ends_at] if run.ends_at else [run.starts_at]
        parts.append(" – ".join(f"{time.hour}.{time:%M}" for time in times))
    if run.schedule:
        parts.append(run.schedule)
    return ", ".join(parts)


def place_words(run: Run) -> str:
    """ "Haarlem", "Online", "Haarlem and online"."""
    if run.is_online and run.place:
        return gettext("%(place)s and online") % {"place": run.place}
    return gettext("Online") if run.is_online else run.place


def seats_words(run: Run, today: dt.date) -> str:
    """How things stand with a run: full, cancelled, over, or how many seats are left."""
    if run.state == RunState.CANCELLED:
        return gettext("Cancelled")
    if is_past(run, today):
        return gettext("Over")
    if run.state == RunState.FULL or run.seats_left == 0:
        return gettext("Full")
    if run.state == RunState.PLANNED:
        return gettext("Not open yet")
    if run.seats_left is not None and run.seats_left <= FEW_SEATS:
        return ngettext("%(count)d seat left", "%(count)d seats left", run.seats_left) % {"count": run.seats_left}
    return gettext("Enough seats") if run.seats_left is not None else gettext("Open")


def points_words(points: Decimal | None) -> str:
    """6, 6,5 or 6.5, as the language writes it."""
    if points is None:
        return ""
    text = format(points.normalize() if points else Decimal(0), "f")
    return text if get_language() == "en" else text.replace(".", ",")


def listed(words: Iterable[str]) -> str:
    """a, b and c."""
    found = [word for word in words if word]
    if len(found) < 2:
        return "".join(found)
    return gettext("%(most)s and %(last)s") % {"most": ", ".join(found[:-1]), "last": found[-1]}


def minutes_words(minutes: int) -> str:
    """ "45 minutes", "1 hour and 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return listed(parts)


def period_words(first: dt.date | None, last: dt.date | None) -> str:
    """ "maart 2025 tot juni 2026", with an open end where there is one."""
    if first and last:
        return gettext("%(first)s to %(last)s") % {
            "first": date_format(first, "F Y"),
            "last": date_format(last, "F Y"),
        }
    if first:
        return gettext("from %(day)s") % {"day": date_format(first, "F Y")}
    return gettext("until %(day)s") % {"day": date_format(last, "F Y")} if last else ""
