"""What people typed, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

BULLETS = ("- ", "• ", "* ")


def paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs; lines that begin with "- " as a list. Everything in it is escaped."""
    parts: list[str] = []
    for block in (text or "").split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        while lines:
            items = []
            while lines and lines[0].startswith(BULLETS):
                items.append(f"<li>{escape(lines.pop(0)[2:])}</li>")
            if items:
                parts.append(f"<ul>{''.join(items)}</ul>")
            plain = []
            while lines and not lines[0].startswith(BULLETS):
                plain.append(escape(lines.pop(0)))
            if plain:
                parts.append(f"<p>{'<br>'.join(plain)}</p>")
    return mark_safe("".join(parts))


def written_in(languages: Sequence[str] = ()) -> str:
    """The code of the language of what people wrote, for ``lang`` in HTML; empty when the page is in that language.

    Nobody says in which language a text is written: of what is offered in one language, the text is taken to be in it
    too; all else is in the language of the site (WCAG 3.1.2).
    """
    code = languages[0] if len(languages) == 1 else settings.LANGUAGE_CODE
    return "" if code == get_language() else code
