"""Which public pages there are, for search engines (sitemaps.org). Apps register sections of ``SITEMAP``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from django.conf import settings

from knooppunt.core.registries import Registry

PER_FILE = 10_000  # addresses; the protocol allows 50,000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class SitemapPage:
    """A public page: its path, and when it last changed."""

    path: str
    changed: dt.datetime | dt.date | None = None


@dataclass(frozen=True)
class SitemapSection:
    """The pages of one kind: how many there are, and those from ``offset`` on (at most ``limit``), in a fixed order."""

    count: Callable[[], int]
    pages: Callable[[int, int], Iterable[SitemapPage]]


sections: Registry[SitemapSection] = Registry("sitemap")


def index_xml(address: Callable[[str, int], str]) -> bytes:
    """The list of files; ``address`` gives the path of a section's file. One query per section."""
    root = ET.Element("sitemapindex", xmlns=NAMESPACE)
    for name in sections.names():
        section = sections.get(name)
        for number in range(-(-section.count() // PER_FILE) if section else 0):
            _text(ET.SubElement(root, "sitemap"), "loc", settings.SITE_URL + address(name, number + 1))
    return _xml(root)


def file_xml(name: str, number: int) -> bytes:
    """One file of a section. Raises ``LookupError`` when there is no such section."""
    section = sections.get(name)
    if section is None:
        raise LookupError(f"The sitemap has no section {name!r}.")
    root = ET.Element("urlset", xmlns=NAMESPACE)
    for page in section.pages((number - 1) * PER_FILE, PER_FILE):
        one = ET.SubElement(root, "url")
        _text(one, "loc", settings.SITE_URL + page.path)
        if page.changed:
            _text(one, "lastmod", page.changed.isoformat())
    return _xml(root)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _xml(root: ET.Element) -> bytes:
    found: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return found
