"""The working group: what to judge, judging it, the criteria and the members."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.actions import quality as actions
from knooppunt.catalogue.offering.actions.quality import CriterionData
from knooppunt.catalogue.offering.forms.review import CriterionForm, QualityForm, ReviewerForm
from knooppunt.catalogue.offering.models import Criterion, QualityReview, Reviewer
from knooppunt.catalogue.offering.queries.quality import (
    criteria_by_dimension,
    judged_by,
    judgements_of,
    to_judge,
)
from knooppunt.catalogue.offering.views.common import attempt, page_of, review_tabs
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access
from knooppunt.core.once import once

GIVE, MANAGE = "catalogue.give_quality_review", "catalogue.manage_quality"


@access.needs(GIVE, methods=("GET",))
def quality(request: HttpRequest) -> HttpResponse:
    """What waits for a judgement, and what one judged."""
    user = acting_user(request)
    context = {
        "page": page_of(request, to_judge(user), size=25),
        "judged": judged_by(user)[:10],
        "parts": review_tabs(request, "quality"),
        "may_manage": user.has_perm(MANAGE),
    }
    return render(request, "catalogue/offering/quality.html", context)


@access.needs(GIVE)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge one published entry, criterion by criterion."""
    entry = get_object_or_404(Entry.objects.published().with_page(), pk=pk)
    user = acting_user(request)
    mine = QualityReview.objects.filter(entry=entry, by=user).first()
    criteria = list(Criterion.objects.filter(is_asked=True))
    form = QualityForm(request.POST or None, criteria=criteria, mine=mine)
    if request.method == "POST" and form.is_valid():
        try:
            answers, remarks = form.answers(), form.cleaned_data["remarks"]
            actions.review_entry(entry=entry, answers=answers, remarks=remarks, by=user)
            messages.success(request, _("Your judgement is kept."))
            return redirect("catalogue:quality")
        except (Refused, PermissionDenied) as refused:
            own = isinstance(refused, PermissionDenied)
            form.add_error(None, _("This is your own entry: somebody else judges it.") if own else str(refused))
    reviews, judgements = judgements_of(entry) if mine or user.has_perm(MANAGE) else ([], [])
    context = {"entry": entry, "form": form, "reviews": reviews, "judgements": judgements, "mine": mine}
    return render(request, "catalogue/offering/judge.html", context, status=422 if form.errors else 200)


@access.needs(MANAGE, methods=("GET",))
def criteria(request: HttpRequest) -> HttpResponse:
    """All criteria and the members of the working group."""
    members = Reviewer.objects.filter(until__isnull=True).select_related("user")
    context = {"groups": criteria_by_dimension(), "members": members, "form": ReviewerForm()}
    return render(request, "catalogue/offering/criteria.html", context)


@access.needs(MANAGE)
@once
def criterion(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a criterion, or change one."""
    found = get_object_or_404(Criterion, pk=pk) if pk else None
    form = CriterionForm(request.POST or None, instance=found, initial={"version": found.version if found else 0})
    if request.method == "POST" and form.is_valid():
        data = CriterionData(**{name: form.cleaned_data[name] for name in CriterionData.__dataclass_fields__})
        if found is None:
            actions.add_criterion(data=data)
            messages.success(request, _("The criterion is asked from now on."))
            return redirect("catalogue:criteria")
        fresh, seen = Criterion.objects.get(pk=found.pk), form.cleaned_data["version"] or 0
        change = actions.change_criterion
        if attempt(request, lambda: change(criterion=fresh, seen=seen, data=data), done=_("The criterion is changed.")):
            return redirect("catalogue:criteria")
        # What was typed stays, beside what it is now; whoever saves once more has seen that.
        now = Criterion.objects.get(pk=found.pk)
        fresh_data = request.POST.copy()
        fresh_data["version"] = str(now.version)
        form.data = fresh_data
        form.add_error("text", _("It says now: %(now)s.") % {"now": f"“{now.text}”"})
        return render(request, "catalogue/offering/criterion.html", {"form": form, "criterion": found}, status=409)
    context = {"form": form, "criterion": found}
    return render(request, "catalogue/offering/criterion.html", context, status=422 if form.errors else 200)


@access.needs(MANAGE, methods=("POST",))
def member_add(request: HttpRequest) -> HttpResponse:
    """Take somebody into the working group."""
    form = ReviewerForm(request.POST)
    if not form.is_valid():
        members = Reviewer.objects.filter(until__isnull=True).select_related("user")
        context = {"groups": criteria_by_dimension(), "members": members, "form": form}
        return render(request, "catalogue/offering/criteria.html", context, status=422)
    user, perspective, by = form.cleaned_data["email"], form.cleaned_data["perspective"], acting_user(request)
    done = _("%(person)s is in the working group.") % {"person": user}
    attempt(request, lambda: actions.add_reviewer(user=user, perspective=perspective, by=by), done=done)
    return redirect("catalogue:criteria")


@access.needs(MANAGE, methods=("POST",))
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves the working group."""
    member = get_object_or_404(Reviewer, pk=pk, until__isnull=True)
    actions.end_reviewer(reviewer=member)
    messages.success(request, _("%(person)s is no longer in the working group.") % {"person": member.user})
    return redirect("catalogue:criteria")
