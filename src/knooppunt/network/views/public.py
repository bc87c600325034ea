"""Pages about hubs for everybody. They never look at the user."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from knooppunt.core import access
from knooppunt.core.registries import blocks_for, hub_sections
from knooppunt.network.mandates import public_ambassadors
from knooppunt.network.queries.find_region import find_region
from knooppunt.network.queries.hubs import hub_by_slug, listed_hubs, moved_to, national_hub, number_of, region_of


@access.public
def hubs(request: HttpRequest) -> HttpResponse:
    """All hubs, as list and map; with ``?q=`` the one for a place or province."""
    listed = listed_hubs()
    found = find_region(request.GET.get("q", ""), listed)
    near = {candidate.listed.number for candidate in found.candidates} if found else set()
    picked = found.hub.number if found and found.hub else (min(near) if len(near) == 1 else None)
    beside = [one for one in listed if not one.provinces and not (found and found.hub == one)]
    context = {"hubs": listed, "national": national_hub(), "found": found, "picked": picked, "beside": beside}
    return render(request, "network/hubs.html", context)


@access.public
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """One hub. A former address leads on to the present one; a closed hub stays readable."""
    found = hub_by_slug(slug)
    if found is None:
        now = moved_to(slug)
        if now is None:
            raise Http404(slug)
        return HttpResponsePermanentRedirect(reverse("network:hub", args=[now.slug]))
    context = {
        "hub": found,
        "number": number_of(found),
        "hubs": listed_hubs(),
        "region": region_of(found),
        "ambassadors": public_ambassadors(found),
        "sections": blocks_for(hub_sections, found),
    }
    return render(request, "network/hub.html", context)
