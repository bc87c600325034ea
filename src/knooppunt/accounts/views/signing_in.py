"""Signing in and out."""

from __future__ import annotations

import secrets
import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.accounts import codes, hooks
from knooppunt.accounts.adapter import REMEMBER
from knooppunt.accounts.forms import CodeForm, EmailForm, FreshCodeForm
from knooppunt.accounts.models import User
from knooppunt.accounts.signing_in import safe_next, sign_in_by_code, workspace
from knooppunt.core import access

PENDING = "sign_in"
PENDING_SECONDS = 3600


@access.public_form(limit="sign-in")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for the mailbox and mail a code to it, or use a passkey."""
    next_url = safe_next(request, request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(next_url or workspace())
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        answer = codes.issue_code(email=email)
        request.session[PENDING] = {
            "email": email,
            "next": next_url,
            "attempt": secrets.token_urlsafe(12),
            "at": time.time(),
        }
        if isinstance(answer, codes.TooManyCodes):
            return _code_page(request, email, CodeForm(), too_many=answer)
        return redirect("account_enter_code")
    context = {"form": form, "next": next_url, "no_administrator": not hooks.has_administrator()}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@access.public_form(limit="sign-in")
def enter_code(request: HttpRequest) -> HttpResponseBase:
    """Take the code from the mail."""
    pending: dict[str, Any] | None = request.session.get(PENDING)
    if pending is None or time.time() - pending["at"] > PENDING_SECONDS:
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, pending["email"], form, status=422 if form.errors else 200)
    tried = codes.try_code(
        email=pending["email"], code=form.cleaned_data["code"], attempt=pending["attempt"], request=request
    )
    if tried.user:
        del request.session[PENDING]
        request.session[REMEMBER] = form.cleaned_data["remember"]
        return sign_in_by_code(request, user=tried.user, next_url=pending["next"])
    if tried.retry_after:
        return _wait(
            _code_page(request, pending["email"], form, retry_after=tried.retry_after, status=429), tried.retry_after
        )
    if tried.ended:
        del request.session[PENDING]
        messages.warning(request, _("That was the third wrong code. Start again, then you get a new code."))
        return redirect("account_login")
    form.add_error("code", _("This code is not right, or no longer valid. Look at the newest mail."))
    return _code_page(request, pending["email"], form, status=422)


@access.public_form(limit="sign-in", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End this session, or a sign-in that got stuck half-way."""
    logout(request)
    return redirect(safe_next(request, request.POST.get("next", "")) or "/")


@access.public_form(limit="sign-in", methods=("GET",))
def inactive(request: HttpRequest) -> HttpResponse:
    """Somebody signs in with a passkey of an account that was closed."""
    return render(request, "accounts/inactive.html", status=403)


@access.signed_in(limit="sign-in")
def confirm_again(request: HttpRequest) -> HttpResponseBase:
    """Show once more who is at the keyboard, by a mailed code: before the first passkey or app is added."""
    assert isinstance(request.user, User)
    next_url = safe_next(request, request.POST.get("next", "") or request.GET.get("next", ""))
    context: dict[str, Any] = {"next": next_url, "form": FreshCodeForm(), "sent": False}
    if request.method == "POST" and "send" in request.POST:
        answer = codes.issue_code(email=request.user.email)
        request.session["confirm_again"] = secrets.token_urlsafe(12)
        context |= {"sent": True, "too_many": not answer.ok, "minutes": _minutes(getattr(answer, "retry_after", 0))}
    elif request.method == "POST":
        context |= {"sent": True, "form": (form := FreshCodeForm(request.POST))}
        attempt = request.session.get("confirm_again") or secrets.token_urlsafe(12)
        if form.is_valid():
            tried = codes.try_code(
                email=request.user.email, code=form.cleaned_data["code"], attempt=attempt, request=request
            )
            if tried.user == request.user:
                record_authentication(request, request.user, method="code", reauthenticated=True)
                return redirect(next_url or "mfa_index")
            if tried.retry_after:
                context |= {"retry_after": _minutes(tried.retry_after)}
                return _wait(render(request, "accounts/confirm_again.html", context, status=429), tried.retry_after)
            if tried.ended:
                context["sent"] = False
            form.add_error("code", _("This code is not right, or no longer valid. Look at the newest mail."))
    return render(request, "accounts/confirm_again.html", context, status=422 if context["form"].errors else 200)


def _code_page(
    request: HttpRequest,
    email: str,
    form: CodeForm,
    *,
    status: int = 200,
    too_many: codes.TooManyCodes | None = None,
    retry_after: int = 0,
) -> HttpResponse:
    context = {
        "form": form,
        "email": email,
        "too_many": _minutes(too_many.retry_after) if too_many else "",
        "retry_after": _minutes(retry_after) if retry_after else "",
    }
    response = render(request, "accounts/enter_code.html", context, status=429 if too_many else status)
    return _wait(response, too_many.retry_after) if too_many else response


def _wait(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def _minutes(seconds: int) -> str:
    count = max(1, round(seconds / 60))
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
