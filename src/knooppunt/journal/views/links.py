"""The pages behind the links of the weekly mail. GET shows and changes nothing; one press of a button does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.core import grants
from knooppunt.core.decisions import Decision, DecisionProvider, DecisionRefused, Settled, decisions
from knooppunt.core.models import LinkGrant
from knooppunt.journal.actions.weekly import UNDO_FOR, mail_settings, set_weekly_mail
from knooppunt.journal.forms.sources import WeeklyMailForm


def show_decision(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """The thing and its buttons; or what was done with it, with a way back for a week."""
    return _page(request, grant)


def act_decision(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """One press: do it, or take it back. The same press twice does it once."""
    provider, user = _provider(grant), grant.user
    if provider is None or user is None or not user.is_active:
        return _page(request, grant, status=410)
    try:
        with transaction.atomic():
            locked = LinkGrant.objects.select_for_update().get(pk=grant.pk)
            if request.POST.get("act") == "undo":
                _undo(locked, provider, user)
            elif "done" not in locked.data:
                _decide(locked, provider, user, request.POST.get("choice", ""))
            grants.use(locked)
    except DecisionRefused as refusal:
        grant.refresh_from_db()
        return _page(request, grant, problem=str(refusal), status=409)
    return redirect(request.path)


def _decide(grant: LinkGrant, provider: DecisionProvider, user: User, choice: str) -> None:
    now = provider.look(user, grant.data["key"])
    if isinstance(now, Settled):
        raise DecisionRefused(str(now.text))
    if choice not in {one.code for one in now.choices}:
        raise DecisionRefused(_("Choose one of the buttons."))
    done = provider.decide(user, grant.data["key"], choice)
    at = timezone.now()
    grant.data = {**grant.data, "done": {"text": str(done.text), "undo": done.undo, "at": at.isoformat()}}
    grant.expires_at = max(grant.expires_at, at + UNDO_FOR)  # undo for a week, from the same link
    grant.save(update_fields=["data", "expires_at"])


def _undo(grant: LinkGrant, provider: DecisionProvider, user: User) -> None:
    done = grant.data.get("done")
    if done is None:
        return  # taken back already: the page shows it waiting
    if not _may_undo(grant):
        raise DecisionRefused(_("This was more than a week ago. Change it in the workspace instead."))
    text = provider.undo(user, grant.data["key"], done["undo"])
    grant.data = {name: value for name, value in grant.data.items() if name != "done"} | {"undone": text}
    grant.save(update_fields=["data"])


def _may_undo(grant: LinkGrant) -> bool:
    done = grant.data.get("done")
    return bool(done) and dt.datetime.fromisoformat(done["at"]) > timezone.now() - UNDO_FOR


def _provider(grant: LinkGrant) -> DecisionProvider | None:
    return decisions.get(str(grant.data.get("provider", "")))


def _page(request: HttpRequest, grant: LinkGrant, *, problem: str = "", status: int = 200) -> HttpResponseBase:
    done = grant.data.get("done")
    context: dict[str, Any] = {
        "title": grant.data.get("title", ""),
        "problem": problem,
        "done": done["text"] if done else "",
        "may_undo": _may_undo(grant),
        "undone": "" if done else grant.data.get("undone", ""),
    }
    if not done:
        now = _now(grant)
        context["settled"] = str(now.text) if isinstance(now, Settled) else ""
        if isinstance(now, Decision):
            wanted = request.GET.get("keus", "")
            first = next((one for one in now.choices if one.code == wanted), now.choices[0])
            others = [one for one in now.choices if one != first]
            context |= {"title": now.title, "text": now.text, "first": first, "others": others, "url": now.url}
    return render(request, "journal/link_decision.html", context, status=status)


def _now(grant: LinkGrant) -> Decision | Settled:
    provider, user = _provider(grant), grant.user
    if provider is None or user is None or not user.is_active:
        return Settled(_("This link belongs to an account that no longer exists."))
    return provider.look(user, grant.data["key"])


def show_settings(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """When the weekly mail comes, to change or to stop."""
    if grant.user is None:
        return grants_gone(request)
    return _settings(request, WeeklyMailForm(wanted=mail_settings(grant.user)))


def act_settings(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Stop or move the weekly mail. A mail program that stops it with one press (RFC 8058) gets a plain yes."""
    if grant.user is None:
        return grants_gone(request)
    with transaction.atomic():
        grants.use(grant)
        if request.POST.get("List-Unsubscribe") == "One-Click" or "stop" in request.POST:
            wanted = set_weekly_mail(user=grant.user, is_on=False)
            return _settings(request, WeeklyMailForm(wanted=wanted), stopped=True)
        form = WeeklyMailForm(request.POST, wanted=mail_settings(grant.user))
        if not form.is_valid():
            return _settings(request, form, status=422)
        set_weekly_mail(user=grant.user, is_on=form.is_on, weekday=form.weekday, hour=form.cleaned_data["hour"])
    return _settings(request, form, saved=form.is_on, stopped=not form.is_on)


def grants_gone(request: HttpRequest) -> HttpResponseBase:
    """The account is gone: so is the mail."""
    context = {"title": _("Weekly mail"), "settled": _("This link belongs to an account that no longer exists.")}
    return render(request, "journal/link_decision.html", context, status=410)


def _settings(request: HttpRequest, form: WeeklyMailForm, *, status: int = 200, **more: bool) -> HttpResponseBase:
    return render(request, "journal/link_settings.html", {"form": form, **more}, status=status)
