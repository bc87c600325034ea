"""Entries as an Atom feed (RFC 4287), written by the standard library."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from django.utils import timezone

from knooppunt.catalogue.models import Entry
from knooppunt.core.linked_data import absolute

NAMESPACE = "http://www.w3.org/2005/Atom"


def atom_of(entries: Sequence[Entry], *, title: str, path: str, page: str) -> bytes:
    """A feed of ``entries`` (taken ``with_page()``), newest first. ``path`` is its own address, ``page`` that of the
    same list for people.
    """
    feed = ET.Element("feed", xmlns=NAMESPACE)
    _text(feed, "id", absolute(path))
    _text(feed, "title", title)
    _text(feed, "updated", max((entry.changed_at for entry in entries), default=timezone.now()).isoformat())
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=absolute(path))
    ET.SubElement(feed, "link", rel="alternate", type="text/html", href=absolute(page))
    for entry in entries:
        one = ET.SubElement(feed, "entry")
        _text(one, "id", f"urn:uuid:{entry.uuid}")
        _text(one, "title", entry.title)
        _text(one, "published", (entry.published_at or entry.created_at).isoformat())
        _text(one, "updated", entry.changed_at.isoformat())
        ET.SubElement(one, "link", rel="alternate", type="text/html", href=absolute(entry.get_absolute_url()))
        _text(ET.SubElement(one, "author"), "name", entry.provider.name if entry.provider else "Knooppunt")
        ET.SubElement(one, "category", term=entry.kind, label=entry.get_kind_display())
        _text(one, "summary", entry.summary)
    xml: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return xml


def _text(parent: ET.Element, name: str, text: str) -> None:
    # XML 1.0 knows no control characters; texts cannot hold them, names of organisations might.
    ET.SubElement(parent, name).text = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
