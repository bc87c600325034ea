"""The short version for a newsletter: plain text, and HTML that every mail program shows. Only what is public."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext

from knooppunt.reports.document import Document, DocumentSection

MOST_HIGHLIGHTS = 5
MOST_LETTERS = 600  # of a story


@dataclass(frozen=True)
class Short:
    """The parts of the message."""

    title: str
    over: str
    figures: str
    story: str
    highlights: list[str]
    quotes: list[tuple[str, str]]
    url: str


def short_of(document: Document, *, url: str = "") -> Short:
    """From a document for the public. ``url`` is the full address of the public page, if there is one."""
    sections = {section.code: section for section in document.sections}
    summary, highlights, quotes = (sections.get(code) for code in ("summary", "highlights", "quotes"))
    figures = [figure for block in _blocks(summary) for figure in block.figures if figure.number != "0"]
    items = [item for block in _blocks(highlights) for item in block.items]
    story = "\n".join(section.text for section in (summary, highlights) if section and section.text)
    return Short(
        title=document.title,
        over=document.over,
        figures=", ".join(f"{figure.number} {figure.label}" for figure in figures),
        story=_cut(story),
        highlights=[item.text for item in items[-MOST_HIGHLIGHTS:]],
        quotes=[(item.text, item.detail) for block in _blocks(quotes) for item in block.items[:1]],
        url=url,
    )


def as_text(short: Short) -> str:
    """Plain text."""
    lines = [short.title, short.over, ""]
    if short.figures:
        lines += [gettext("In this period: %(figures)s.") % {"figures": short.figures}, ""]
    if short.story:
        lines += [short.story, ""]
    lines += [f"- {text}" for text in short.highlights]
    lines += [""] if short.highlights else []
    for text, who in short.quotes:
        lines += [f"“{text}”" + (f" ({who})" if who else ""), ""]
    if short.url:
        lines.append(gettext("Read more: %(url)s") % {"url": short.url})
    return "\n".join(lines).strip() + "\n"


def as_html(short: Short) -> str:
    """HTML to paste into a newsletter: plain elements, no looks of our own."""
    return render_to_string("reports/short_body.html", {"short": short}).strip() + "\n"


def _blocks(section: DocumentSection | None) -> list:  # type: ignore[type-arg]
    return section.blocks if section else []


def _cut(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    return text[:MOST_LETTERS].rsplit(" ", 1)[0] + " …"
