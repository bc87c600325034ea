"""Where higher apps tell what teaches or assesses an item: the catalogue, later also scans and curricula.

The framework knows nothing of entries; it asks what was registered here (in ``AppConfig.ready``, through ``api``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knooppunt.core.registries import Registry, Text

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


@dataclass(frozen=True)
class Aligned:
    """Something public that teaches, assesses or requires an item."""

    title: str
    url: str
    relation: Text  # "teaches", "assesses", "requires", in the language of the reader
    kind: Text = ""  # "training", "teaching material" …
    level: Text = ""
    note: Text = ""  # one short line: next date, provider
    order: int = 100


@dataclass(frozen=True)
class AlignmentSource:
    """What an app knows of items. Each call a constant number of queries; only what everybody may see.

    ``of_items``: numbers of items → what is aligned, each at most ``most``. ``counts``: numbers of items → how many.
    ``move``: alignments go along from the old to the new item (old number → new number), in the caller's transaction;
    gives back how many moved.
    """

    of_items: Callable[[Collection[int], int], Mapping[int, list[Aligned]]]
    counts: Callable[[Collection[int]], Mapping[int, int]]
    move: Callable[[Mapping[int, int], User | None], int] | None = None
    browse_url: Callable[[int], str] | None = None  # all that is aligned to an item, for "show all"


alignment_sources: Registry[AlignmentSource] = Registry("alignments")


def aligned_with(items: Collection[int], most: int = 50) -> dict[int, list[Aligned]]:
    """What all apps have for these items."""
    found: dict[int, list[Aligned]] = {}
    for source in alignment_sources:
        for item, things in source.of_items(items, most).items():
            found.setdefault(item, []).extend(things)
    return {item: sorted(things, key=lambda one: one.order)[:most] for item, things in found.items()}


def alignment_counts(items: Collection[int]) -> dict[int, int]:
    """How many things all apps have for these items."""
    counts: dict[int, int] = {}
    for source in alignment_sources:
        for item, count in source.counts(items).items():
            counts[item] = counts.get(item, 0) + count
    return counts


def move_alignments(pairs: Mapping[int, int], *, by: User | None) -> int:
    """Everything aligned to the old items goes to the new ones. Inside the caller's transaction."""
    if not pairs:
        return 0
    return sum(source.move(pairs, by) for source in alignment_sources if source.move)
