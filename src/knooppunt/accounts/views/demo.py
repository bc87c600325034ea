"""The demo's doors: a button per persona, and the mails that wait in the outbox. Routed in demo mode only."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from knooppunt.accounts.demo import persona_user, personas
from knooppunt.accounts.signing_in import safe_next, sign_in_for_demo
from knooppunt.core import access
from knooppunt.core.models import OutboxMail


@access.demo
def show_demo(request: HttpRequest) -> HttpResponseBase:
    """Who would you like to be?"""
    return render(request, "accounts/demo.html", {"personas": personas})


@access.demo
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in as a persona, without a code."""
    user = persona_user(request.POST.get("persona", ""))
    if user is None:
        raise Http404("no such persona")
    sign_in_for_demo(request, user=user)
    return redirect(safe_next(request, request.POST.get("next", "")) or "/werkplek/")


@access.demo
def show_post(request: HttpRequest) -> HttpResponseBase:
    """The mails that the demo would have sent, newest first, so that a tester can read a code or follow a link."""
    page = Paginator(OutboxMail.objects.order_by("-created_at", "-pk"), 25).get_page(request.GET.get("page"))
    return render(request, "accounts/demo_post.html", {"page": page})
