"""Template tags of the design system: ``{% load components %}``.

The components themselves are includes in ``templates/components/``; these tags work out what a template cannot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from knooppunt.core import chrome, components, hub_map
from knooppunt.core.texts import written_in

register = template.Library()

SPRITE = components.SPRITE
NOTICE_KINDS = {"success": "ok", "warning": "warn", "error": "error"}
NOTICE_ICONS = {"ok": "behaald", "warn": "achter", "error": "achter"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "calendar" %}``: a drawing from the sprite, hidden from screen readers unless ``label`` names it."""
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>',
            label,
            components.sprite(),
            name,
        )
    return components.icon_html(name)


@register.simple_tag
def status_look(code: str | None) -> components.StatusLook:
    """``{% status_look row.status as look %}``: the word, icon and class of a status code."""
    return components.status_look(code)


@register.simple_tag
def status_label(code: str | None) -> str:
    """``{% status_label row.status %}``: the status in words."""
    return str(components.status_look(code).label)


@register.simple_tag
def status_looks() -> tuple[components.StatusLook, ...]:
    """``{% status_looks as looks %}``: all statuses, in order, "no status yet" last."""
    return components.STATUS_LOOKS


@register.simple_tag
def status_options(name: str, value: str | None) -> SafeString:
    """The five radio buttons of a status picker. In Python, because a plan shows some fifty pickers on one page."""
    address = components.sprite()
    return format_html_join(
        "",
        '<label class="is-{}" title="{}"><input type="radio" name="{}" value="{}"{}>'
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#i-{}"/></svg><span>{}</span></label>',
        (
            (
                look.css,
                look.label,
                name,
                look.code,
                SafeString(" checked" if look.code == (value or "") else ""),
                address,
                look.icon,
                look.label,
            )
            for look in components.STATUS_LOOKS
        ),
    )


@register.simple_tag
def bar_parts(counts: Mapping[str, int]) -> list[components.BarPart]:
    """``{% bar_parts counts as parts %}``: what a status bar draws."""
    return components.bar_parts(counts)


@register.simple_tag
def heat_step(going_well: int, total: int) -> int:
    """``{% heat_step 5 9 %}``: the shade of an overview cell, 0 (nothing there) to 5."""
    return components.heat_step(going_well, total)


@register.simple_tag
def hub_map_of(hubs: Iterable[hub_map.OnMap], picked: int | None = None) -> hub_map.HubMap:
    """``{% hub_map_of hubs picked=hub.number as map %}``."""
    return hub_map.draw_hub_map(hubs, picked=picked or None)


@register.simple_tag
def ago(value: dt.date | dt.datetime | None) -> SafeString | str:
    """``{% ago row.changed_at %}``: "3 weeks ago", in a time element with the full date; empty without one."""
    if not value:
        return ""
    day = components.to_date(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', day.isoformat(), date_format(day, "j F Y"), components.ago(day)
    )


@register.simple_tag
def share(count: float, total: float) -> str:
    """A width from 0 to 100 for a bar, as text with a point whatever the language."""
    return f"{min(100 * count / total, 100):.1f}" if total else "0"


@register.filter
def notice_kind(tags: str) -> str:
    """The kind of notice for the tags of a Django message; the last known level wins."""
    for tag in reversed((tags or "").split()):
        if tag in NOTICE_KINDS:
            return NOTICE_KINDS[tag]
    return ""


@register.filter
def notice_icon(kind: str) -> str:
    """The icon that goes with a kind of notice."""
    return NOTICE_ICONS.get(kind, "info")


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*steps: str) -> dict[str, Any]:
    """``{% breadcrumb "Home" home_url "Hubs" hubs_url hub.name %}``: label and address in turn, the page last."""
    pairs = list(zip(steps[0::2], [*steps[1::2], ""], strict=False))
    return {"items": [{"label": label, "url": url} for label, url in pairs]}


@register.simple_tag
def local(path: str) -> str:
    """``{% local "/mijn/" %}``: the address of a page in the language being read; English pages stand under /en/."""
    return f"/en{path}" if get_language() == "en" else path


@register.simple_tag(takes_context=True)
def site_part(context: RequestContext, name: str) -> SafeString:
    """``{% site_part "header" %}``: header, footer or demo_banner, which are drawn once for all pages (``core.chrome``)."""
    return chrome.PARTS[name](context)


@register.simple_tag(takes_context=True)
def page_messages(context: RequestContext) -> list[Message]:
    """``{% page_messages as messages %}``: what the last action wants to say. Reads the session: work layout only."""
    request = context.get("request")
    return list(get_messages(request)) if isinstance(request, HttpRequest) else []


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """``{% page_numbers page as numbers %}``: the first, the last and those around the current page."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def page_query(context: RequestContext) -> str:
    """``{% page_query as start %}``: the query string of this page up to the number of another one ("?q=rouw&page=")."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return f"?{query.urlencode()}&page=" if query else "?page="


@register.filter
def with_columns(row: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any, Any]]:
    """The cells of a table row as (text, url, column). Raises ValueError for a row with too few or too many cells."""
    return [
        (cell["text"], cell.get("url"), column) if isinstance(cell, Mapping) else (cell, None, column)
        for cell, column in zip(row, columns, strict=True)
    ]


@register.filter
def hub_colour(number: int) -> int:
    """Which of the eight colours belongs to a hub with this number."""
    return hub_map.colour_of(number)


@register.simple_tag
def lang(code: str | None = None) -> SafeString:
    """``<h1{% lang %}>``: says that what people wrote is in the language of the site, on a page in another one. With a code
    (of ``core.texts.written_in``): that language, or nothing for none."""
    return components.lang_html(written_in() if code is None else code)
