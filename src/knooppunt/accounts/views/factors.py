"""The page with one's ways to sign in. The steps behind it are allauth's views, under our addresses and templates."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from knooppunt.accounts import hooks, second_factor
from knooppunt.accounts.models import User
from knooppunt.accounts.signing_in import safe_next
from knooppunt.core import access


@access.signed_in(methods=("GET",))
def show_factors(request: HttpRequest) -> HttpResponseBase:
    """Passkeys, app and recovery codes; and where one was going when the gate asked for a second factor."""
    assert isinstance(request.user, User)
    found = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"))
    context = {
        "passkeys": [one.wrap() for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "app": next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        "recovery": next((one.wrap() for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "has_factor": any(one.type in second_factor.REAL_FACTORS for one in found),
        "needs_factor": hooks.needs_second_factor(request.user),
        "next": safe_next(request, request.session.get(second_factor.AFTER_SET_UP, "")),
    }
    return render(request, "accounts/factors.html", context)


@access.signed_in(methods=("GET",))
def list_passkeys(request: HttpRequest) -> HttpResponseBase:
    """allauth returns here after a change of passkeys; they stand on the page of all ways to sign in."""
    return redirect("mfa_index")
