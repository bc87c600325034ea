"""The shapes of which a report is built. Every file format knows how to draw these, and only these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FigureItem:
    """A number with its words, and how it was."""

    label: str
    number: str
    unit: str = ""
    code: str = ""


@dataclass(frozen=True)
class StatusItem:
    """How the rows of a theme stand."""

    title: str
    counts: dict[str, int]
    words: str


@dataclass(frozen=True)
class ListItem:
    """A line with something small beside it."""

    text: str
    detail: str = ""
    status: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    label: str
    num: bool = False


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; ``share`` from 0 to 100 of the longest."""

    label: str
    value: str
    share: float

    @property
    def width(self) -> str:
        """The share for a drawing: with a point, whatever the language."""
        return f"{self.share:.1f}"


@dataclass(frozen=True)
class Block:
    """One piece of a section. ``kind`` says which of the fields is filled: figures, statuses, items, table, bars, quotes
    or words.
    """

    kind: str
    title: str = ""
    text: str = ""
    figures: list[FigureItem] = field(default_factory=list)
    statuses: list[StatusItem] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class DocumentSection:
    """A chapter."""

    code: str
    title: str
    text: str
    blocks: list[Block]


@dataclass(frozen=True)
class Document:
    """A whole report for one reader. What people wrote stays as they wrote it; the rest is in the active language."""

    title: str
    over: str
    period: str
    example: str
    dated: list[str]
    one_page: bool
    sections: list[DocumentSection]


@dataclass(frozen=True)
class QuoteText:
    """What a quote may say."""

    text: str
    who: str
    is_public: bool


Quotes = Mapping[int, QuoteText]
