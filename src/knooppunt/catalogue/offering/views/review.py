"""The review queue, and one proposal with everything that can be done about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.catalogue.models import EntryState
from knooppunt.catalogue.offering.actions import review as actions
from knooppunt.catalogue.offering.forms.review import (
    ApproveForm,
    AssignForm,
    DeclineForm,
    NoteForm,
    ReasonForm,
    RouteForm,
)
from knooppunt.catalogue.offering.labels import LABELS, names_for
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.offering.queries.submissions import (
    Review,
    fields_of,
    queue_figures,
    review_of,
    reviewable_by,
    with_words,
)
from knooppunt.catalogue.offering.views.common import REVIEW, attempt, page_of, review_tabs, to_review
from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access
from knooppunt.network import vocabulary
from knooppunt.network.api import OrganisationData, organisation_named

_LISTS = {
    "wacht": Q(state__in=Submission.WITH_REVIEWER),
    "bij-indiener": Q(state__in=Submission.WITH_PROPOSER),
    "klaar": Q(state__in=Submission.ENDED),
}


@access.needs(REVIEW, methods=("GET",))
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the one that must be answered first on top; ``?lijst=`` shows the others, ``?q=`` finds by words."""
    chosen = request.GET.get("lijst", "wacht")
    chosen = chosen if chosen in _LISTS else "wacht"
    rows = reviewable_by(request.user).filter(_LISTS[chosen]).select_related("hub", "organisation", "assignee")
    rows = rows.order_by("due_on", "pk") if chosen == "wacht" else rows.order_by("-changed_at", "-pk")
    if request.GET.get("mijn"):
        rows = rows.filter(assignee=acting_user(request))
    words = request.GET.get("q", "").replace("\0", "")[:200].strip()
    page = page_of(request, with_words(rows, words).defer("content", "base"))
    context = {
        "figures": queue_figures(request.user),
        "page": page,
        "q": words,
        "is_long": bool(words) or page.has_other_pages(),
        "chosen": chosen,
        "mine": bool(request.GET.get("mijn")),
        "parts": review_tabs(request, "queue"),
        "tabs": _tabs(chosen),
    }
    return render(request, "catalogue/offering/queue.html", context)


def _tabs(chosen: str) -> list[dict[str, Any]]:
    labels = {"wacht": _("Waiting"), "bij-indiener": _("With the proposer"), "klaar": _("Done")}
    url = reverse("catalogue:queue")
    return [{"label": label, "url": f"{url}?lijst={key}", "current": key == chosen} for key, label in labels.items()]


@access.needs(REVIEW, methods=("GET",))
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One proposal: what it says, what the checks found, what was written, and what one can do."""
    return _page(request, to_review(request, uuid))


@access.needs(REVIEW, methods=("POST",))
def assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it in hand, or give it to a colleague."""
    submission, user = to_review(request, uuid), acting_user(request)
    to = user
    if "to" in request.POST:
        form = AssignForm(request.POST, hub=submission.hub)
        if not form.is_valid():
            messages.error(request, _("Choose who looks at it."))
            return redirect("catalogue:review", uuid=uuid)
        to = form.cleaned_data["to"]
    try:
        done = _("It is with you now.") if to == user else _("It is with %(person)s now.") % {"person": to}
        attempt(request, lambda: actions.assign_submission(submission=submission, to=to, by=user), done=done)
    except PermissionDenied:
        messages.error(request, _("%(person)s may not look at this one.") % {"person": to})
    return redirect("catalogue:review", uuid=uuid)


@access.needs(REVIEW, methods=("POST",))
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write something down with a proposal."""
    submission, form = to_review(request, uuid), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, note_form=form)
    actions.note_submission(
        submission=submission,
        text=form.cleaned_data["text"],
        is_internal=form.cleaned_data["audience"] == "internal",
        by=acting_user(request),
    )
    messages.success(request, _("Your note is kept."))
    return redirect("catalogue:review", uuid=uuid)


@access.needs(REVIEW, methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Back to the proposer, with a reason."""
    submission, form = to_review(request, uuid), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, reason_form=form)
    reason, by = form.cleaned_data["reason"], acting_user(request)
    done = _("It is with the proposer, who got a mail.")
    attempt(request, lambda: actions.return_submission(submission=submission, reason=reason, by=by), done=done)
    return redirect("catalogue:review", uuid=uuid)


@access.needs(REVIEW)
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """It will not come into the catalogue."""
    submission = to_review(request, uuid)
    form = DeclineForm(request.POST or None)
    if not submission.may_be_declined:
        return redirect("catalogue:review", uuid=uuid)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], acting_user(request)
        attempt(
            request,
            lambda: actions.decline_submission(submission=submission, reason=reason, by=by),
            done=_("It will not come into the catalogue."),
        )
        return redirect("catalogue:queue")
    return render(request, "catalogue/offering/decline.html", {"submission": submission, "form": form})


@access.needs(REVIEW, methods=("POST",))
def route(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another hub, or the editors, look at it instead."""
    submission, form = to_review(request, uuid), RouteForm(request.POST)
    if form.is_valid():
        hub, by = form.cleaned_data["hub"], acting_user(request)
        done = _("It is handed over.")
        attempt(request, lambda: actions.route_submission(submission=submission, hub=hub, by=by), done=done)
    return redirect("catalogue:queue")


@access.needs(REVIEW, methods=("POST",))
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Into the catalogue, or the page once more with what stands in the way."""
    submission = to_review(request, uuid)
    form = _approve_form(submission, request.POST)
    if not form.is_valid():
        return _page(request, submission, approve_form=form)
    new = None
    if form.cleaned_data.get("make_new"):
        new = OrganisationData(name=form.cleaned_data["organisation"], kind=form.cleaned_data["kind"])
    done = attempt(
        request,
        lambda: actions.approve_submission(
            submission=submission,
            by=acting_user(request),
            organisation=form.found,
            new_organisation=new,
            keep={name for name in LABELS if request.POST.get(f"keep-{name}") == "now"},
            seen=form.cleaned_data.get("version"),
            entry_seen=form.cleaned_data.get("entry_version") or 0,
        ),
        done=_("It is in the catalogue. The proposer got a mail."),
    )
    return redirect("catalogue:queue") if done else redirect("catalogue:review", uuid=uuid)


@access.needs(REVIEW)
def merge(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """A proposal and an entry that may be the same thing, side by side. POST: it is; make it a change of that entry, or
    (``act=undo``) it is not after all.
    """
    submission = to_review(request, uuid)
    if request.POST.get("act") == "undo":
        done = _("It is a proposal of its own again.")
        attempt(request, lambda: actions.part_again(submission=submission, by=acting_user(request)), done=done)
        return redirect("catalogue:review", uuid=uuid)
    entry = get_object_or_404(entries_visible_to(request.user).exclude(state=EntryState.ARCHIVED).with_page(), pk=pk)
    if request.method == "POST":
        by = acting_user(request)
        attempt(
            request,
            lambda: actions.merge_into(submission=submission, entry=entry, by=by),
            done=_("It is a change of that entry from now on. Look at the differences, then approve."),
        )
        return redirect("catalogue:review", uuid=uuid)
    names = names_for(submission.content, entry.content)
    left, right = dict(fields_of(entry.content, names)), dict(fields_of(submission.content, names))
    labels = list(dict.fromkeys([*left, *right]))
    context = {
        "submission": submission,
        "entry": entry,
        "rows": [(label, left.get(label, ""), right.get(label, "")) for label in labels],
    }
    return render(request, "catalogue/offering/merge.html", context)


def _approve_form(submission: Submission, data: Any = None) -> ApproveForm:
    asks = not submission.content.get("provider") and submission.kind != "source"
    kinds = [("", _("Choose a kind")), *vocabulary.choices("organisation_kinds")]
    known = organisation_named(submission.provider_name) if asks and submission.provider_name else []
    initial = {
        "organisation": submission.provider_name,
        "make_new": asks and not known,
        "version": submission.version,
        "entry_version": submission.entry.version if submission.entry else None,
    }
    return ApproveForm(data, initial=initial, asks_provider=asks, kinds=kinds)


def _page(request: HttpRequest, submission: Submission, **forms: Any) -> HttpResponse:
    seen: Review = review_of(submission, internal=True)
    waits = submission.state in Submission.WITH_REVIEWER
    context = {
        "submission": submission,
        "seen": seen,
        "waits": waits,
        "is_mine": submission.assignee_id == request.user.pk,
        "note_form": NoteForm(),
        "reason_form": ReasonForm(),
        "route_form": RouteForm(initial={"hub": submission.hub}),
        "assign_form": AssignForm(hub=submission.hub, initial={"to": submission.assignee}),
        "approve_form": _approve_form(submission) if waits else None,
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "catalogue/offering/review.html", context, status=422 if wrong else 200)
