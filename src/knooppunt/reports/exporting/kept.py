"""PDFs of published reports, kept a while: everybody may ask for them."""

from __future__ import annotations

from dataclasses import asdict

from knooppunt.core.documents.kept import Kept
from knooppunt.reports.document import Document
from knooppunt.reports.exporting.pdf import report_pdf

_kept = Kept(32)  # a PDF is some 100 kB


def public_pdf(document: Document, *, language: str) -> bytes:
    """The PDF of exactly this document: made once, whatever stands behind the question mark of the address.

    Raises ``core.documents.pdf.PdfError`` when it could not be made in time.
    """
    return _kept.get([language, asdict(document)], lambda: report_pdf(document, language=language))
