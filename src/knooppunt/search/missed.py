"""Questions without an answer, counted as a sign of what is wanted.

A request only adds a line to a file of this machine (a search must not write in the database, least of all when a robot
asks). The indexer counts the lines every minute. What may point at a person is left out: numbers, addresses, long texts;
and a question shows up for editors only once it was asked three times.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from knooppunt.core.persons import Person
from knooppunt.search.index import store
from knooppunt.search.models import MissedQuery
from knooppunt.search.text.fold import words
from knooppunt.search.text.wordlists import stop_words

MOST_BYTES = 200_000  # between two counts; a flood adds nothing more
MOST_ROWS = 5_000
MOST_WORDS = 6
SHOWN_FROM = 3
KEEP = timedelta(days=183)


def note(text: str) -> None:
    """Remember that this found nothing. Never raises; costs a write of one line."""
    line = worth_keeping(text)
    if not line:
        return
    path = _path()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < MOST_BYTES:
                os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)


def worth_keeping(text: str) -> str:
    """The words of a question in a fixed form; empty for what may point at a person or is no question."""
    if "@" in text or len(text) > 120:
        return ""
    kept = [piece for word in words(text) for piece in word.pieces if piece not in stop_words()]
    if not 0 < len(kept) <= MOST_WORDS or any(piece.isdigit() and len(piece) > 4 for piece in kept):
        return ""
    line = " ".join(kept)
    return line if len(line) <= 100 and any(piece.isalpha() for piece in kept) else ""


def count_noted() -> int:
    """Count the lines that were noted on this machine; returns how many. Run by the indexer alone."""
    path = _path()
    taken = path.with_suffix(".taken")
    try:
        path.replace(taken)
        lines = taken.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    counts = Counter(line for line in lines if line and "\x00" not in line)
    _add(counts, timezone.localdate())
    taken.unlink(missing_ok=True)
    return len(lines)


def _add(counts: Counter[str], today: date) -> None:
    with transaction.atomic():
        known = set(MissedQuery.objects.filter(words__in=counts).values_list("words", flat=True))
        for line in known:
            MissedQuery.objects.filter(words=line).update(count=F("count") + counts[line], last_on=today)
        room = MOST_ROWS - MissedQuery.objects.count()
        fresh = [line for line, _count in counts.most_common() if line not in known][: max(room, 0)]
        MissedQuery.objects.bulk_create(
            [MissedQuery(words=line, count=counts[line], first_on=today, last_on=today) for line in fresh],
            ignore_conflicts=True,
        )


def asked_in_vain() -> QuerySet[MissedQuery]:
    """What editors see: asked often enough not to be one person's, most first."""
    return MissedQuery.objects.filter(count__gte=SHOWN_FROM)


def forget(missed: MissedQuery) -> None:
    """Take one away, once something is offered for it or it means nothing."""
    missed.delete()


def restore(row: dict[str, Any]) -> None:
    """Put one back as ``as_kept`` told it; what was asked since then is added."""
    words, count = row["words"], row["count"]
    first_on, last_on = date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"])
    with transaction.atomic():
        asked, new = MissedQuery.objects.select_for_update().get_or_create(
            words=words, defaults={"count": count, "first_on": first_on, "last_on": last_on}
        )
        if not new:
            asked.count, asked.first_on = asked.count + count, min(asked.first_on, first_on)
            asked.save(update_fields=["count", "first_on"])


def as_kept(missed: MissedQuery) -> dict[str, Any]:
    """All of one, in a shape that a session holds."""
    days = {"first_on": missed.first_on.isoformat(), "last_on": missed.last_on.isoformat()}
    return {"words": missed.words, "count": missed.count, **days}


def clean() -> int:
    """Forget what was not asked for half a year; returns how many."""
    return MissedQuery.objects.filter(last_on__lt=timezone.localdate() - KEEP).delete()[0]


def find_of(person: Person) -> list[dict[str, Any]]:
    """Questions that hold the whole name of somebody, whoever asked them: for the archive."""
    rows = _naming(person)
    return [{"words": row.words, "at": row.last_on.isoformat()} for row in rows]


def erase_of(person: Person) -> int:
    """Forget those, and the lines that were not counted yet."""
    path, names = _path(), _names(person)
    with suppress(OSError):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        left = [line for line in lines if not _names_one(line, names)]
        if left != lines:
            path.write_text("".join(left), encoding="utf-8")
    return MissedQuery.objects.filter(pk__in=[row.pk for row in _naming(person)]).delete()[0]


def _naming(person: Person) -> list[MissedQuery]:
    names = _names(person)
    return [row for row in MissedQuery.objects.iterator() if _names_one(row.words, names)] if names else []


def _names(person: Person) -> list[frozenset[str]]:
    """Each name as the words that a line keeps of it: "Jan de Vries" was noted as "jan vries"."""
    kept = (frozenset(worth_keeping(name).split()) for name in person.names)
    return [words for words in kept if len(words) > 1]


def _names_one(line: str, names: list[frozenset[str]]) -> bool:
    found = frozenset(line.split())
    return any(words <= found for words in names)


def _path() -> Path:
    return store.root() / "missed"
