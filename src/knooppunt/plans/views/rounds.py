"""Status rounds: what is asked of the hubs, and how far they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.actions.rounds import change_round, close_round, open_round, reopen_round
from knooppunt.plans.forms.rounds import RoundForm
from knooppunt.plans.models import StatusRound
from knooppunt.plans.queries.rounds import progress_of_hubs


@access.needs("plans.view_overview", methods=("GET",))
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, newest first."""
    may_manage = request.user.has_perm("plans.manage_rounds")
    return render(
        request,
        "plans/rounds.html",
        {"rounds": StatusRound.objects.select_related("closed_by"), "may_manage": may_manage},
    )


@access.needs("plans.manage_rounds")
def round_add(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            asked = open_round(**values, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The hubs see it on their plan and under “this week”."))
            return redirect("plans:round", asked.pk)
    return render(request, "plans/round_form.html", {"form": form}, status=422 if form.errors else 200)


@access.needs("plans.manage_rounds", methods=("GET",))
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round, with how far each hub is."""
    asked = get_object_or_404(StatusRound, pk=pk)
    progress = progress_of_hubs(asked)
    context = {"asked": asked, "progress": progress, "done": sum(one.is_done for one in progress)}
    return render(request, "plans/round.html", context)


@access.needs("plans.manage_rounds")
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words or days."""
    asked = get_object_or_404(StatusRound, pk=pk)
    form = RoundForm(request.POST if request.method == "POST" else None, instance=asked)
    if request.method == "POST" and form.is_valid():
        try:
            change_round(asked=asked, seen=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("Saved."))
            return redirect("plans:round", pk)
    context = {"form": form, "asked": asked}
    return render(request, "plans/round_form.html", context, status=422 if form.errors else 200)


def _conflict(request: HttpRequest, form: RoundForm, conflict: Conflict[StatusRound]) -> HttpResponse:
    """What was typed stays in the form; beside it what somebody else saved. Saving again is a choice."""
    current = conflict.current
    data = {**form.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]  # a QueryDict here
    rows = [
        {"label": field.label, "mine": form.cleaned_data[field.name], "theirs": getattr(current, field.name)}
        for field in form.visible_fields()
    ]
    shown = {"rows": rows, "by": "", "at": current.changed_at}
    context = {"form": RoundForm(data, instance=current), "asked": current, "conflict": shown}
    return render(request, "plans/round_form.html", context, status=409)


@access.needs("plans.manage_rounds", methods=("POST",))
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before its time, or take that back."""
    asked = get_object_or_404(StatusRound, pk=pk)
    act = reopen_round if asked.closed_at else close_round
    try:
        act(asked=asked, seen=asked.version, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The round is closed.") if asked.closed_at else _("The round is open again."))
    except (Refused, Conflict) as reason:
        text = str(reason) if isinstance(reason, Refused) else _("Somebody else changed this round. Look again.")
        messages.error(request, text)
    return redirect("plans:round", pk)
