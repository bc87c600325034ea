"""Collections for everybody."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from knooppunt.catalogue.publishing.json_ld import linked_collection
from knooppunt.catalogue.publishing.paper import paper_docx, paper_of, paper_pdf
from knooppunt.catalogue.publishing.share import card_of_collection
from knooppunt.catalogue.queries.collections import listed_collections, parts_of
from knooppunt.catalogue.views.addresses import address
from knooppunt.core import access
from knooppunt.core.documents.pdf import PdfError
from knooppunt.core.documents.responses import download
from knooppunt.core.linked_data import absolute, data_block

log = logging.getLogger(__name__)


@access.public
def collections(request: HttpRequest) -> HttpResponse:
    """All published collections."""
    return render(
        request, "catalogue/collections.html", {"collections": listed_collections(), "catalogue_url": address("search")}
    )


@access.public
def collection(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One collection, in its order, with the texts between."""
    found = listed_collections().filter(pk=pk).first()
    if found is None:
        raise Http404("No such collection is published.")
    if slug != found.slug:
        return redirect(found)
    parts = parts_of(found)
    numbers = ",".join(str(part.card.pk) for part in parts if part.card)
    context = {
        "collection": found,
        "parts": parts,
        "numbers": numbers,
        "canonical": absolute(found.get_absolute_url()),
        "share_image": absolute(reverse("catalogue:collection-picture", args=[found.pk])),
        "share": card_of_collection(found),
        "json_ld": data_block(linked_collection(found, parts)),
        "catalogue_url": address("search"),
    }
    return render(request, "catalogue/collection.html", context)


@access.public
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The collection as a PDF or a Word file."""
    found = listed_collections().filter(pk=pk).first()
    if found is None or kind not in {"pdf", "docx"}:
        raise Http404("No such collection is published.")
    content, language = paper_of(found, parts_of(found)), get_language() or "nl"
    if kind == "docx":
        return download(paper_docx(content, language=language), name=found.slug, kind="docx")
    try:
        return download(paper_pdf(content, language=language), name=found.slug, kind="pdf")
    except PdfError as error:
        log.warning("pdf of collection %s failed: %s", found.pk, error)
        return redirect(found)
