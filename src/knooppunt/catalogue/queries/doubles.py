"""Entries of the whole catalogue that are probably one: found by their titles, with a bound on the work.

No title is compared with all others. Those with the same words, whatever their order, are doubles at once; the others are
compared when they share one of their two rarest words, or stand beside each other in the list of one provider.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, utils

from knooppunt.catalogue.models import Entry, EntryMerge, EntryQuerySet, EntryState
from knooppunt.catalogue.offering.checks import ALIKE, ALIKE_SAME_PROVIDER

MOST_READ = 20_000  # entries, the ones published last; more would keep the page waiting
MOST_IN_BLOCK = 40  # more titles with one word say nothing
BESIDE = 8  # titles further on in the list of a provider
SHOWN = 50


@dataclass(frozen=True)
class Title:
    """What is compared of an entry: its words in alphabetical order, and the numbers among them."""

    pk: int
    kind: str
    provider: int | None
    words: str
    numbers: frozenset[str]


@dataclass(frozen=True)
class Double:
    """Two entries that are probably one, the older one first, and why."""

    older: Entry
    newer: Entry
    why: str


@dataclass(frozen=True)
class Doubles:
    """The likeliest pairs. ``more``: how many pairs are not shown; ``read``: how many entries were looked at of ``of``."""

    pairs: list[Double]
    more: int
    read: int
    of: int


def doubles_among(entries: EntryQuerySet) -> Doubles:
    """Pairs among the published ones of ``entries`` that nobody judged yet. Four queries."""
    published = entries.filter(state=EntryState.PUBLISHED)
    rows = published.order_by("-published_at", "-pk").values_list("pk", "kind", "provider_id", "title")
    titles = [_read(*row) for row in rows[: MOST_READ + 1]]
    of = len(titles) if len(titles) <= MOST_READ else published.count()
    titles = titles[:MOST_READ]
    scores = _alike(titles)
    for pair in _judged():
        scores.pop(pair, None)
    best = sorted(scores, key=lambda pair: (-scores[pair], pair))
    shown = Entry.objects.with_page().in_bulk([pk for pair in best[:SHOWN] for pk in pair])
    pairs = [
        Double(shown[one], shown[other], _why(scores[one, other], shown[one], shown[other]))
        for one, other in best[:SHOWN]
        if one in shown and other in shown
    ]
    return Doubles(pairs, more=max(0, len(best) - SHOWN), read=len(titles), of=of)


def _read(pk: int, kind: str, provider: int | None, title: str) -> Title:
    words = utils.default_process(title).split()
    return Title(pk, kind, provider, " ".join(sorted(words)), frozenset(word for word in words if word.isdecimal()))


def _alike(titles: Sequence[Title]) -> dict[tuple[int, int], float]:
    """(lower number, higher number) → how alike, of 100."""
    found: dict[tuple[int, int], float] = {}
    same: dict[tuple[str, str], list[Title]] = defaultdict(list)
    for title in titles:
        if title.words:
            same[title.kind, title.words].append(title)
    for group in same.values():
        for one, other in _pairs_of(group):
            found[_pair(one, other)] = 100
    firsts = [group[0] for group in same.values()]
    for one, other in _candidates(firsts):
        if one.numbers != other.numbers:  # module 1 and module 2
            continue
        least = ALIKE_SAME_PROVIDER if one.provider and one.provider == other.provider else ALIKE
        score = fuzz.ratio(one.words, other.words, score_cutoff=least)
        if score:
            found[_pair(one, other)] = score
    return found


def _pairs_of(group: Sequence[Title]) -> Iterator[tuple[Title, Title]]:
    """All pairs of a small group; of a large one each with the first: whoever merges goes on from there."""
    if len(group) <= MOST_IN_BLOCK:
        return combinations(group, 2)
    return ((group[0], other) for other in group[1:])


def _candidates(titles: Sequence[Title]) -> Iterator[tuple[Title, Title]]:
    often = Counter(word for title in titles for word in set(title.words.split()))
    blocks: dict[tuple[str, str], list[Title]] = defaultdict(list)
    lists: dict[tuple[int, str], list[Title]] = defaultdict(list)
    for title in titles:
        words = sorted((word for word in set(title.words.split()) if len(word) > 3), key=lambda word: often[word])
        for word in words[:2]:
            blocks[title.kind, word].append(title)
        if title.provider:
            lists[title.provider, title.kind].append(title)
    for block in blocks.values():
        if len(block) <= MOST_IN_BLOCK:
            yield from combinations(block, 2)
    for offered in lists.values():
        offered.sort(key=lambda title: title.words)
        for place, title in enumerate(offered):
            for other in offered[place + 1 : place + 1 + BESIDE]:
                yield title, other


def _pair(one: Title, other: Title) -> tuple[int, int]:
    return (one.pk, other.pk) if one.pk < other.pk else (other.pk, one.pk)


def _judged() -> Iterable[tuple[int, int]]:
    """Pairs of which somebody said that they are two, or took the merge back."""
    rows = EntryMerge.objects.filter(undone_at__isnull=False).values_list("kept_id", "gone_id")
    return ((min(pair), max(pair)) for pair in rows)


def _why(score: float, one: Entry, other: Entry) -> str:
    same_provider = one.provider_id is not None and one.provider_id == other.provider_id
    if score == 100:
        return _("the same title, of the same provider") if same_provider else _("the same title")
    return _("almost the same title, of the same provider") if same_provider else _("almost the same title")


def merges_among(entries: EntryQuerySet, *, most: int = 10) -> list[EntryMerge]:
    """The last merges of these entries that can be taken back. One query."""
    rows = EntryMerge.objects.filter(undone_at__isnull=True, kept__in=entries.values("pk"))
    return list(rows.filter(Q(kept__binned_at=None)).select_related("kept", "gone", "by")[:most])
