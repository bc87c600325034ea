"""Which items of a framework a text may teach: by the words that both use, with the reason in words.

No model and no service: words are folded and cut to what carries their meaning, rare words weigh more than common
ones, and compounds count for their parts ("pijnbestrijding" holds "pijn" and "bestrijding").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from django.utils.translation import gettext as _

from knooppunt.network.names import fold

LEAST_SCORE = 34  # of 100; below this the overlap says little
LEAST_WORDS = 2
_EMPTY = """aan al alle als andere bij daar dat de deze die dit doe doen door een eigen en er gaat geen haar heb hebben
heeft het hier hoe hun iemand iets ik in is je jij jou jouw kan kun kunnen maar maken maakt meer men met mij mijn moet na
naar niet niets nog of om omdat onder ons onze ook op over per samen te tegen ten ter tijdens toe tot tussen uit van
vanuit veel verschillende via volgens voor vormen waar wanneer wat we weer weet welke werk werken wie wij wil worden
wordt zal ze zich zij zijn zo zoals zonder zorg zorgen the and of for with palliatieve palliatief student studenten
gebruikt kent kennen herkent geeft legt leert leren verzonnen voorbeeld bestaat echt aanmelden ervoor"""
STOP = frozenset(_EMPTY.split())


@dataclass(frozen=True)
class Candidate:
    """An item to compare with: its number, all its words, its title, and the codes of its terms."""

    item: int
    text: str
    title: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Match:
    """An item that fits, how well (0 to 100), and why."""

    item: int
    score: int
    reason: str


def best_matches(
    text: str, tags: Collection[str], candidates: Iterable[Candidate], *, without: Collection[int] = ()
) -> list[Match]:
    """The items that fit ``text`` best, best first. ``tags`` are the codes of terms of the text."""
    rows = [(one, words_of(one.text)) for one in candidates]
    spread = Counter(word for _one, words in rows for word in words)
    mine = words_of(text)
    found = []
    for one, words in rows:
        if one.item in without or not words:
            continue
        match = _compare(one, words, mine, frozenset(tags), spread, len(rows))
        if match:
            found.append(match)
    return sorted(found, key=lambda match: (-match.score, match.item))


def _compare(
    one: Candidate, words: frozenset[str], mine: frozenset[str], tags: frozenset[str], spread: Counter[str], total: int
) -> Match | None:
    weight = {word: 1 + log(total / spread[word]) for word in words}
    shared = {word for word in words if word in mine or any(_within(word, other) for other in mine)}
    if len(shared) < min(LEAST_WORDS, len(words)) or not shared & _telling(weight):
        return None
    share = sum(weight[word] for word in shared) / sum(weight.values())
    same_tags = one.tags & tags
    score = min(100, round(100 * share) + 6 * min(len(same_tags), 3))
    if score < LEAST_SCORE:
        return None
    told = sorted(shared, key=lambda word: -weight[word])[:4]
    reason = _("Both use the words: %(words)s.") % {"words": ", ".join(_told(one.text, told))}
    return Match(one.item, score, reason)


def _telling(weight: dict[str, float]) -> set[str]:
    """The words that set an item apart: the two rarest, and those that are as rare. Items of one framework often share a
    turn of phrase; that alone says nothing.
    """
    least = sorted(weight.values(), reverse=True)[:2][-1]
    return {word for word, its in weight.items() if its >= least}


def _within(part: str, compound: str) -> bool:
    """Whether a long word stands at the beginning or end of a longer one."""
    long_enough = len(part) >= 5 and len(compound) >= len(part) + 3
    return long_enough and (compound.startswith(part) or compound.endswith(part))


def _told(text: str, stems: list[str]) -> list[str]:
    """The words as the item writes them."""
    whole: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", text):
        whole.setdefault(stem(fold(word)), word.lower())
    return [whole.get(one, one) for one in stems]


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, cut to their stems."""
    found = re.findall(r"[a-z]{3,}", fold(text))
    return frozenset(stem(word) for word in found if word not in STOP and stem(word) not in STOP)


def stem(word: str) -> str:
    """A folded word without common Dutch endings. Light on purpose: two different words must not become one."""
    for ending in (
        "ingen",
        "heden",
        "elijke",
        "elijk",
        "eren",
        "ende",
        "tjes",
        "ing",
        "heid",
        "iek",
        "en",
        "e",
        "s",
        "t",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]  # gesprekken → gesprekk → gesprek
    return word
