"""The year in a title: a document about 2023 may be read in as a beginning for 2026."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def other_year(title: str, year: int) -> int | None:
    """The year that a title names when that is one other year than ``year``; a period ("2023-2024") is none."""
    named = {int(found) for found in _YEAR.findall(title)}
    return named.pop() if len(named) == 1 and year not in named else None


def title_for(title: str, year: int) -> str:
    """The title with ``year`` in place of the one other year it names."""
    return _YEAR.sub(str(year), title) if other_year(title, year) else title
