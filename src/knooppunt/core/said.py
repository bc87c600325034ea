"""Sentences of the program for Jinja templates: in the language of the reader, escaped, looked up once.

``gettext`` and escaping take three microseconds each time, and a page says some eighty things that never change.
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape

_said: dict[tuple[str | None, str], Markup] = {}


def said(text: str) -> Markup:
    """A sentence of the program as HTML; what is put in it with ``|format`` is escaped. Only for texts that stand in the
    program: all are kept."""
    key = (get_language(), text)
    found = _said.get(key)
    if found is None:
        found = _said[key] = escape(gettext(text))
    return found
