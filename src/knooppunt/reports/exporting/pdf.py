"""A report as PDF (PDF/UA-1)."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files

from django.utils.translation import gettext

from knooppunt.core.components import STATUS_LOOKS, status_look
from knooppunt.core.documents.pdf import make_pdf
from knooppunt.reports.document import Document


def report_pdf(document: Document, *, language: str) -> bytes:
    """The file. Raises ``core.documents.pdf.PdfError`` when it could not be made in time."""
    data = asdict(document)
    for section in data["sections"]:
        for block in section["blocks"]:
            for row in block["statuses"]:
                row["parts"] = [
                    {"code": look.code, "count": row["counts"][look.code]}
                    for look in STATUS_LOOKS
                    if row["counts"].get(look.code)
                ]
                del row["counts"]
            for item in block["items"]:
                item["word"] = str(status_look(item["status"]).label) if item["status"] is not None else ""
    data["labels"] = {
        "page": gettext("page"),
        "of": gettext("of"),
        "theme": gettext("Theme"),
        "standing": gettext("How it stands"),
        "what": gettext("What"),
        "number": gettext("Number"),
        "before": gettext("Period before"),
    }
    template = files("knooppunt.reports.exporting") / "report.typ"
    return make_pdf(template, data, title=f"{document.title} – {document.over}", language=language)
