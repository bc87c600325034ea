"""A report, live or frozen, as one reader reads it."""

from __future__ import annotations

from knooppunt.core.components import to_date
from knooppunt.reports.content import Content, from_json
from knooppunt.reports.document import Document, QuoteText, Reader, document_for
from knooppunt.reports.models import Quote, Report, Snapshot
from knooppunt.reports.queries.gathering import content_of
from knooppunt.reports.queries.quotes import usable_quotes


def content_at(report: Report, snapshot: Snapshot | None) -> Content:
    """The whole content: of a frozen version, or as it is now."""
    return from_json(snapshot.content) if snapshot else content_of(report)


def read(report: Report, snapshot: Snapshot | None, reader: Reader, *, keep_empty: bool = False) -> Document:
    """The document in the active language. Live some fifteen queries, frozen one."""
    return document_of(content_at(report, snapshot), snapshot, reader, keep_empty=keep_empty)


def document_of(content: Content, snapshot: Snapshot | None, reader: Reader, *, keep_empty: bool = False) -> Document:
    """The document of content that was read already. One query, for the quotes."""
    quotes = {
        pk: QuoteText(quote.text, quote.shown_as or name_of(quote), quote.consent == Quote.Consent.PUBLIC)
        for pk, quote in usable_quotes(content.quotes).items()
    }
    return document_for(
        content,
        reader,
        quotes=quotes,
        frozen_on=to_date(snapshot.at) if snapshot else None,
        number=snapshot.number if snapshot else 0,
        keep_empty=keep_empty,
    )


def name_of(quote: Quote) -> str:
    """Without a name of their own choice: the organisation."""
    return quote.organisation.name if quote.organisation else ""
