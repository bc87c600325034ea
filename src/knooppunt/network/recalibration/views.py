"""The ambassador's side: start a round, look at what needs a look, call, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.network.mandates import own_hub
from knooppunt.network.models import Contact, Hub, RecalibrationReply, RecalibrationRound
from knooppunt.network.recalibration.actions import ask_again, example_mail, plan_round, returned_mailboxes, start_round
from knooppunt.network.recalibration.deciding import (
    DecisionRefused,
    decide,
    decide_all_safe,
    decided_together,
    undo_decision,
    undo_together,
)
from knooppunt.network.recalibration.ending import end_round, named_difference, reopen_round, reopen_until
from knooppunt.network.recalibration.forms import RoundForm
from knooppunt.network.recalibration.queries import (
    asked_lately,
    contacts_to_ask,
    look_at,
    progress_of,
    replies_to_call,
    replies_to_look_at,
    rounds_visible_to,
    said_in,
)
from knooppunt.network.succession.queries import alike, certain
from knooppunt.network.succession.roles import Held, roles_of_contact
from knooppunt.network.views.acting import acting_user

State = RecalibrationReply.State
CHANGE_NEW = "change-new"  # change, and the successor is not who is called like that here
SHOWN = 500  # names of who gets a mail
CALLS = 50  # people on a page of the call list
VIEW, RUN = "network.view_recalibrations", "network.run_recalibration"


def _hub(request: HttpRequest, hub: str, permission: str = VIEW) -> Hub:
    found = get_object_or_404(Hub, slug=hub)
    access.require(request, permission, found)
    request.hub = found  # type: ignore[attr-defined]  # the header shows in which hub one works
    return found


def _round(request: HttpRequest, hub: str, pk: int, permission: str = VIEW) -> RecalibrationRound:
    """The round, if it is of this hub and the user may do this."""
    _hub(request, hub, permission)
    return get_object_or_404(rounds_visible_to(request.user), pk=pk, hub__slug=hub)


@access.needs(VIEW, methods=("GET",))
def own_rounds(request: HttpRequest) -> HttpResponse:
    """The short address: rounds of one's own hub."""
    hub = own_hub(request.user)
    assert hub is not None  # the permission asks one
    return redirect("network:recalibrations", hub=hub.slug)


@access.needs(VIEW, methods=("GET",))
def rounds(request: HttpRequest, hub: str) -> HttpResponse:
    """The rounds of a hub, the open one first."""
    found = _hub(request, hub)
    mine = rounds_visible_to(request.user).filter(hub=found)
    now = mine.filter(ended_at__isnull=True).first()
    context = {
        "hub": found,
        "open": now,
        "progress": progress_of(now) if now else None,
        "ended": mine.filter(ended_at__isnull=False),
        "may_run": request.user.has_perm(RUN, found),
    }
    return render(request, "network/recalibration/rounds.html", context)


@access.needs(RUN, limit="invite")
def start(request: HttpRequest, hub: str) -> HttpResponse:
    """Who is asked what; first a look at who gets a mail, then it goes."""
    found = _hub(request, hub, RUN)
    form = RoundForm(request.POST or None, hub=found)
    plan, example = None, None
    if request.method == "POST" and form.is_valid():
        segment = form.segments.get(form.cleaned_data["segment"])
        contacts = contacts_to_ask(found, segment)
        plan = plan_round(contacts)
        example = example_mail(found, plan.mails[0], form.cleaned_data["closes_on"]) if plan.mails else None
        if request.POST.get("act") == "send":
            try:
                made = start_round(
                    hub=found,
                    title=form.cleaned_data["title"],
                    about=segment.name if segment else _("All contacts of my hub"),
                    contacts=contacts,
                    asked=form.cleaned_data["asked"],
                    own_question=form.cleaned_data["own_question"],
                    closes_on=form.cleaned_data["closes_on"],
                    activity=form.chosen_activity,
                    by=acting_user(request),
                )
            except ValidationError as error:
                form.add_error(None, error)
                plan = None
            else:
                messages.success(request, _("The mails are on their way. You need not do anything now."))
                return redirect("network:recalibration", hub=found.slug, pk=made.pk)
    context = {
        "hub": found,
        "form": form,
        "plan": plan,
        "example": example,
        "shown": SHOWN,
        "lately": asked_lately(found),
    }
    return render(request, "network/recalibration/start.html", context, status=422 if form.errors else 200)


@access.needs(VIEW, methods=("GET",))
def show_round(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """How far a round is; of one that ended the snapshot with the difference."""
    found = _round(request, hub, pk)
    snapshot = getattr(found, "snapshot", None)
    context = {
        "hub": found.hub,
        "round": found,
        "progress": progress_of(found),
        "snapshot": snapshot,
        "difference": named_difference(snapshot) if snapshot else {},
        "said": said_in(found),
        "may_run": request.user.has_perm(RUN, found.hub),
        "reopen_until": reopen_until(found),
    }
    return render(request, "network/recalibration/round.html", context)


@access.needs(RUN)
def look(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """One after the other: keep, change or retire; by keyboard where script runs, by buttons always."""
    found = _round(request, hub, pk, RUN)
    if request.method == "POST":
        return _decided(request, found, "network:recalibration_look")
    waiting, mark = list(replies_to_look_at(found)[:1]), request.GET.get("samen", "")
    context: dict[str, Any] = {
        "hub": found.hub,
        "round": found,
        "look": look_at(waiting)[0] if waiting else None,
        "namesake": _namesake(waiting[0]) if waiting else None,
        "roles": _roles(request, waiting[0]) if waiting else [],
        "progress": progress_of(found),
        "done": _just_decided(request, found),
        "together": mark,
        "together_done": decided_together(round=found, mark=mark).count() if mark else 0,
    }
    return render(request, "network/recalibration/look.html", context)


@access.needs(RUN)
def call(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """Who did not answer after two reminders, or cannot be reached by mail: with the telephone number."""
    found, returned = _round(request, hub, pk, RUN), returned_mailboxes()
    rows = list(replies_to_call(found, returned))
    if request.method == "POST":
        onward = _after(rows, whole_number(request.POST.get("reply", ""), 0))
        return _in_place(_decided(request, found, "network:recalibration_call"), request, onward)
    page = Paginator(rows, CALLS).get_page(request.GET.get("page"))
    at = whole_number(request.GET.get("bij", ""), 0)
    context = {
        "hub": found.hub,
        "round": found,
        "page": page,
        "looks": look_at(list(page.object_list), returned),
        "done": _just_decided(request, found),
        "at": at if any(one.pk == at for one in page.object_list) else None,
    }
    return render(request, "network/recalibration/call.html", context)


def _after(rows: Sequence[RecalibrationReply], pk: int) -> int | None:
    """Who stands below somebody on the list."""
    numbers = [one.pk for one in rows]
    place = numbers.index(pk) + 1 if pk in numbers else len(numbers)
    return numbers[place] if place < len(numbers) else None


def _in_place(response: HttpResponse, request: HttpRequest, onward: int | None) -> HttpResponse:
    """Back to where one was on a long list, with the next one in sight."""
    stay = {"page": request.GET.get("page", ""), "bij": str(onward or "")}
    path, _mark, query = response["Location"].partition("?")
    asked = "&".join(filter(None, [query, urlencode({name: value for name, value in stay.items() if value})]))
    response["Location"] = path + (f"?{asked}" if asked else "") + ("#bij" if onward else "")
    return response


@access.needs(RUN, methods=("POST",))
def end(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """Close the round and freeze how the network stands."""
    found = _round(request, hub, pk, RUN)
    try:
        end_round(round=found, by=acting_user(request))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The round has ended. This is how your network stands today."))
    return redirect("network:recalibration", hub=hub, pk=pk)


@access.needs(RUN, methods=("POST",))
def reopen(request: HttpRequest, hub: str, pk: int) -> HttpResponse:
    """Ended too early: it goes on."""
    found = _round(request, hub, pk, RUN)
    try:
        reopen_round(round=found)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The round is open again, and its links work."))
    return redirect("network:recalibration", hub=hub, pk=pk)


def _decided(request: HttpRequest, found: RecalibrationRound, back: str) -> HttpResponse:
    """Do what a button says, and go on with the next."""
    act, by, mark = request.POST.get("act", ""), acting_user(request), ""
    reply = None
    if act not in {"safe", "undo-safe"}:
        reply = get_object_or_404(found.replies, pk=whole_number(request.POST.get("reply", ""), 0))
    try:
        if act == "safe":
            mark = _take_all_over(request, found)
        elif act == "undo-safe":
            undo_together(round=found, mark=request.POST.get("samen", ""), by=by)
            messages.success(request, _("Taken back."))
        elif reply is not None:
            _decide_one(request, reply, act)
    except Conflict:
        messages.warning(request, _("Somebody changed this record at the same moment. Look once more, then decide."))
    except (DecisionRefused, ValidationError) as refused:
        messages.warning(request, str(refused) if isinstance(refused, DecisionRefused) else " ".join(refused.messages))
    response = redirect(back, hub=found.hub.slug, pk=found.pk)
    if mark:
        response["Location"] += f"?samen={mark}"
    elif reply is not None and (act == CHANGE_NEW or act in RecalibrationReply.Decision.values):
        response["Location"] += f"?net={reply.pk}"
    return response


def _take_all_over(request: HttpRequest, found: RecalibrationRound) -> str:
    """All that can do no harm in one press; returns the mark by which it can be taken back, if there was any."""
    mark, done = decide_all_safe(round=found, by=acting_user(request))
    if not done:
        messages.info(request, _("There was nothing left to take over."))
    return mark if done else ""


def _decide_one(request: HttpRequest, reply: RecalibrationReply, act: str) -> None:
    by = acting_user(request)
    if act == "undo":
        undo_decision(reply=reply, by=by)
        messages.success(request, _("Taken back."))
    elif act == "ask":
        ask_again(reply=reply)
        messages.success(request, _("The mail is on its way."))
    elif act == CHANGE_NEW:
        decide(reply=reply, decision=RecalibrationReply.Decision.CHANGE, by=by, fresh=True)
    elif act in RecalibrationReply.Decision.values:
        decide(reply=reply, decision=act, by=by)


def _namesake(reply: RecalibrationReply) -> Contact | None:
    """Whom "change" would take for the successor by the name alone: then the ambassador is asked."""
    named = reply.proposed.get("successor")
    if not named or reply.contact is None:
        return None
    known = alike(reply.round.hub, reply.contact, named["name"], named["email"])
    return known[0] if known and not certain(known, named["email"]) else None


def _roles(request: HttpRequest, reply: RecalibrationReply) -> list[Held]:
    """What does not go along to a successor, nor ends when somebody leaves."""
    if reply.contact is None or reply.state not in {State.SUCCESSOR, State.LEAVES}:
        return []
    return roles_of_contact(reply.round.hub, reply.contact, request.user)


def _just_decided(request: HttpRequest, found: RecalibrationRound) -> RecalibrationReply | None:
    """What was decided a moment ago, to take it back."""
    number = whole_number(request.GET.get("net", ""))
    if number < 0:
        return None
    return found.replies.exclude(decision="").select_related("contact").filter(pk=number).first()
