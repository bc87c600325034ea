"""What the views of plans share: finding things through what the reader may see, and saying no with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from knooppunt.core import access
from knooppunt.network.models import Hub
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.models import ActionPlan, PlanItem, Theme
from knooppunt.plans.queries.visible import items_visible_to, plans_visible_to, themes_visible_to

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

View = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> User:
    """The signed-in user, for the actions. Only in views that ask for somebody."""
    return cast("User", request.user)


def get_plan(request: HttpRequest, pk: int, permission: str = "plans.view_plan") -> ActionPlan:
    """The visible plan or template with this number; 404 when invisible, 403 without ``permission``."""
    return allow(request, get_object_or_404(plans_visible_to(request.user), pk=pk), permission)


def find_plan(request: HttpRequest, hub: str | None, year: int, permission: str = "plans.view_plan") -> ActionPlan:
    """The plan of a hub (or, without one, the template) for a year. Raises ``Http404`` when there is none."""
    plans = plans_visible_to(request.user).filter(year=year)
    plans = plans.filter(hub__slug=hub) if hub else plans.templates()
    return allow(request, get_object_or_404(plans), permission)


def get_hub(request: HttpRequest, slug: str) -> Hub:
    """The hub of an address in the workspace."""
    hub = get_object_or_404(Hub, slug=slug)
    request.hub = hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return hub


def get_item(request: HttpRequest, pk: int, permission: str = "plans.view_plan") -> PlanItem:
    """A visible row with its plan."""
    item = get_object_or_404(items_visible_to(request.user), pk=pk)
    allow(request, item.theme.plan, permission)
    return item


def get_theme(request: HttpRequest, pk: int, permission: str = "plans.view_plan") -> Theme:
    """A visible theme with its plan."""
    theme = get_object_or_404(themes_visible_to(request.user), pk=pk)
    allow(request, theme.plan, permission)
    return theme


def allow(request: HttpRequest, plan: ActionPlan, permission: str) -> ActionPlan:
    """``plan`` itself; raises ``PermissionDenied`` without ``permission`` for it."""
    access.require(request, permission, plan)
    request.hub = plan.hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return plan


def may(request: HttpRequest, permission: str, plan: ActionPlan) -> bool:
    """Whether the reader may do this to a plan that is not locked: for showing buttons. The actions refuse by themselves."""
    return not plan.is_locked and request.user.has_perm(permission, plan)


def says_no(view: View) -> View:
    """Turn an action's ``Refused`` into a sentence: on top of the page for htmx, else on the page one came from."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if getattr(request, "htmx", False):
                response = render(
                    request, "components/notice.html", {"kind": "error", "text": str(refusal)}, status=409
                )
                response["HX-Retarget"], response["HX-Reswap"] = "#berichten", "innerHTML show:top"
                return response
            messages.error(request, str(refusal))
            return redirect(_back(request))

    return wrapped


def _back(request: HttpRequest) -> str:
    """The page the form was on, or the own plan. Never the address itself when it only takes POST."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return "plans:own"
