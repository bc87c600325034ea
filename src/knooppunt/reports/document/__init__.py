"""From the content of a report to what one reader reads: sections of simple blocks, in the active language.

Page, PDF, Word, workbook and newsletter all draw this, so that none of them can show more than another. Pure: what a
reader may see is decided in ``reader``, before any block is made, and nowhere later.
"""

from __future__ import annotations

from knooppunt.reports.document.making import document_for, suggestion
from knooppunt.reports.document.parts import Block, Document, DocumentSection, ListItem, QuoteText
from knooppunt.reports.document.reader import Reader, for_reader
from knooppunt.reports.document.words import FIGURES, GROUP_NAMES, RECALIBRATED

__all__ = [
    "FIGURES",
    "GROUP_NAMES",
    "RECALIBRATED",
    "Block",
    "Document",
    "DocumentSection",
    "ListItem",
    "QuoteText",
    "Reader",
    "document_for",
    "for_reader",
    "suggestion",
]
