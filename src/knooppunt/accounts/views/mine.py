"""One's own page: name and language, ways to sign in, sessions, consents, and what higher apps add."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from knooppunt.accounts import actions, consents, hooks, queries, second_factor, sessions
from knooppunt.accounts.forms import ProfileForm
from knooppunt.accounts.models import User
from knooppunt.core import access


@access.signed_in(methods=("GET",))
def lead_to_mine(request: HttpRequest) -> HttpResponseBase:
    """A short address that leads to one's own page."""
    return redirect("account_mine")


@access.signed_in
def show_mine(request: HttpRequest) -> HttpResponseBase:
    """Who I am here."""
    user = _user(request)
    form = ProfileForm(
        request.POST or None, instance=User.objects.get(pk=user.pk) if request.method == "POST" else user
    )
    if request.method == "POST" and form.is_valid():
        actions.update_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account_mine")
    context = {
        "form": form,
        "has_factor": second_factor.has_factor(user),
        "needs_factor": hooks.needs_second_factor(user),
        "sessions": queries.sessions_of(user),
        "session_key": request.session.session_key,
        "consents": queries.consents_of(user),
        "panels": [render_to_string(template, data(request), request) for template, data in hooks.panels],
    }
    return render(request, "accounts/mine.html", context, status=422 if form.errors else 200)


@access.signed_in(methods=("POST",))
def end_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign out one browser."""
    session = get_object_or_404(queries.sessions_of(_user(request)), pk=pk)
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    sessions.end_session(session=session)
    messages.success(request, _("That browser is signed out."))
    return redirect("account_mine")


@access.signed_in(methods=("POST",))
def end_everywhere(request: HttpRequest) -> HttpResponseBase:
    """Sign out every browser, this one too."""
    sessions.end_all_sessions(user=_user(request))
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


@access.signed_in(methods=("POST",))
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take back one's own consent."""
    consent = get_object_or_404(queries.consents_of(_user(request)), pk=pk)
    consents.withdraw_consent(consent=consent, by=_user(request))
    messages.success(request, _("Your consent is withdrawn. We act on it at once."))
    return redirect("account_mine")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
