"""Published reports, for everybody. These pages never look at the user."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from knooppunt.core import access
from knooppunt.core.documents.pdf import PdfError
from knooppunt.core.documents.responses import download
from knooppunt.reports.exporting import kept
from knooppunt.reports.queries.listing import listed
from knooppunt.reports.queries.reading import read
from knooppunt.reports.queries.visible import PUBLIC_READER, published_reports
from knooppunt.reports.views.common import language
from knooppunt.reports.views.exports import file_name

log = logging.getLogger(__name__)
MOST = 100


@access.public
def public_list(request: HttpRequest) -> HttpResponse:
    """All published reports."""
    return render(request, "reports/public_list.html", {"reports": listed(published_reports()[:MOST])})


@access.public
def public_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One published report: the frozen version, of it only what is public."""
    report = get_object_or_404(published_reports().select_related("hub", "organisation", "published"), pk=pk)
    context = {"report": report, "document": read(report, report.published, PUBLIC_READER)}
    return render(request, "reports/public.html", context)


@access.public
def public_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    report = get_object_or_404(published_reports().select_related("hub", "organisation", "published"), pk=pk)
    document = read(report, report.published, PUBLIC_READER)
    try:
        return download(kept.public_pdf(document, language=language()), name=file_name(report), kind="pdf")
    except PdfError as error:
        log.warning("pdf of report %s failed: %s", report.pk, error)
        return redirect("reports:public", pk)
