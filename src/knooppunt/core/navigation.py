"""Menus: apps register what they offer in ``AppConfig.ready``; the layouts show what the reader may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

Section = Literal["public", "work", "account", "manage", "footer-search", "footer-network", "footer-site"]


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu. ``permission`` hides it from who may not open it; the view itself still refuses.

    ``under`` names the entry (its ``url_name``) that this one belongs to: it then stands in the second row, on the pages
    of both. Whoever may not open that other entry finds this one in the first row.
    """

    section: Section
    order: int
    label: str | Promise
    url_name: str
    permission: str = ""
    match: str = ""  # address prefix under which the entry counts as current; default its own address
    under: str = ""
    in_hub: tuple[str, ...] = ()  # what follows the hub in addresses that belong to this entry too


@dataclass(frozen=True)
class Link:
    """A menu entry ready for a template."""

    label: str
    url: str
    current: bool = False
    more: list[Link] = field(default_factory=list)  # the second row, this entry first; empty when nothing is under it


@dataclass(frozen=True)
class Column:
    """A titled column of links in the footer."""

    title: str
    links: list[Link]


_items: list[NavItem] = []
_titles: dict[Section, str | Promise] = {}
# What the header of the workspace shows besides the menu; the app that knows hubs replaces it.
_workplaces: list[Callable[[HttpRequest], dict[str, Any]]] = []


def register(item: NavItem) -> None:
    """Add an entry; registering the same entry twice is harmless."""
    if item not in _items:
        _items.append(item)
        _items.sort(key=lambda one: (one.section, one.order))


def register_column(section: Section, title: str | Promise) -> None:
    """Give a footer section its title."""
    _titles[section] = title


def items(section: Section, request: HttpRequest | None = None, current: str = "") -> list[Link]:
    """The entries of a section that the user of ``request`` may open (all of them without a request)."""
    shown = [
        item
        for item in _items
        if item.section == section
        and not (item.permission and (request is None or not request.user.has_perm(item.permission)))
    ]
    names = {item.url_name for item in shown}
    return [
        _with_more(item, [one for one in shown if one.under == item.url_name], current)
        for item in shown
        if item.under not in names
    ]


def _with_more(item: NavItem, under: list[NavItem], current: str) -> Link:
    if not under:
        return _link(item, current)
    row = [_link(one, current) for one in (item, *under)]
    # Of "/werkplek/landelijk/" and "/werkplek/landelijk/uren/" both fit the address of the second; the longest is meant.
    here = max((link.url for link in row if link.current), key=len, default=None)
    more = [Link(link.label, link.url, link.url == here) for link in row]
    return Link(more[0].label, more[0].url, here is not None, more)


def _link(item: NavItem, current: str) -> Link:
    label, url = _named(item, get_language(), get_urlconf() or settings.ROOT_URLCONF)
    if not current:  # the footer, on every page
        return Link(label, url)
    prefix = item.match or url
    at_home = url in {"/", "/en/", "/werkplek/", "/en/werkplek/"} and not item.match
    is_current = current == url if at_home else current.startswith(prefix)
    return Link(label, url, is_current or _in_hub(current, url, item.in_hub))


def _named(item: NavItem, language: str | None, urlconf: str) -> tuple[str, str]:
    """What an entry is called and where it leads, in one language; every page asks some twenty times."""
    key = (item.section, item.order, item.url_name, language, urlconf)
    found = _names.get(key)
    if found is None:
        found = _names[key] = str(item.label), reverse(item.url_name)
    return found


_names: dict[tuple[object, ...], tuple[str, str]] = {}


def _in_hub(current: str, url: str, words: tuple[str, ...] = ()) -> bool:
    """Whether the address is that of a hub for this entry: /werkplek/<hub>/plan/2026/ for /werkplek/plan/, or one of
    the ``words`` in the place of "plan".
    """
    here, entry = current.removeprefix("/en").split("/"), url.removeprefix("/en").split("/")
    if len(here) <= 4 or here[1] != "werkplek" or here[2] == "beheer":  # what is managed is of no hub
        return False
    return here[3] in words or (len(entry) == 4 and entry[1] == "werkplek" and here[3] == entry[2])


def footer() -> list[Column]:
    """The footer's columns that have links."""
    columns = [Column(str(title), items(section)) for section, title in _titles.items()]
    return [column for column in columns if column.links]


def register_workplace(context: Callable[[HttpRequest], dict[str, Any]]) -> None:
    """Give the function that says in which hub a signed-in user works."""
    _workplaces[:] = [context]


def workplace(request: HttpRequest) -> dict[str, Any]:
    """The context of the registered function, or nothing."""
    return _workplaces[0](request) if _workplaces else {}
