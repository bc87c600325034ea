"""The page behind the link in the mail: GET shows the own record, POST answers. No account, no cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from knooppunt.core.models import LinkGrant
from knooppunt.network.models import Consent, RecalibrationAsk, RecalibrationReply
from knooppunt.network.recalibration.actions import open_replies
from knooppunt.network.recalibration.answering import Answered, not_me, receive, take_back
from knooppunt.network.recalibration.forms import AnswerForm

State = RecalibrationReply.State


def show_ask(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """What we know of the person, with one press to say that it is right."""
    ask = _ask(grant)
    replies = open_replies(ask)
    if not replies:
        return render(request, "network/recalibration/over.html", status=410)
    if ask.answered_at:
        return _thanks(request, ask, replies)
    return _page(request, ask, AnswerForm(replies=replies))


def act_ask(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Keep the answer (or: not me, leave, take back), and show what was kept."""
    ask, act = _ask(grant), request.POST.get("act", "")
    replies = open_replies(ask)
    if not replies:
        return render(request, "network/recalibration/over.html", status=410)
    if act == "not-me":
        not_me(ask=ask, grant=grant)
        return render(request, "network/recalibration/not_me.html")
    if act == "undo":
        take_back(ask=ask)
        return _seen(request)
    if act == "leave":
        receive(
            ask=ask, grant=grant, answered=Answered(leaves=True, consents=dict.fromkeys(Consent.Purpose.values, False))
        )
        return _seen(request)
    form = AnswerForm(request.POST, replies=replies)
    if not form.is_valid():
        return _page(request, ask, form, status=422)
    receive(ask=ask, grant=grant, answered=form.answered())
    return _seen(request)


def _ask(grant: LinkGrant) -> RecalibrationAsk:
    return get_object_or_404(RecalibrationAsk, pk=grant.subject_id)


def _seen(request: HttpRequest) -> HttpResponse:
    """Back to the same page by GET, so that reloading sends nothing twice."""
    return HttpResponse(status=303, headers={"Location": request.path})


def masked(email: str) -> str:
    """Enough to recognise one's own address, too little for somebody else to use it."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _page(request: HttpRequest, ask: RecalibrationAsk, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "contact": form.contact,
        "masked": masked(ask.email),
        "hubs": sorted({reply.round.hub.name for reply in form.replies}),
        "last": max(reply.round.closes_on for reply in form.replies),
        "wrong": bool(form.errors),
    }
    return render(request, "network/recalibration/ask.html", context, status=status)


def _thanks(request: HttpRequest, ask: RecalibrationAsk, replies: list[RecalibrationReply]) -> HttpResponse:
    context = {
        "replies": replies,
        "may_undo": any(not reply.decision for reply in replies),
        "leaves": any(reply.state == State.LEAVES for reply in replies),
        "all_right": all(reply.state == State.RIGHT and not reply.needs_look for reply in replies),
    }
    return render(request, "network/recalibration/thanks.html", context)
