"""What can be found: documents, and the sources that give them. A source is an app that registers itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from knooppunt.core.registries import Registry
from knooppunt.search.text.synonyms import Group

if TYPE_CHECKING:
    from knooppunt.search.requests import Buckets, Request, Results

PUBLIC = "public"


@dataclass(frozen=True)
class Bookable:
    """How near one is to taking part, best first. Multiplies the score of the words."""

    OPEN, FUTURE, ON_REQUEST, ALWAYS, PAST = "open", "future", "on_request", "always", "past"
    WEIGHTS = {"open": 1.0, "always": 0.9, "future": 0.85, "on_request": 0.75, "past": 0.4, "": 0.8}


@dataclass(frozen=True)
class Document:
    """One thing that can be found.

    ``title`` counts most, ``keywords`` (topics, provider, codes) and ``summary`` next, ``body`` least. ``facets``: name →
    values to count and filter on. ``numbers``: name → a number to sort and filter on by range (days are ordinals).
    ``places``: (latitude, longitude) of each place where it happens. ``audience``: the tokens of who may find it.
    ``freshness`` and ``quality`` lie between 0 and 1. ``bookable``: one of ``Bookable``, or empty where it means nothing.
    ``own_id``: what the source itself calls it. ``card``: what a page needs to draw a hit without asking the database.
    ``changes_at``: when it must be read again though nobody writes (a course that begins).
    """

    key: str
    title: str
    url: str = ""
    summary: str = ""
    keywords: Sequence[str] = ()
    body: str = ""
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    places: Sequence[tuple[float, float]] = ()
    audience: Collection[str] = (PUBLIC,)
    freshness: float = 0.5
    quality: float = 0.5
    bookable: str = ""
    own_id: str = ""
    card: Mapping[str, Any] = field(default_factory=dict)
    changes_at: datetime | None = None

    @property
    def weight(self) -> float:
        """Bookable first × freshness × quality: between about 0.25 and 1."""
        fresh = 0.7 + 0.3 * min(1.0, max(0.0, self.freshness))
        good = 0.8 + 0.2 * min(1.0, max(0.0, self.quality))
        return Bookable.WEIGHTS.get(self.bookable, 0.8) * fresh * good


Keys = Callable[[Sequence[str]], Iterable[str]]


@dataclass(frozen=True)
class Source:
    """Where documents come from.

    ``changes``: kinds of the change table → which keys of this source they touch (``same_keys`` when the change names
    them). ``load(keys)`` gives the documents of those keys that may be found by anybody; what it leaves out disappears
    from the index. ``every_key()`` yields all keys. ``facets`` and ``numbers`` name what its documents carry. ``fallback``
    answers from the database while there is no index.
    """

    name: str
    changes: Mapping[str, Keys]
    load: Callable[[Sequence[str]], Iterable[Document]]
    every_key: Callable[[], Iterator[str]]
    facets: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    fallback: Callable[[Request], Results] | None = None
    buckets: Callable[[], Mapping[str, Buckets]] | None = None  # facets over its numbers, as they are today
    locate: Callable[[str], tuple[float, float] | None] | None = None  # a place as people call it → where it lies
    names: Mapping[str, str] = field(default_factory=dict, hash=False)  # other names of its facets, for people


def same_keys(keys: Sequence[str]) -> Iterable[str]:
    """For changes that name the keys of the source themselves."""
    return keys


sources: Registry[Source] = Registry("search sources")
# What vocabularies know: groups of words for the same, and single words that may be parts of compounds.
label_providers: Registry[Callable[[], Iterable[Group]]] = Registry("labels for search")


def register_source(source: Source, *, order: int = 100) -> None:
    """Make the things of an app findable (in ``AppConfig.ready``)."""
    for name in (*source.facets, *source.numbers):
        if not name.isidentifier():
            raise ValueError(f"{name!r} cannot be the name of a facet or a number.")
    sources.register(source.name, source, order=order)


def facet_names() -> list[str]:
    """The facets of all sources."""
    return sorted({name for source in sources for name in source.facets})


def number_names() -> list[str]:
    """The numbers of all sources."""
    return sorted({name for source in sources for name in source.numbers})


def facet_called(name: str) -> str:
    """The facet that somebody means by a name; the name itself when nobody knows it."""
    return next((source.names[name] for source in sources if name in source.names), name)


def named_buckets() -> dict[str, Buckets]:
    """The facets over numbers of all sources, as they are today."""
    return {name: one for source in sources if source.buckets for name, one in source.buckets().items()}


def located(place: str) -> tuple[float, float] | None:
    """Where a place lies, in degrees; ``None`` when no source knows it."""
    return next((spot for source in sources if source.locate and (spot := source.locate(place))), None)
