"""One line → one parsed moment."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from knooppunt.journal.parsing.dates import find_date
from knooppunt.journal.parsing.durations import FoundDuration, find_duration, offer_duration
from knooppunt.journal.parsing.kinds import find_kind
from knooppunt.journal.parsing.model import Names, Organisation, ParsedMoment
from knooppunt.journal.parsing.name_index import Indexes, NameIndex
from knooppunt.journal.parsing.people import PeopleFinder
from knooppunt.journal.parsing.text import Taken, atoms_of, clean
from knooppunt.journal.parsing.topics import FoundTopic, TopicFinder, TopicIndex

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# "!" makes a highlight: by itself, at the end of a word, or at the beginning of the line.
_HIGHLIGHT = re.compile(r"(?<!!)!{1,3}(?!\S)|\A\s{0,9}!{1,3}(?=[^\s!=])")


def parse_line(line: str, *, now: dt.date | dt.datetime, names: Names) -> ParsedMoment:
    """Read ``line`` as somebody types it who did something today or lately.

    ``now``: today, or a moment (with a time zone it is taken in the Netherlands). ``names``: what may be meant; only
    what the reader may see. Never raises on any text; linear in its length.
    """
    taken = Taken(clean(line))
    atoms = atoms_of(taken.line)
    highlight = _take_highlight(taken)
    people_index, topic_index = _indexes_of(names)
    people = PeopleFinder(taken, atoms, people_index)
    topics = TopicFinder(taken, topic_index)

    people.find_mentions()
    topic = topics.find_tags()
    people.find_written_out()
    duration = find_duration(taken)
    day = find_date(taken, _today(now))
    people.find_rest()
    kind = find_kind(taken, atoms)
    if duration == FoundDuration(None):
        duration = FoundDuration(None, (offer_duration(taken),))
    people.swallow_lead_ins()
    if topic == FoundTopic():
        topic = topics.guess(atoms)
    taken.swallow_punctuation()
    taken.swallow_lonely()

    questions = (*duration.questions, *day.questions, *kind.questions, *people.found.questions, *topic.questions)
    return ParsedMoment(
        minutes=duration.minutes,
        date=day.date,
        kind=kind.kind,
        organisations=tuple(people.found.organisations),
        contacts=tuple(people.found.contacts),
        activity=topic.activity,
        theme=topic.theme,
        highlight=highlight,
        note=taken.note(),
        questions=questions,
        spans=tuple(sorted(taken.spans, key=lambda span: span.start)),
    )


def _today(now: dt.date | dt.datetime) -> dt.date:
    if isinstance(now, dt.datetime):
        return (now.astimezone(_AMSTERDAM) if now.tzinfo else now).date()
    return now


def _take_highlight(taken: Taken) -> bool:
    found = False
    for match in _HIGHLIGHT.finditer(taken.line):
        start = match.end() - len(match[0].lstrip())
        found = taken.take(start, match.end(), "highlight") or found
    return found


_kept: list[tuple[tuple[Organisation, ...], NameIndex]] = []


def _register_of(organisations: tuple[Organisation, ...]) -> NameIndex:
    """The index of these organisations. Indexing 10,000 names takes a while, so that of the same tuple (not: an equal
    one) is kept for the next line."""
    for known, index in _kept:
        if known is organisations:
            return index
    index = NameIndex(organisations)
    _kept[:] = [(organisations, index), *_kept[:1]]
    return index


@lru_cache(maxsize=4)
def _indexes_of(names: Names) -> tuple[Indexes, TopicIndex]:
    """What is known of these names; kept for the next line with the same object."""
    return Indexes(_register_of(names.organisations), NameIndex(names.contacts)), TopicIndex(names)
