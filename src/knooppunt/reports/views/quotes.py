"""Asking a partner for a quote, and the page behind the link in that mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access, grants
from knooppunt.core.models import LinkGrant
from knooppunt.reports.actions.quotes import answer_quote, ask_quote, withdraw_by_link, withdraw_quote
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.forms.quotes import AnswerForm, AskForm
from knooppunt.reports.models import Quote
from knooppunt.reports.queries.quotes import contacts_to_ask, quotes_of, quotes_visible_to
from knooppunt.reports.views.common import acting_user, get_report


@access.needs("reports.ask_quote", limit="invite")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One question to somebody of the organisation that the report is about, and what came back so far."""
    report = get_report(request, pk, "reports.ask_quote")
    assert report.hub is not None  # the permission asks for a hub
    hub, organisation = report.hub, report.organisation
    contacts = contacts_to_ask(request.user, report)
    form = AskForm(request.POST if request.method == "POST" else None, contacts=contacts)
    if request.method == "POST" and form.is_valid():
        contact, email = form.address()
        try:
            if organisation is None:
                raise Refused(_("This report is about no organisation. Make “What our cooperation yielded” first."))
            ask_quote(hub=hub, organisation=organisation, contact=contact, email=email, by=acting_user(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is on its way."))
            return redirect("reports:ask", pk)
    context = {"report": report, "hub": hub, "form": form, "quotes": quotes_of(request.user, report)}
    return render(request, "reports/ask.html", context, status=422 if form.errors else 200)


@access.needs("reports.ask_quote", methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a quote or a question away, for instance because the person asks so."""
    quote = get_object_or_404(quotes_visible_to(request.user), pk=pk)
    access.require(request, "reports.ask_quote", quote)
    withdraw_quote(quote=quote, by=acting_user(request))
    messages.success(request, _("The quote is gone, from frozen reports too."))
    back = request.POST.get("report", "")
    if back.isdecimal() and back.isascii() and len(back) < 12:
        return redirect("reports:ask", back)
    return redirect("reports:own")


def show_quote(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """The one question; somebody who answered sees the answer, and can change or withdraw it."""
    quote = _quote(grant)
    initial = {"text": quote.text, "shown_as": quote.shown_as, "consent": quote.consent}
    return _page(request, quote, AnswerForm(initial=initial))


def act_quote(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Keep the answer, or take it back."""
    if "withdraw" in request.POST:
        return _page(request, withdraw_by_link(grant=grant), AnswerForm(), done="withdrawn")
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            quote = answer_quote(grant=grant, text=given["text"], shown_as=given["shown_as"], consent=given["consent"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _page(request, quote, form, done="answered")
    return _page(request, _quote(grant), form, status=422)


def _quote(grant: LinkGrant) -> Quote:
    quote = Quote.objects.select_related("hub", "organisation", "asked_by").filter(pk=grant.subject_id or 0).first()
    if quote is None:
        raise grants.GrantRefused(grants.Refusal.REVOKED)
    return quote


def _page(
    request: HttpRequest, quote: Quote, form: AnswerForm, *, done: str = "", status: int = 200
) -> HttpResponseBase:
    context = {"quote": quote, "form": form, "done": done}
    return render(request, "reports/quote.html", context, status=status)
