"""What was deleted from the register in the last 30 days."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from knooppunt.core import access
from knooppunt.network.queries.binned import binned_contacts, binned_organisations, binned_research


@access.needs("network.edit_organisations", methods=("GET",))
def binned(request: HttpRequest) -> HttpResponse:
    """Organisations, and the contacts and research applications of one's own hubs."""
    context = {
        "organisations": binned_organisations(request.user),
        "contacts": binned_contacts(request.user),
        "research": binned_research(request.user),
    }
    return render(request, "network/bin.html", context)
