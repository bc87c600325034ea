"""PDFs of published reports, kept a while: everybody may ask for them, and each takes a process of its own to make."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import asdict

from knooppunt.reports.document import Document
from knooppunt.reports.exporting.pdf import report_pdf

MOST = 32  # per process; a PDF is some 100 kB

_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()


def public_pdf(document: Document, *, language: str) -> bytes:
    """The PDF of exactly this document: made once, whatever stands behind the question mark of the address.

    Raises ``core.documents.pdf.PdfError`` when it could not be made in time.
    """
    key = hashlib.sha256(json.dumps([language, asdict(document)]).encode()).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    pdf = report_pdf(document, language=language)
    with _lock:
        _kept[key] = pdf
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return pdf
