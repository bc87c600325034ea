"""A plan as PDF (PDF/UA-1)."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files

from knooppunt.core.documents.pdf import make_pdf
from knooppunt.plans.exporting.content import PlanContent


def plan_pdf(content: PlanContent, *, language: str) -> bytes:
    """The file. Raises ``core.documents.pdf.PdfError`` when it could not be made in time."""
    template = files("knooppunt.plans.exporting") / "plan.typ"
    return make_pdf(template, asdict(content), title=content.title or content.subtitle, language=language)
