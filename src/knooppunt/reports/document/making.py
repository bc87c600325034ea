"""Putting a report together for one reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext

from knooppunt.reports.content import HUB, Content
from knooppunt.reports.document import standing, work
from knooppunt.reports.document.parts import Document, DocumentSection, QuoteText
from knooppunt.reports.document.reader import Reader, for_reader
from knooppunt.reports.models import Kind
from knooppunt.reports.sections import ONE_PAGE, TITLES
from knooppunt.reports.spans import Span


def document_for(
    content: Content,
    reader: Reader,
    *,
    quotes: Mapping[int, QuoteText],
    frozen_on: dt.date | None = None,
    number: int = 0,
    keep_empty: bool = False,
) -> Document:
    """The report as this reader may read it. ``quotes`` are those that may still be shown, by their number.

    ``keep_empty`` is for the page on which somebody writes: an empty section waits for a text there.
    """
    content = for_reader(content, reader)
    span = Span(dt.date.fromisoformat(content.first), dt.date.fromisoformat(content.last))
    sections = [
        DocumentSection(story.code, str(TITLES[story.code]), story.text, _BLOCKS[story.code](content, reader, quotes))
        for story in content.sections
        if story.code in TITLES
    ]
    return Document(
        title=_title(content, span),
        over=content.hub or gettext("All education hubs together"),
        period=span.label,
        example=gettext("Example. What stands in this report is made up, to show how it works.")
        if content.is_example
        else "",
        dated=_dated(content, frozen_on, number),
        one_page=content.kind in ONE_PAGE,
        sections=[one for one in sections if keep_empty or one.text or one.blocks],
    )


def suggestion(content: Content, code: str) -> str:
    """With what an editor begins: the highlights that fit the section, as sentences.

    Only what the hub shares with all hubs: a text stands in the report for whoever may read it.
    """
    lines = [line for line in content.highlights if line.audience != HUB]
    match code:
        case "summary":
            lines = lines[-3:]
        case "themes" | "plan":
            lines = [line for line in lines if line.theme]
        case "meetings":
            lines = [line for line in lines if line.kind in {"meeting", "training", "visit"}]
        case "partners" | "organisations":
            lines = [line for line in lines if line.organisations]
        case "highlights":
            pass
        case _:
            lines = []
    return "\n".join(line.text for line in lines)


def _title(content: Content, span: Span) -> str:
    match content.kind:
        case Kind.PARTNER:
            return gettext("What our cooperation yielded: %(organisation)s") % {"organisation": content.organisation}
        case Kind.UPDATE:
            return gettext("Update from the education hub, %(period)s") % {"period": span.label}
        case Kind.NATIONAL:
            return gettext("National report, %(period)s") % {"period": span.label}
        case _:
            return gettext("Half-year report, %(period)s") % {"period": span.label}


def _dated(content: Content, frozen_on: dt.date | None, number: int) -> list[str]:
    if frozen_on is None:
        day = date_format(dt.date.fromisoformat(content.made_on), "j F Y")
        return [gettext("Draft of %(day)s. The figures follow what is recorded.") % {"day": day}]
    words = {"day": date_format(frozen_on, "j F Y"), "number": number}
    return [gettext("Frozen on %(day)s, version %(number)d. The figures do not change after that.") % words]


_BLOCKS = {
    "summary": work.summary,
    "highlights": work.highlights,
    "plan": standing.plan,
    "behind": standing.behind,
    "themes": work.themes,
    "meetings": work.meetings,
    "partners": work.partners,
    "organisations": standing.organisations,
    "recalibration": standing.recalibration,
    "hours": work.hours,
    "catalogue": work.catalogue,
    "quotes": work.quoted,
    "hubs": standing.hubs,
    "outlook": standing.outlook,
}
