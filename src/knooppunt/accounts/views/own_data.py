"""What is kept about me: to look at, to take along, to have removed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.core import access, persons
from knooppunt.core.persons.places import obstacles


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return User.objects.get(pk=request.user.pk)


@access.signed_in(methods=("GET",))
def show_own_data(request: HttpRequest) -> HttpResponseBase:
    """What is kept about me, counted, with one button to take all of it along."""
    person = persons.person_of_row(_me(request))
    return render(request, "accounts/own_data.html", {"overview": persons.overview_of(person), "person": person})


@access.signed_in(methods=("POST",), limit="import")
def take_own_data(request: HttpRequest) -> HttpResponse:
    """Everything about me in one archive."""
    person = persons.person_of_row(_me(request))
    content = persons.give_archive(person, by=_me(request), language=get_language() or "nl")
    return persons.archive_response(content)


@access.signed_in
def erase_own_data(request: HttpRequest) -> HttpResponseBase:
    """Remove me: says what happens first, and asks for one's address to be typed."""
    me = _me(request)
    person = persons.person_of_row(me)
    reasons, wrong = [reason for find in obstacles for reason in find(person)], ""
    if request.method == "POST" and not reasons:
        if request.POST.get("email", "").strip().lower() != me.email:
            wrong = _("Type your own e-mail address, so that nobody does this by accident.")
        else:
            try:
                persons.erase_person(person, by=None, note="asked by the person")
            except persons.ErasureRefused as refused:
                reasons = refused.reasons
            else:
                logout(request)
                messages.success(request, _("Your data are removed. You are signed out."))
                return redirect("account_login")
    context = {"reasons": reasons, "wrong": wrong, "email": me.email, "overview": persons.overview_of(person)}
    return render(
        request, "accounts/erase_own_data.html", context, status=422 if wrong or (reasons and request.POST) else 200
    )
