"""Who does what in a region: for everybody to read, and for hubs and coordinator to put into words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.responses import download
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.factsheet import write_factsheet
from knooppunt.network.factsheet.content import factsheet_of, rows_of, texts_of
from knooppunt.network.factsheet.pdf import factsheet_pdf
from knooppunt.network.forms.factsheet import FactsheetForm
from knooppunt.network.models import Hub
from knooppunt.network.queries.hubs import hub_by_slug, listed_hubs
from knooppunt.network.views.acting import acting_user


def _hub(slug: str) -> Hub:
    found = hub_by_slug(slug)
    if found is None or found.closed_on:
        raise Http404(slug)
    return found


@access.public
def factsheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The factsheet of a hub."""
    hub = _hub(slug)
    return render(request, "network/factsheet.html", {"hub": hub, "sheet": factsheet_of(hub)})


@access.public
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same on one sheet of paper."""
    hub = _hub(slug)
    content = factsheet_pdf(factsheet_of(hub), language=get_language() or "nl")
    return download(content, name=f"wie-doet-wat-{hub.slug}", kind="pdf")


@access.needs("network.view_organisations", methods=("GET",))
def factsheets(request: HttpRequest) -> HttpResponse:
    """All factsheets, with the ways to change them."""
    mine = [(one, request.user.has_perm("network.edit_hub", one.hub)) for one in listed_hubs()]
    context = {"hubs": mine, "may_manage": request.user.has_perm("network.manage_hubs")}
    return render(request, "network/factsheets.html", context)


@access.needs("network.edit_hub")
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of a hub."""
    hub = get_object_or_404(Hub, slug=slug)
    access.require(request, "network.edit_hub", hub)
    request.hub = hub  # type: ignore[attr-defined]  # the header names the hub one is looking at
    return _change(request, hub)


@access.needs("network.manage_hubs")
def change_national(request: HttpRequest) -> HttpResponse:
    """The words that every factsheet has until a hub writes its own."""
    return _change(request, None)


def _change(request: HttpRequest, hub: Hub | None) -> HttpResponse:
    # An administrator manages hubs without seeing the register, in which the list of factsheets stands.
    sees_list = request.user.has_perm("network.view_organisations")
    list_url = reverse("network:factsheets" if sees_list else "network:manage_hubs")
    above = texts_of(None)
    form = FactsheetForm(request.POST or None, initial=FactsheetForm.initial_of(rows_of(hub)), texts=above)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            write_factsheet(hub=hub, texts=form.texts_given(), seen=form.versions_given(), by=acting_user(request))
        except Conflict:
            status = 409
            form.show_theirs(rows_of(hub))
        else:
            messages.success(request, _("The factsheet is saved."))
            return redirect(list_url)
    context = {"form": form, "hub": hub, "list_url": list_url}
    return render(request, "network/factsheet_form.html", context, status=status)
