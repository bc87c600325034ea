"""What people typed, as HTML."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

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
