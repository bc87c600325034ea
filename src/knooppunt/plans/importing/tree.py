"""What was read: a plan as frozen data, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from knooppunt.plans.importing.refusal import Sentence

STATUSES = ("behaald", "op_schema", "doorlopend", "achter_op_schema")


@dataclass(frozen=True)
class ParsedItem:
    """A focus item or an activity. ``source_lines`` is the first and the last line (from 1), (0, 0) when unknown."""

    text: str
    status: str = ""
    sub_items: tuple[str, ...] = ()
    deliverable: str = ""
    number: str = ""
    source_lines: tuple[int, int] = (0, 0)
    reason: str = ""
    owner: str = ""
    planned_from: date | None = None
    planned_until: date | None = None
    hours: Decimal | None = None
    handover_to: str = ""
    note: str = ""


@dataclass(frozen=True)
class ParsedTheme:
    """A chapter of the plan."""

    title: str
    goal: str = ""
    focus_items: tuple[ParsedItem, ...] = ()
    activities: tuple[ParsedItem, ...] = ()
    source_lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Doubt:
    """Something a person should look at: the line it is about (0: the whole file) and a sentence."""

    line: int
    sentence: Sentence


@dataclass(frozen=True)
class SetAside:
    """Words of the source that are not in the tree, with why: header, legend, page or left over."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class ParsedPlan:
    """A whole plan. Every word of the source is in a text, in ``links`` or in ``set_aside``."""

    title: str
    year: int | None
    introduction: str = ""
    themes: tuple[ParsedTheme, ...] = ()
    source_lines: tuple[str, ...] = ()
    warnings: tuple[Doubt, ...] = ()
    links: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = field(default=())

    def counts(self) -> dict[str, int]:
        """How many themes, focus items and activities there are."""
        return {
            "themes": len(self.themes),
            "focus_items": sum(len(theme.focus_items) for theme in self.themes),
            "activities": sum(len(theme.activities) for theme in self.themes),
        }

    def items(self) -> Iterator[tuple[ParsedTheme, str, ParsedItem]]:
        """Every item with its theme and its kind ("focus" or "activity"), in the order of the plan."""
        for theme in self.themes:
            yield from ((theme, "focus", item) for item in theme.focus_items)
            yield from ((theme, "activity", item) for item in theme.activities)

    def to_json(self) -> dict[str, Any]:
        """The public form: texts and statuses. "No status yet" is ``null``, as is an absent deliverable."""
        return {
            "title": self.title,
            "year": self.year,
            "introduction": self.introduction,
            "themes": [
                {
                    "title": theme.title,
                    "goal": theme.goal,
                    "focus_items": [{"text": item.text, "status": item.status or None} for item in theme.focus_items],
                    "activities": [
                        {
                            "text": item.text,
                            "status": item.status or None,
                            "sub_items": list(item.sub_items),
                            "deliverable": item.deliverable or None,
                        }
                        for item in theme.activities
                    ],
                }
                for theme in self.themes
            ],
        }


def item_to_dict(item: ParsedItem) -> dict[str, Any]:
    """The item as JSON that ``item_from_dict`` reads back."""
    data = asdict(item)
    data["planned_from"] = item.planned_from.isoformat() if item.planned_from else None
    data["planned_until"] = item.planned_until.isoformat() if item.planned_until else None
    data["hours"] = str(item.hours) if item.hours is not None else None
    return data


def item_from_dict(data: Mapping[str, Any]) -> ParsedItem:
    """The inverse of ``item_to_dict``; unknown keys are left out."""
    known = {name.name: data[name.name] for name in fields(ParsedItem) if name.name in data}
    known["sub_items"] = tuple(known.get("sub_items") or ())
    first, last = known.get("source_lines") or (0, 0)
    known["source_lines"] = (int(first), int(last))
    for name in ("planned_from", "planned_until"):
        if known.get(name):
            known[name] = date.fromisoformat(known[name])
    if known.get("hours") is not None:
        known["hours"] = Decimal(known["hours"])
    return ParsedItem(**known)


def themes_to_dicts(themes: Sequence[ParsedTheme]) -> list[dict[str, Any]]:
    """The tree as JSON, for keeping a draft."""
    return [
        {
            "title": theme.title,
            "goal": theme.goal,
            "source_lines": list(theme.source_lines),
            "focus_items": [item_to_dict(item) for item in theme.focus_items],
            "activities": [item_to_dict(item) for item in theme.activities],
        }
        for theme in themes
    ]


def themes_from_dicts(data: Sequence[Mapping[str, Any]]) -> tuple[ParsedTheme, ...]:
    """The inverse of ``themes_to_dicts``."""
    return tuple(
        ParsedTheme(
            title=theme["title"],
            goal=theme.get("goal", ""),
            focus_items=tuple(map(item_from_dict, theme.get("focus_items", ()))),
            activities=tuple(map(item_from_dict, theme.get("activities", ()))),
            source_lines=(int(theme.get("source_lines", (0, 0))[0]), int(theme.get("source_lines", (0, 0))[1])),
        )
        for theme in data
    )
