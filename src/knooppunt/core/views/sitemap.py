"""The sitemap."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from knooppunt.core import access
from knooppunt.core.sitemap import file_xml, index_xml, sections


@access.machine
def index(request: HttpRequest) -> HttpResponse:
    """Which files there are."""
    return _answer(index_xml(lambda name, number: reverse("sitemap-file", args=[name, number])))


@access.machine
def file(request: HttpRequest, section: str, number: int) -> HttpResponse:
    """One file of addresses."""
    if section not in sections.names() or not 1 <= number <= 5000:
        raise Http404("There is no such part of the sitemap.")
    return _answer(file_xml(section, number))


def _answer(xml: bytes) -> HttpResponse:
    response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
