"""Sentences of the program for pages that are drawn in Python: in the language of the reader, escaped, looked up once.

``gettext`` and escaping take three microseconds each time, and a page says some eighty things that never change.
"""

from __future__ import annotations

from html import escape

from django.utils.translation import get_language, gettext

_said: dict[tuple[str | None, str], str] = {}


def said(text: str) -> str:
    """A sentence of the program as HTML. Only for texts that stand in the program (import it as ``_``): all are kept."""
    key = (get_language(), text)
    found = _said.get(key)
    if found is None:
        found = _said[key] = escape(gettext(text))
    return found
