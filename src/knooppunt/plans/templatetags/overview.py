"""Addresses of the rows behind a figure: ``{% load overview %}``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.core.components import STATUS_LOOKS, heat_step
from knooppunt.core.templatetags.components import icon
from knooppunt.plans.models import Status
from knooppunt.plans.queries.overview import Cell
from knooppunt.plans.queries.selection import UNSET

register = template.Library()
# First halves of long words in the titles of themes: browsers without a Dutch dictionary break them anywhere.
_HALVES = re.compile(r"\b(onderwijs|bijeen|deskundig|samen|kinder)(?=\w{4})", re.IGNORECASE)


@register.simple_tag
def rows_url(**chosen: Any) -> str:
    """``{% rows_url year=2026 hub=hub.slug status="" as url %}``: exactly these rows.

    ``None`` does not restrict. A status (or ``was``) of "" is "no status yet".
    """
    for name in ("status", "was"):
        if chosen.get(name) == "":
            chosen[name] = UNSET
    kept = {name: value for name, value in chosen.items() if value is not None and value != ""}
    return f"{_rows_page(get_language(), get_urlconf(), get_script_prefix())}?{urlencode(kept)}"


@lru_cache(maxsize=16)
def _rows_page(*_where: str | None) -> str:
    """The address without a choice; looked up once per language, because a page holds hundreds of these links."""
    return reverse("plans:overview-rows")


@register.simple_tag
def heat_cell(
    cell: Cell | None, *, year: int, hub: str | None = None, theme: str | None = None, with_counts: bool = False
) -> SafeString:
    """A field of the overview with its links; ``None`` where there is no plan.

    Its shade goes by the share of rated rows that lags. In Python, because the page shows some eighty of them.
    """
    if cell is None or not cell.total:
        why = _("no plan") if cell is None else _("no rows")
        return format_html('<td class="heat__none"><span>–<span class="visually-hidden"> {}</span></span></td>', why)
    url = rows_url(year=year, hub=hub, theme=theme)
    shade = heat_step(cell.well, cell.rated)
    if with_counts:
        links = format_html_join(
            "",
            '<a class="is-{}" href="{}&amp;status={}">{}{}<span class="visually-hidden"> {}</span></a>',
            (
                (look.css, url, look.code or UNSET, icon(look.icon), cell.counts[look.code], look.label)
                for look in STATUS_LOOKS
                if cell.counts[look.code]
            ),
        )
        return format_html('<td class="heat-{}"><div class="heat__cell heat__cell--counts">{}</div></td>', shade, links)
    return format_html(
        '<td class="heat-{}"><div class="heat__cell"><a href="{}"><b>{}</b><span aria-hidden="true">/{}</span>'
        '<span class="visually-hidden"> {}</span></a><span class="heat__marks">{}{}</span></div></td>',
        shade,
        url,
        cell.well,
        cell.rated,
        _("of %(rated)s go well") % {"rated": cell.rated},
        _mark(url, Status.BEHIND.value, "late", "achter", cell.behind, _("behind schedule")),
        _mark(url, UNSET, "late late--unset", "geen", cell.unset, _("no status yet")),
    )


def _mark(url: str, status: str, css: str, drawing: str, count: int, words: str) -> SafeString:
    """How many rows of one status, as a link; nothing when there are none."""
    if not count:
        return SafeString()
    return format_html(
        '<a class="{}" href="{}&amp;status={}">{}{}<span class="visually-hidden"> {}</span></a>',
        css,
        url,
        status,
        icon(drawing),
        count,
        words,
    )


@register.filter
def beside(values: Iterable[Any], others: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists of the same length as pairs."""
    return list(zip(values, others, strict=True))


@register.filter
def breakable(title: str) -> str:
    """``title`` with soft hyphens where a narrow column may break it."""
    return _HALVES.sub("\\1\u00ad", title)
