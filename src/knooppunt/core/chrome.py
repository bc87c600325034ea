"""Header and foot of public pages, drawn once for each state of their menus.

They say the same on every page but for the link to the other language, and drawing them took a fifth of the time of a page
(0.9 of 4.5 ms). What is kept is keyed by everything that the templates read; nothing in them comes from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_KEPT = 500
_OTHER = "\ue000other language\ue000"  # stands for the address that differs from page to page; no text holds it

_kept: dict[Hashable, str] = {}


def header(context: Context) -> SafeString:
    """The header of a public page (``components/header_public.html``)."""
    request = context.get("request")
    other = context.get("other_language_url") or ""
    if request is not None and other == request.get_full_path():
        other = ""  # this page has only one address
    links = context.get("nav_items") or []
    values = {
        "site_name": context.get("site_name"),
        "nav_items": links,
        "other_language": context.get("other_language"),
        "other_language_url": _OTHER if other else "",
    }
    key = (*_plain(values), _links(links))
    html = _drawn(context, "components/header_public.html", key, values)
    return mark_safe(html.replace(_OTHER, escape(other)))


def footer(context: Context) -> SafeString:
    """The foot of any page (``components/footer.html``)."""
    columns = context.get("footer_columns") or []
    values = {"site_name": context.get("site_name"), "footer_columns": columns}
    key = (*_plain(values), tuple((_of(one, "title"), _links(_of(one, "links"))) for one in columns))
    return mark_safe(_drawn(context, "components/footer.html", key, values))


def demo_banner(context: Context) -> SafeString:
    """The bar above the pages of an example (``components/demo_banner.html``)."""
    return mark_safe(_drawn(context, "components/demo_banner.html", (), {}))


def _drawn(context: Context, name: str, key: Hashable, values: Mapping[str, Any]) -> str:
    key = (name, get_language(), key)
    html = _kept.get(key)
    if html is None:
        assert context.template is not None
        html = context.template.engine.get_template(name).render(context.new(dict(values)))
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = html
    return html


def _plain(values: Mapping[str, Any]) -> Iterable[str]:
    return (str(value) for value in values.values() if isinstance(value, str))


def _links(links: Iterable[Any]) -> tuple[Hashable, ...]:
    return tuple((str(_of(one, "label")), _of(one, "url"), bool(_of(one, "current"))) for one in links)


def _of(thing: Any, name: str) -> Any:
    """As a template looks: tests draw the layouts with plain dictionaries."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


PARTS: Mapping[str, Callable[[Context], SafeString]] = {"header": header, "footer": footer, "demo_banner": demo_banner}
