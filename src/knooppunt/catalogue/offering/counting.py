"""Counting pages that were given out and links that were followed, without knowing any visitor.

Public pages are given again from memory (``core.public_cache``), so what counts is the answer and not the view: the core tells
each answer here. The numbers stand in the memory of this process and go to the database together, at most every five minutes,
by a thread of their own: a visitor never waits for a write, and the kept pages are thrown away that often at most. A
process that is killed loses what it had; one that ends in order writes it first.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.models import EntryCount

VIEWED, FOLLOWED = 0, 1
PAGE = "catalogue:entry"
MOST_WAITING = 50_000  # days of entries in memory; a flood adds nothing more
_BATCH = 300
# What calls itself no browser. Rough: a robot that lies is counted, a person with an odd browser is not.
_ROBOTS = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|headless|phantom|preview|facebookexternal|embedly|monitor|uptime|pingdom|lighthouse"
    r"|curl|wget|python|java/|okhttp|go-http|libwww|perl|ruby|php|axios|node-fetch|scrapy|httpclient|feed|archiv|validator",
    re.IGNORECASE,
)

log = logging.getLogger(__name__)
_lock = threading.Lock()
_waiting: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
_timer: threading.Timer | None = None


def note_page(request: HttpRequest, response: HttpResponseBase) -> None:
    """A public page was given out (listener of ``core.public_cache``). Counts when it was the page of an entry."""
    match = request.resolver_match
    if match is not None and match.view_name == PAGE and response.status_code in (200, 304):
        note(request, int(match.kwargs["pk"]), VIEWED)


def note(request: HttpRequest, pk: int, what: int) -> None:
    """Count one page or one link, unless a robot or a browser that only looks ahead asks. Never raises, never waits."""
    if not is_read_by_a_person(request):
        return
    global _timer
    key = (pk, timezone.localdate())
    with _lock:
        if key in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[key][what] += 1
        if _timer is None and settings.COUNT_SECONDS:
            _timer = threading.Timer(settings.COUNT_SECONDS, _flush_in_thread)
            _timer.daemon = True
            _timer.start()


def is_read_by_a_person(request: HttpRequest) -> bool:
    """As far as the request says so itself."""
    known = request.META  # asked of every page: quicker than ``request.headers``
    ahead = known.get("HTTP_SEC_PURPOSE", "") or known.get("HTTP_PURPOSE", "")
    return request.method == "GET" and "prefetch" not in ahead and _is_browser(known.get("HTTP_USER_AGENT", ""))


@lru_cache(maxsize=200)  # a handful of names make up nearly all requests
def _is_browser(agent: str) -> bool:
    return bool(agent) and _ROBOTS.search(agent) is None


def flush() -> int:
    """Add what is counted to the database; returns how many rows. What cannot be written stays for the next time."""
    global _waiting, _timer
    with _lock:
        taken, _waiting, _timer = _waiting, defaultdict(lambda: [0, 0]), None
    if not taken:
        return 0
    rows = [(pk, day, viewed, followed) for (pk, day), (viewed, followed) in sorted(taken.items())]
    try:
        with transaction.atomic():
            for start in range(0, len(rows), _BATCH):
                _add(rows[start : start + _BATCH])
    except DatabaseError:
        with _lock:
            for pk, day, viewed, followed in rows:
                held = _waiting[pk, day]
                held[VIEWED] += viewed
                held[FOLLOWED] += followed
        log.warning("counts of %d pages could not be written; they wait", len(rows))
        return 0
    return len(rows)


def move_counts(*, gone: int, kept: int) -> list[list[Any]]:
    """Two entries become one: its days are added up. Returns what moved, for ``return_counts``. Within the caller's
    transaction; a constant number of queries per 300 days.
    """
    rows = EntryCount.objects.filter(entry_id=gone)
    moved = [
        [day.isoformat(), viewed, followed] for day, viewed, followed in rows.values_list("day", "viewed", "followed")
    ]
    rows.delete()
    _write(kept, moved)
    return moved


def return_counts(moved: list[list[Any]], *, gone: int, kept: int) -> None:
    """Take off what was added, and give it back; days that were forgotten meanwhile stay forgotten."""
    back = {date.fromisoformat(day): (viewed, followed) for day, viewed, followed in moved}
    rows = list(EntryCount.objects.select_for_update().filter(entry_id=kept, day__in=list(back)))
    for row in rows:
        viewed, followed = back[row.day]
        row.viewed, row.followed = max(0, row.viewed - viewed), max(0, row.followed - followed)
    EntryCount.objects.bulk_update(rows, ["viewed", "followed"], batch_size=_BATCH)
    EntryCount.objects.filter(entry_id=kept, viewed=0, followed=0).delete()
    _write(gone, [[row.day.isoformat(), *back[row.day]] for row in rows])


def _write(pk: int, days: list[list[Any]]) -> None:
    for start in range(0, len(days), _BATCH):
        _upsert([(pk, *day) for day in days[start : start + _BATCH]])


def _add(rows: list[tuple[int, date, int, int]]) -> None:
    found = Entry.all_objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "merged_into")
    goes_on = {pk: merged_into or pk for pk, merged_into in found}  # what was merged a minute ago counts with the other
    together: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for pk, day, viewed, followed in rows:
        if pk in goes_on:
            held = together[goes_on[pk], day.isoformat()]
            held[VIEWED] += viewed
            held[FOLLOWED] += followed
    _upsert([(pk, day, viewed, followed) for (pk, day), (viewed, followed) in together.items()])


def _upsert(rows: list[tuple[Any, ...]]) -> None:
    values = [value for row in rows for value in row]
    if not values:
        return
    table = EntryCount._meta.db_table
    places = ", ".join(["(%s, %s, %s, %s)"] * (len(values) // 4))
    if connection.vendor == "postgresql":
        places = places.replace("(%s, %s,", "(%s, %s::date,")
    # Only the name of our own table is filled in. Several processes add to the same row.
    sql = (
        f"INSERT INTO {table} (entry_id, day, viewed, followed) VALUES {places} "  # noqa: S608
        f"ON CONFLICT (entry_id, day) DO UPDATE SET "
        f"viewed = {table}.viewed + excluded.viewed, followed = {table}.followed + excluded.followed"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _flush_in_thread() -> None:
    try:
        flush()
    finally:
        close_old_connections()
        connection.close()


@atexit.register
def _at_the_end() -> None:
    """A process that ends in order writes what it counted."""
    if _waiting and settings.COUNT_SECONDS:
        flush()
