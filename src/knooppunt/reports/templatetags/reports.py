"""Tags of the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(things: Mapping[str, Any] | str, name: str) -> Any:
    """The thing of that name, or ``None``; nothing at all where a page passes none."""
    return things.get(name) if isinstance(things, Mapping) else None


@register.filter
def nth(things: Sequence[Any], number: int) -> Any:
    """The thing at that place, or ``None``."""
    return things[number] if number < len(things) else None


@register.inclusion_tag("reports/_state.html")
def report_state(report: Any) -> dict[str, Any]:
    """``{% report_state report %}``: where it stands, and whether it is public."""
    looks = {"returned": "achter", "approved": "behaald", "submitted": "op-schema", "frozen": "doorlopend"}
    return {"report": report, "css": looks.get(report.state, "geen")}
