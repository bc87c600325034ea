"""The workspace's own pages: "deze week" and the index of management."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from knooppunt.core import access, navigation
from knooppunt.core.registries import blocks_for, week_blocks
from knooppunt.portal.queries import this_week


@access.signed_in(methods=("GET",))
def week(request: HttpRequest) -> HttpResponse:
    """What asks for your attention, and how your plan stands."""
    blocks = blocks_for(week_blocks, request)
    asked = sum(block.get("asks", 0) for _template, block in blocks)
    context = {
        "blocks": blocks,
        "week": this_week(request.user, timezone.localdate(), asked_elsewhere=asked),
        "perms_overview": request.user.has_perm("plans.view_overview"),
    }
    return render(request, "portal/week.html", context)


@access.needs("portal.manage", methods=("GET",))
def manage(request: HttpRequest) -> HttpResponse:
    """Everything that coordinators, editors and administrators look after, by what they may open."""
    return render(request, "portal/manage.html", {"links": navigation.items("manage", request)})
