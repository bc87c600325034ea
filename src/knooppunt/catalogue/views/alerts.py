"""Mail about a search: the form, and the page behind the link in the mails."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.finding import alerts
from knooppunt.catalogue.finding.state import read
from knooppunt.catalogue.models import SavedSearch
from knooppunt.catalogue.offering.forms.providers import Honeypot
from knooppunt.core import access, limits
from knooppunt.core.models import LinkGrant

A_MAILBOX = (10, 24 * 3600)  # questions to one mailbox a day


class AlertForm(Honeypot):
    """An address, and a field that people do not see."""

    email = forms.EmailField(
        max_length=254, label=_("Your e-mail address"), help_text=_("We use it for this mail only.")
    )
    field_order = ["email"]


@access.public_form(limit="propose")
def alert(request: HttpRequest) -> HttpResponse:
    """Ask for a mail a week about the search that stands in the address."""
    state = read(request.GET)
    form = AlertForm(request.POST or None)
    context = {"form": form, "state": state, "search_words": alerts.words_of(state)}
    if request.method != "POST":
        return render(request, "catalogue/alert.html", context)
    if form.is_machine:
        return redirect("catalogue:alert-asked")
    if not form.is_valid():
        return render(request, "catalogue/alert.html", context, status=422)
    email = form.cleaned_data["email"]
    most, seconds = A_MAILBOX
    if limits.hit("alert-mailbox", limits.mailbox_key(email), limit=most, window_seconds=seconds).allowed:
        alerts.ask_alert(email=email, state=state, language=get_language() or "nl")
    return redirect("catalogue:alert-asked")


@access.public_form(limit="propose", methods=("GET",))
def alert_asked(request: HttpRequest) -> HttpResponse:
    """Look in your mailbox."""
    return render(request, "catalogue/alert_asked.html")


# ---- By link --------------------------------------------------------------------------------------------------------
def show_alert(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Confirm, or stop."""
    return _page(request, _saved(grant))


def act_alert(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Confirm or stop, as the button says. A mail program that stops it with one press (RFC 8058) sends no button."""
    saved = _saved(grant)
    if saved is None:
        return _page(request, None)
    if request.POST.get("List-Unsubscribe") == "One-Click" or "stop" in request.POST:
        alerts.stop_alert(saved=saved)
        return _page(request, None)
    alerts.confirm_alert(saved=saved)
    return _page(request, saved)


def _saved(grant: LinkGrant) -> SavedSearch | None:
    return SavedSearch.objects.filter(pk=grant.subject_id or 0).first()


def _page(request: HttpRequest, saved: SavedSearch | None) -> HttpResponse:
    words = alerts.words_of(alerts.state_of(saved)) if saved else ""
    return render(request, "catalogue/alert_link.html", {"saved": saved, "search_words": words})
