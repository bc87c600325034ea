"""Collections for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from knooppunt.catalogue.publishing.json_ld import absolute
from knooppunt.catalogue.queries.collections import listed_collections, parts_of
from knooppunt.catalogue.views.addresses import address
from knooppunt.core import access


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
        "catalogue_url": address("search"),
    }
    return render(request, "catalogue/collection.html", context)
