"""Quick entry: one line on every page of the workspace, and the same line as a page of its own without script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.journal.actions.moments import add_moment, delete_moments
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.forms.quick import QuickForm
from knooppunt.journal.hours import hours_words
from knooppunt.journal.models import Moment
from knooppunt.journal.parsing.sentences import KINDS, shown_day
from knooppunt.journal.queries.visible import moments_visible_to
from knooppunt.journal.views.common import acting_user, back_to, contacts_for, get_hub, get_moment, says_no
from knooppunt.journal.views.logbook import list_address
from knooppunt.network.api import own_hub
from knooppunt.network.models import Hub, Organisation

# Pages that show moments: they fetch themselves anew when one was saved.
SHOW_MOMENTS = frozenset({"journal:logbook", "journal:hours"})
JUST_SAVED = "quick_saved"  # in the session: what the next page offers to take back


@access.needs("journal.add_moment", methods=("GET",))
def own_add(request: HttpRequest) -> HttpResponse:
    """The short address: a new moment of the own hub."""
    hub = own_hub(request.user)
    return redirect("journal:add", hub.slug) if hub else redirect("journal:own")


@access.needs("journal.add_moment")
def quick(request: HttpRequest, hub: str) -> HttpResponse:
    """POST reads a line. With script it saves what is clear and asks what is not; without, it shows a filled form first."""
    found = get_hub(request, hub, "journal.add_moment")
    if request.method != "POST":
        return render(request, "journal/quick_page.html", {"hub": found})
    form = _form(request, found)
    is_sent = bool(getattr(request, "htmx", False)) or "confirm" in request.POST
    if is_sent and form.can_be_saved():
        try:
            data = form.data_given()
            moment = add_moment(hub=found, data=data, by=acting_user(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, found, moment, form.line, data.organisations)
    form = form.ask() if is_sent else form.without_errors()
    template = "journal/quick_panel.html" if getattr(request, "htmx", False) else "journal/quick_page.html"
    return render(request, template, {"hub": found, "form": form, "quick_hub": found}, status=422 if is_sent else 200)


@access.needs("journal.add_moment", methods=("POST",), limit="preview")
def preview(request: HttpRequest, hub: str) -> HttpResponse:
    """What the line means so far. Saves nothing."""
    found = get_hub(request, hub, "journal.add_moment")
    form = _form(request, found).without_errors()
    return render(request, "journal/quick_understood.html", {"form": form if form.line.strip() else None})


@access.needs("journal.change_moment", methods=("POST",))
@says_no
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a moment that was just saved away again; the line comes back, to be mended."""
    moment = get_moment(request, pk, "journal.change_moment")
    delete_moments(moments=[moment], by=acting_user(request))
    request.session.pop(JUST_SAVED, None)
    if not getattr(request, "htmx", False):
        return redirect(back_to(request))
    line = QueryDict(mutable=True)
    line["line"] = request.POST.get("line", "")
    form = _form(request, moment.hub, line).without_errors()
    context = {"quick_hub": moment.hub, "form": form, "undone": True}
    return _told(render(request, "journal/quick_panel.html", context))


def _form(request: HttpRequest, hub: Hub, sent: QueryDict | None = None) -> QuickForm:
    given = request.POST if sent is None else sent
    return QuickForm(given, hub=hub, contacts=contacts_for(request, hub), today=timezone.localdate())


def _saved(
    request: HttpRequest, hub: Hub, moment: Moment, line: str, organisations: Sequence[Organisation]
) -> HttpResponse:
    if getattr(request, "htmx", False):
        context = {"quick_hub": hub, "saved": saved_words(moment, organisations), "moment": moment, "line": line}
        return _told(render(request, "journal/quick_panel.html", context))
    request.session[JUST_SAVED] = moment.pk
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return redirect(address if is_ours else list_address(hub))


def _told(response: HttpResponse) -> HttpResponse:
    """Let the page know that the logbook changed; a list that listens fetches itself anew."""
    response["HX-Trigger"] = "moment-saved"
    return response


def saved_words(moment: Moment, organisations: Sequence[Organisation]) -> str:
    """ "Saved: 2 hours, meeting, ROC Voorbeeld, Thursday 12 March 2026." """
    words = [hours_words(moment.minutes)]
    words += [str(KINDS[moment.kind]).lower()] if moment.kind else []
    words += [str(one) for one in organisations[:3]]
    return _("Saved: %(what)s.") % {"what": ", ".join([*words, shown_day(moment.date)])}


def quick_bar(request: HttpRequest) -> dict[str, Any] | None:
    """The context of the line on every page of the workspace; nothing for who keeps no logbook.

    No query beyond the mandates, but on the first page after a line was saved without script.
    """
    user = request.user
    match = request.resolver_match
    if not user.has_perm("journal.add_moment") or (match and match.view_name == "journal:quick"):
        return None
    at_hand = getattr(request, "hub", None)
    hub = at_hand if isinstance(at_hand, Hub) and user.has_perm("journal.add_moment", at_hand) else own_hub(user)
    pk = request.session.pop(JUST_SAVED, None)
    moment = moments_visible_to(user).filter(pk=pk).first() if pk else None
    return {
        "hub": hub,
        "moment": moment,
        "saved": saved_words(moment, list(moment.organisations.all()[:3])) if moment else "",
        "shows_moments": bool(match and match.view_name in SHOW_MOMENTS),
    }
