"""Downloads of a report. Each shows what its reader may see on the page, never more."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.pdf import PdfError
from knooppunt.core.documents.responses import download
from knooppunt.reports.exporting.docx import TemplateUnfit, report_docx
from knooppunt.reports.exporting.pdf import report_pdf
from knooppunt.reports.exporting.short import as_html, as_text, short_of
from knooppunt.reports.exporting.xlsx import report_xlsx
from knooppunt.reports.models import Report
from knooppunt.reports.queries.reading import content_at, document_of, read
from knooppunt.reports.queries.visible import PUBLIC_READER, reader_of
from knooppunt.reports.queries.word_template import template_bytes
from knooppunt.reports.spans import Span
from knooppunt.reports.views.common import get_report, get_version, language

log = logging.getLogger(__name__)


@access.needs("reports.view_report", methods=("GET",))
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """PDF/UA, Word or Excel. When a PDF cannot be made, a sentence on the page of the report."""
    report = get_report(request, pk)
    snapshot = get_version(request, report)
    reader, name = reader_of(request.user, report), file_name(report)
    content = content_at(report, snapshot)
    document = document_of(content, snapshot, reader)
    match kind:
        case "pdf":
            try:
                return download(report_pdf(document, language=language()), name=name, kind="pdf")
            except PdfError as error:
                log.warning("pdf of report %s failed: %s", report.pk, error)
                messages.error(
                    request, _("The PDF could not be made just now. Try again in a minute, or take the Word file.")
                )
                return redirect("reports:report", pk)
        case "docx":
            try:
                word = report_docx(document, language=language(), template=template_bytes())
            except TemplateUnfit as unfit:
                log.warning("the Word template is unfit: %s", unfit)
                word = report_docx(document, language=language())
            return download(word, name=name, kind="docx")
        case "xlsx":
            return download(report_xlsx(content, document, reader), name=name, kind="xlsx")
    raise Http404(kind)


@access.needs("reports.view_report", methods=("GET",))
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """The version for a newsletter: text and HTML to copy. Only what is public."""
    report = get_report(request, pk)
    document = read(report, get_version(request, report), PUBLIC_READER)
    url = f"{settings.SITE_URL}{reverse('reports:public', args=[report.pk])}" if report.published_id else ""
    made = short_of(document, url=url)
    context = {
        "report": report,
        "hub": report.hub,
        "short": made,
        "text": as_text(made),
        "html": as_html(made),
    }
    return render(request, "reports/short.html", context)


def file_name(report: Report) -> str:
    """What a file of this report is called."""
    whose = report.hub.slug if report.hub else "landelijk"
    return f"rapport-{whose}-{Span(report.first, report.last).code}"
