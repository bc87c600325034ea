"""Completing a sign-in: allauth's stages (second factor), where to go next, and the demo's short cut."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from knooppunt.accounts import second_factor
from knooppunt.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def workspace() -> str:
    """The address of the workspace, in the language of this page."""
    return f"/en{settings.LOGIN_REDIRECT_URL}" if get_language() == "en" else str(settings.LOGIN_REDIRECT_URL)


def safe_next(request: HttpRequest, target: str) -> str:
    """``target`` if it is an address on this site, else empty."""
    here = {request.get_host()}
    return target if target and url_has_allowed_host_and_scheme(target, here, request.is_secure()) else ""


def sign_in_by_code(request: HttpRequest, *, user: User, next_url: str = "") -> HttpResponseBase:
    """Go on after a right code: ask the second factor of who has one, else sign in. Returns where to go."""
    record_authentication(request, user, method="code", email=user.email)
    found: HttpResponseBase = perform_login(request, Login(user=user, email=user.email, redirect_url=next_url or None))
    return found


def sign_in_by_link(request: HttpRequest, *, user: User, next_url: str) -> HttpResponseBase:
    """Go on after a mailed single-use link was spent: that proves the mailbox as a mailed code does."""
    return sign_in_by_code(request, user=user, next_url=next_url)


def sign_in_for_demo(request: HttpRequest, *, user: User) -> None:
    """Sign in as a persona; counts as two-factor while the data folder is marked as demo."""
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="demo")
    request.session[second_factor.DEMO] = True
