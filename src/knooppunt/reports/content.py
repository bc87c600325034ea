"""What is counted and gathered for a report: plain values that can be frozen as JSON. Knows no reader and no language.

Every line carries its audience, as its source did. ``document.for_reader`` decides who reads what, today and of a
snapshot of years ago alike.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

HUB, NETWORK, PUBLIC = "hub", "network", "public"
SCHEMA = 1


@dataclass(frozen=True)
class Figure:
    """A number and what it was in the period before. ``code`` is one of ``document.FIGURES``."""

    code: str
    value: int
    before: int
    audience: str = PUBLIC


@dataclass(frozen=True)
class Line:
    """Something that somebody wrote down: a highlight or a result."""

    text: str
    date: str
    audience: str
    kind: str = ""
    theme: str = ""
    organisations: list[str] = field(default_factory=list)
    hub: str = ""  # only in the national report


@dataclass(frozen=True)
class Group:
    """Moments of one theme, or with one sort of partner."""

    title: str
    moments: int
    minutes: int
    minutes_before: int
    results: list[Line] = field(default_factory=list)
    organisations: int = 0


@dataclass(frozen=True)
class PlanRow:
    """A row of the plan at the end of the period, and its status at the beginning."""

    label: str
    text: str
    status: str
    was: str
    reason: str = ""
    is_public: bool = False
    day: str = ""  # when it should be done, when that is soon after the period


@dataclass(frozen=True)
class PlanTheme:
    """A theme of the plan; in the national report over all hubs."""

    title: str
    rows: list[PlanRow]


@dataclass(frozen=True)
class Met:
    """An organisation one spoke."""

    name: str
    audience: str


@dataclass(frozen=True)
class HubLine:
    """One hub in the national report: totals, and what its approved report says."""

    name: str
    moments: int
    minutes: int
    organisations: int
    behind: int
    rows: int
    state: str  # of its own report about this period; empty: there is none
    story: str = ""


@dataclass(frozen=True)
class Ended:
    """A recalibration that ended in the period: figures, no names. ``figures`` as ``core.registries.ReportFact`` has them."""

    date: str
    figures: dict[str, int]
    hub: str = ""  # only in the national report
    audience: str = NETWORK


@dataclass(frozen=True)
class QuoteRef:
    """A quote by number and version. Its words are never copied: one that is withdrawn must disappear everywhere, and one
    that was changed must not change what is frozen.
    """

    pk: int
    version: int


@dataclass(frozen=True)
class Story:
    """A section as it was: what somebody wrote, or nothing when the highlights speak."""

    code: str
    text: str
    is_own: bool


@dataclass(frozen=True)
class Content:
    """A whole report."""

    kind: str
    hub: str
    organisation: str
    first: str
    last: str
    before_first: str
    before_last: str
    made_on: str
    is_example: bool
    sections: list[Story] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    highlights: list[Line] = field(default_factory=list)
    themes: list[Group] = field(default_factory=list)
    partners: list[Group] = field(default_factory=list)
    meetings: list[Group] = field(default_factory=list)
    plan_year: int = 0
    plan: list[PlanTheme] = field(default_factory=list)
    spoken: list[Met] = field(default_factory=list)
    new: list[Met] = field(default_factory=list)
    lapsed: list[Met] = field(default_factory=list)
    quotes: list[QuoteRef] = field(default_factory=list)
    entries: list[Line] = field(default_factory=list)  # of the catalogue, published by the hub
    hubs: list[HubLine] = field(default_factory=list)
    recalibrations: list[Ended] = field(default_factory=list)
    schema: int = SCHEMA


def to_json(content: Content) -> dict[str, Any]:
    """The content as a snapshot keeps it."""
    return asdict(content)


def from_json(data: dict[str, Any]) -> Content:
    """The content of a snapshot. Fields that a later version adds are empty in an older snapshot."""
    plain = {name: value for name, value in data.items() if name in Content.__dataclass_fields__}
    lists: dict[str, Any] = {
        "sections": Story, "figures": Figure, "highlights": Line, "spoken": Met, "new": Met, "lapsed": Met, "hubs": HubLine,
        "quotes": QuoteRef,
        "entries": Line,
        "recalibrations": Ended,
    }  # fmt: skip
    for name, row in lists.items():
        plain[name] = [row(**one) for one in data.get(name, [])]
    for name in ("themes", "partners", "meetings"):
        plain[name] = [
            Group(**{**one, "results": [Line(**line) for line in one["results"]]}) for one in data.get(name, [])
        ]
    plain["plan"] = [PlanTheme(one["title"], [PlanRow(**row) for row in one["rows"]]) for one in data.get("plan", [])]
    return Content(**plain)
