"""The factsheet as PDF, on one page."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.core.documents.pdf import make_pdf
from knooppunt.network.factsheet.content import Factsheet


def factsheet_pdf(sheet: Factsheet, *, language: str) -> bytes:
    """The file. Longer texts are set smaller, so that it stays one page. Raises ``core.documents.pdf.PdfError``."""
    letters = len(sheet.introduction) + sum(len(one.text) + len("".join(one.names)) for one in sheet.parties)
    data = {
        **asdict(sheet),
        "size": 11 if letters < 2400 else 9.5 if letters < 3600 else 8.2,
        "dated": _("Education hubs for palliative care. As of %(day)s.")
        % {"day": date_format(timezone.localdate(), "j F Y")},
    }
    return make_pdf(files("knooppunt.network.factsheet") / "factsheet.typ", data, title=sheet.title, language=language)
