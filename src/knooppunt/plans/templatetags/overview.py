"""Addresses of the rows behind a figure: ``{% load overview %}``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from knooppunt.core.components import heat_step
from knooppunt.plans.queries.overview import Cell
from knooppunt.plans.queries.selection import UNSET

register = template.Library()


@register.simple_tag
def rows_url(**chosen: Any) -> str:
    """``{% rows_url year=2026 hub=hub.slug status="" as url %}``: exactly these rows.

    ``None`` does not restrict. A status (or ``was``) of "" is "no status yet".
    """
    for name in ("status", "was"):
        if chosen.get(name) == "":
            chosen[name] = UNSET
    kept = {name: value for name, value in chosen.items() if value is not None and value != ""}
    return f"{reverse('plans:overview-rows')}?{urlencode(kept)}"


@register.filter
def heat(cell: Cell) -> int:
    """The shade of a cell: by the share of rated rows that lags; 0 where nothing has a status."""
    return heat_step(cell.well, cell.rated)


@register.filter
def beside(values: Iterable[Any], others: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists of the same length as pairs."""
    return list(zip(values, others, strict=True))
