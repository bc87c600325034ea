"""The home page and the pages about this site, for everybody. They never look at the user."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from knooppunt.core import access
from knooppunt.core.registries import blocks_for, home_blocks
from knooppunt.network.api import listed_hubs


@access.public
def home(request: HttpRequest) -> HttpResponse:
    """What a hub is, for whom, what it does and does not do, and where yours is."""
    context = {"hubs": listed_hubs(), "blocks": blocks_for(home_blocks)}
    return render(request, "portal/home.html", context)


@access.public
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, who it belongs to, and whose data it uses."""
    return render(request, "portal/about.html")


@access.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@access.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of visitors and users, in plain words."""
    return render(request, "portal/privacy.html")
