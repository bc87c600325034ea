"""What the pages of reports share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.network.models import Hub
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.models import Report, Snapshot
from knooppunt.reports.queries.visible import reports_visible_to, version_for, versions_visible_to

View = Callable[..., HttpResponse]


def acting_user(request: HttpRequest) -> User:
    """The user of a page that asks for a permission: signed in, or the view would not run."""
    return cast(User, request.user)


def get_hub(request: HttpRequest, slug: str, permission: str = "reports.view_hub_reports") -> Hub:
    """The hub of an address; 404 when there is none, 403 without ``permission`` for it."""
    hub = get_object_or_404(Hub, slug=slug)
    access.require(request, permission, hub)
    request.hub = hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return hub


def get_report(request: HttpRequest, pk: int, permission: str = "reports.view_report") -> Report:
    """A visible report with hub and organisation; 404 when invisible, 403 without ``permission`` for it."""
    report = get_object_or_404(reports_visible_to(request.user), pk=pk)
    access.require(request, permission, report)
    if report.hub:
        request.hub = report.hub  # type: ignore[attr-defined]
    return report


def get_version(request: HttpRequest, report: Report) -> Snapshot | None:
    """The version that ``?versie=`` names, if the reader may open it, else the one that they read by default."""
    number = request.GET.get("versie", "")
    if number:
        return get_object_or_404(versions_visible_to(request.user, report).defer(None), number=whole_number(number))
    return version_for(request.user, report)


def seen_version(request: HttpRequest) -> int:
    """The version of the row that the form saw; 0 (never right) when it is no number."""
    return whole_number(request.POST.get("version", ""), 0)


def says_no(view: View) -> View:
    """Turn an action's ``Refused`` or ``Conflict`` into a sentence on the page of the report."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
        except Conflict:
            messages.warning(
                request, _("Somebody changed this report while you were looking. Look once more and try again.")
            )
        return redirect("reports:report", pk)

    return wrapped


def language() -> str:
    """The language of a file."""
    return "en" if get_language() == "en" else "nl"
