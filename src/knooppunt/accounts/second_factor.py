"""The second factor: who needs one, whether this session has shown one, and how fresh the sign-in is."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from knooppunt.accounts import hooks
from knooppunt.accounts.models import User
from knooppunt.core import limits
from knooppunt.core.views import errors

DEMO = "demo"
AFTER_SET_UP = "after_set_up"
FRESH_SECONDS = 15 * 60
TRIES, TRIES_WINDOW = 10, 15 * 60
REAL_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_demo_session(request: HttpRequest) -> bool:
    """Signed in by a persona button; only counts where the data folder is marked as demo."""
    return bool(settings.DEMO and request.session.get(DEMO))


def has_factor(user: User) -> bool:
    """Whether ``user`` has an app or a passkey. One query."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=REAL_FACTORS).exists())


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or later confirmed, with a second factor. No query."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def gate(request: HttpRequest) -> HttpResponse | None:
    """Stops whoever sees personal data of others without a second factor (registered in ``core.access.gates``)."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if (name or "").startswith("mfa_") or name == "account_reauthenticate":
        return None
    user = request.user
    assert isinstance(user, User)
    if not hooks.needs_second_factor(user) or is_demo_session(request) or has_shown_factor(request):
        return None
    where = request.get_full_path() if request.method == "GET" else "/werkplek/"
    if has_factor(user):  # set up in another browser, after this one signed in
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': where})}")
    request.session[AFTER_SET_UP] = where
    return redirect("mfa_index")


def signed_in_seconds_ago(request: HttpRequest) -> float:
    """How long ago this session last proved who it is. Infinite when it never did."""
    records = get_authentication_records(request, request.user)
    return time.time() - records[-1]["at"] if records else float("inf")


def fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The first factor may only be added shortly after signing in; otherwise a new code is asked.

    allauth asks nothing of somebody who has neither password nor factor, so a session left open could be given a
    passkey by a passer-by. With a factor, allauth asks for that factor itself.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)
        if signed_in_seconds_ago(request) > FRESH_SECONDS and not has_factor(request.user):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return wrapped


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """At most ten codes of app or recovery list per quarter of an hour for one user; a right one clears the count.

    Nobody else can use these tries up: they come after the mailed code. A passkey is not counted.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = _user_at_the_door(request)
        if request.method != "POST" or "code" not in request.POST or user is None:
            return view(request, *args, **kwargs)
        key = limits.user_key(user)
        answer = limits.hit("second-factor", key, limit=TRIES, window_seconds=TRIES_WINDOW)
        if not answer.allowed:
            return errors.too_many_requests(request, answer.retry_after)
        response = view(request, *args, **kwargs)
        if response.status_code == 302:
            limits.forgive("second-factor", key)
        return response

    return wrapped


def _user_at_the_door(request: HttpRequest) -> Any:
    if request.user.is_authenticated:
        return request.user
    login = unstash_login(request, peek=True)
    return login.user if login else None


def note_added_factor(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Adding a factor proves that one holds it: this session has shown it, and sees its recovery codes without being
    asked for the new factor at once (receiver of allauth's ``authenticator_added``)."""
    if authenticator.type in REAL_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
