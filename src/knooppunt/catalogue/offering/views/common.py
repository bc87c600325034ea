"""What the pages of offering share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import Problems
from knooppunt.catalogue.offering.labels import label_of
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.offering.queries.submissions import own_submissions, reviewable_by
from knooppunt.core import access
from knooppunt.core.versions import Conflict

REVIEW, OFFER = "catalogue.review_submission", "catalogue.offer_entries"
_WITH = ("hub", "entry", "organisation", "assignee", "proposer")


def to_review(request: HttpRequest, uuid: UUID) -> Submission:
    """The proposal, if the user may see (else 404) and review it (else 403)."""
    found: Submission = get_object_or_404(reviewable_by(request.user).select_related(*_WITH), uuid=uuid)
    access.require(request, REVIEW, found)
    return found


def own_submission(request: HttpRequest, uuid: UUID) -> Submission:
    """The proposal, if it is of an organisation that the user offers for (else 404)."""
    found: Submission = get_object_or_404(own_submissions(request.user).select_related(*_WITH), uuid=uuid)
    access.require(request, OFFER, found)
    return found


def page_of(request: HttpRequest, rows: QuerySet[Any], *, size: int = 50) -> Page[Any]:
    """The page that ``?page=`` asks for; the nearest one when it asks for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def attempt(request: HttpRequest, act: Callable[[], Any], *, done: str = "") -> bool:
    """Do it, and say how it went. ``False`` when it was refused: the sentence is on the next page."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    except Problems as problems:
        messages.error(request, in_words(problems))
    except Conflict:
        messages.warning(request, _("Somebody else changed this just now. Look once more."))
    else:
        if done:
            messages.success(request, done)
        return True
    return False


def in_words(problems: Problems) -> str:
    """All problems in a row: "Title: give it a title."."""
    return " ".join(f"{label_of(path)}: {' '.join(texts)}" for path, texts in problems.by_path.items())


def review_tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The parts of reviewing that the user may open."""
    parts = [
        ("queue", _("Proposals"), REVIEW),
        ("reports", _("Reported"), "catalogue.handle_report"),
        ("quality", _("Quality"), "catalogue.give_quality_review"),
        ("registrations", _("New providers"), "catalogue.check_providers"),
        ("freshness", _("Still right?"), "catalogue.view_freshness"),
        ("invite-offer", _("Invite"), "catalogue.invite_to_offer"),
    ]
    return [
        {"label": label, "url": reverse(f"catalogue:{name}"), "current": name == current}
        for name, label, permission in parts
        if request.user.has_perm(permission)
    ]
