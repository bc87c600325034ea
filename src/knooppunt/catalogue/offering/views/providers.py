"""Who offers, for everybody: all providers, and the page of one. They never look at the user."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from knooppunt.catalogue.offering.queries.providers import entries_of, listed_providers, provider_at
from knooppunt.catalogue.offering.views.common import page_of
from knooppunt.catalogue.queries.collections import cards_of
from knooppunt.core import access


@access.public
def providers(request: HttpRequest) -> HttpResponse:
    """All organisations with something published, by name."""
    context = {"page": page_of(request, listed_providers(), size=100)}
    return render(request, "catalogue/offering/providers.html", context)


@access.public
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation and what it offers."""
    found = provider_at(pk)
    if found is None:
        raise Http404("This organisation offers nothing.")
    page = page_of(request, entries_of(found), size=50)
    context = {"provider": found, "page": page, "cards": cards_of(list(page.object_list))}
    return render(request, "catalogue/offering/provider.html", context)
