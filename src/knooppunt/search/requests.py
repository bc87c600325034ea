"""A question and its answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language

from knooppunt.search.documents import PUBLIC

MOST_HITS = 200
DISTANCE = "distance"
MOST_LETTERS, MOST_WORDS = 500, 30


@dataclass(frozen=True)
class Near:
    """Within ``km`` of a point."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True)
class Buckets:
    """A facet over a number: name → (at least, less than), either may be ``None``. Buckets may overlap."""

    number: str
    buckets: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Request:
    """What is asked. Filters are OR within a facet and AND across; an empty ``text`` finds everything.

    ``facets``: which to count; ``None`` counts all of the sources, an empty list none. ``ranges``: number → at least,
    at most. ``bucket_filters``: name of a bucket facet → chosen buckets. ``sort``: a number's name, with a minus for the
    largest first; ``DISTANCE`` for the nearest first (only with ``near``); else the best first. ``audience``: the tokens
    of who asks. ``most_values``: only so many of each facet, the commonest; what was chosen stays.
    """

    text: str = ""
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    buckets: Mapping[str, Buckets] = field(default_factory=dict)
    bucket_filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    near: Near | None = None
    audience: Collection[str] = (PUBLIC,)
    sources: Collection[str] = ()
    facets: Sequence[str] | None = None
    most_values: int | None = None
    sort: str = ""
    offset: int = 0
    limit: int = 20
    snippets: bool = True


@dataclass(slots=True)  # not frozen: a page makes hundreds, and frozen ones cost three times as much
class FacetCount:
    """A value of a facet and how many there would be with it, whatever else is chosen in the same facet."""

    value: str
    count: int
    selected: bool = False


class Piece(NamedTuple):  # a page makes a hundred of these and of reasons; as dataclasses they took four times as long
    """A stretch of a snippet; text, never HTML."""

    text: str
    marked: bool = False


class Reason(NamedTuple):
    """Why something was found, or stands where it stands. ``code`` is for machines, ``words`` are translated for people."""

    code: str
    words: str


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    source: str
    key: str
    own_id: str
    title: str
    url: str
    summary: str
    score: float
    reasons: Sequence[Reason] = ()
    title_pieces: Sequence[Piece] = ()
    snippet: Sequence[Piece] = ()
    card: Mapping[str, Any] = field(default_factory=dict)
    distance_km: float | None = None

    @property
    def address(self) -> str:
        """Where it stands for who asks now: ``url`` is that of the default language, as the index keeps it."""
        language = get_language() or settings.LANGUAGE_CODE
        is_other = language != settings.LANGUAGE_CODE and self.url.startswith("/")
        return f"/{language}{self.url}" if is_other else self.url


class State(StrEnum):
    """Whether the index could be asked."""

    READY = "ready"
    BUILDING = "building"  # the answer came from the database, without ranking and facets
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Results:
    """What was found.

    ``suggestion``: what was probably meant ("bedoelde u"); ``corrected``: the words that were taken for others to find
    anything (wrong → right). ``loosened``: not all words were found together. ``alternatives``: the nearest when there is
    nothing. ``ignored``: the question was longer than what was looked at. ``wordless``: something was typed, and there is
    no word in it.
    """

    total: int = 0
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Sequence[FacetCount]] = field(default_factory=dict)
    suggestion: str = ""
    corrected: Mapping[str, str] = field(default_factory=dict)
    loosened: bool = False
    alternatives: Sequence[Hit] = ()
    state: State = State.READY
    ignored: bool = False
    wordless: bool = False
    words: Sequence[str] = ()
