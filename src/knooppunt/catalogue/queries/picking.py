"""The entry that somebody means: its number, its address, or words of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, When

from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.catalogue.queries.listing import EntrySearch

MOST_CHOICES = 8
MOST_READ = 50


@dataclass(frozen=True)
class Meant:
    """The one entry, or those among which to choose. Both empty: there is none."""

    entry: Entry | None = None
    choices: tuple[Entry, ...] = ()


def entry_meant(text: str, user: Any, *, apart_from: int = 0) -> Meant:
    """Which entry, of those that ``user`` may see, these words mean. A whole title that only one has needs no choice.

    ``apart_from`` is the number of an entry that is not meant. At most two queries.
    """
    return entries_meant({0: text}, user, apart_from=apart_from)[0]


def entries_meant(texts: Mapping[int, str], user: Any, *, apart_from: int = 0) -> dict[int, Meant]:
    """The same for several at once: one query for all numbers, and one for each that is in words."""
    seen = entries_visible_to(user).exclude(pk=apart_from).select_related("provider")
    numbers = {place: number_in(text) for place, text in texts.items()}
    known = seen.in_bulk([number for number in numbers.values() if number])
    return {
        place: Meant(known.get(number)) if number else _in_words(texts[place], seen)
        for place, number in numbers.items()
    }


def number_in(text: str) -> int | None:
    """The number of an entry in "12", "/aanbod/12-titel/" or a whole address."""
    found = re.fullmatch(r"\s*(\d{1,12})\s*", text) or re.search(r"/aanbod/(\d{1,12})(?:-|/)", text)
    return int(found[1]) if found else None


def _in_words(text: str, seen: Any) -> Meant:
    search = EntrySearch(q=text.strip()[:200])
    if not search.q:
        return Meant()
    likeliest = Case(When(title__iexact=search.q, then=0), When(state=EntryState.PUBLISHED, then=1), default=2)
    found = list(search.apply(seen, None).order_by(likeliest, "title", "pk")[:MOST_READ])
    # "rouw" stands in "mevrouw" too: a title in which all words begin as typed goes before one that holds them somewhere.
    words = search.q.casefold().split()
    found.sort(key=lambda one: not all(re.search(rf"\b{re.escape(word)}", one.title.casefold()) for word in words))
    same = [one for one in found if one.title.casefold() == search.q.casefold()]
    return Meant(entry=same[0]) if len(same) == 1 else Meant(choices=tuple(found[:MOST_CHOICES]))
