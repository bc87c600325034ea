"""The logbook: list, filters, search, and one change to many moments at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access
from knooppunt.core.models import BinBatch
from knooppunt.journal.actions.bulk import BulkChange, change_moments
from knooppunt.journal.actions.moments import delete_moments
from knooppunt.journal.forms.bulk import BulkForm
from knooppunt.journal.forms.filters import filter_fields
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.choices import filter_choices
from knooppunt.journal.queries.listing import MomentSearch, by_week, week_code, with_details
from knooppunt.journal.queries.proposals import open_proposals as proposals_waiting
from knooppunt.journal.queries.visible import moments_visible_to
from knooppunt.journal.views.common import acting_user, contacts_for, get_hub, number, says_no
from knooppunt.network.api import own_hub
from knooppunt.network.models import Hub

PER_PAGE = 30


@access.needs("journal.view_moments", methods=("GET",))
def own_logbook(request: HttpRequest) -> HttpResponse:
    """The short address: the logbook of one's own hub. Who has no hub chooses one."""
    hub = own_hub(request.user)
    if hub is not None:
        return redirect("journal:logbook", hub.slug)
    return render(request, "journal/choose_hub.html", {"hubs": Hub.objects.open()})


@access.needs("journal.view_moments", methods=("GET",))
def logbook(request: HttpRequest, hub: str) -> HttpResponse:
    """The moments of a hub that the reader may see, newest first, by week and day."""
    return render(request, "journal/logbook.html", page_context(request, get_hub(request, hub)))


def page_context(
    request: HttpRequest, hub: Hub, bulk: BulkForm | None = None, ticked: set[int] | None = None
) -> dict[str, Any]:
    """Everything the list shows. A constant number of queries."""
    search = MomentSearch.from_query(request.GET)
    contacts = contacts_for(request, hub)
    visible = moments_visible_to(request.user).filter(hub=hub)
    found = search.apply(visible, contacts=contacts)
    sums = found.aggregate(count=Count("pk"), minutes=Sum("minutes"))
    paginator = Paginator(with_details(found, contacts=contacts), PER_PAGE)
    paginator.count = sums["count"]  # known already; else it would be counted once more
    page = paginator.get_page(request.GET.get("page"))
    may_change = request.user.has_perm("journal.change_moment", hub)
    return {
        "hub": hub,
        "search": search,
        "page": page,
        "weeks": by_week(page.object_list, found),
        "total": sums["minutes"] or 0,
        "filters": filter_fields(search, filter_choices(hub, visible, contacts)),
        "whole": request.user.has_perm("journal.view_whole_logbook", hub),
        "may_change": may_change,
        "bulk": (bulk or BulkForm(hub=hub)) if may_change else None,
        "ticked": ticked or set(),
        "undo": _deleted_just_now(request, hub) if may_change else None,
        "this_week": week_code(timezone.localdate()),
        "waiting": proposals_waiting(request.user).filter(hub=hub).count() if may_change else 0,
    }


def _deleted_just_now(request: HttpRequest, hub: Hub) -> dict[str, Any] | None:
    """The batch that ``?weg=`` names, if it can still come back."""
    pk = number(request.GET.get("weg", ""))
    if pk is None:
        return None
    batch = BinBatch.objects.filter(pk=pk, restored_at__isnull=True).first()
    count = Moment.all_objects.filter(bin_batch=batch, hub=hub).count() if batch else 0
    if not count:
        return None
    text = ngettext("%(count)d moment is deleted.", "%(count)d moments are deleted.", count) % {"count": count}
    return {"text": text, "action": reverse("journal:restore", args=[hub.slug, pk])}


@access.needs("journal.change_moment", methods=("POST",))
@says_no
def bulk(request: HttpRequest, hub: str) -> HttpResponse:
    """One change to all ticked moments, or into the bin with them. All or nothing."""
    found = get_hub(request, hub, "journal.change_moment")
    ticked = {pk for text in request.POST.getlist("moment") if (pk := number(text.partition(":")[0])) is not None}
    address = list_address(found, request.POST.get("filters", ""))
    chosen = list(moments_visible_to(request.user).filter(hub=found, pk__in=ticked).select_related("hub"))
    if not chosen:
        messages.warning(request, _("Tick the moments first."))
        return redirect(address)
    if "delete" in request.POST:
        batch = delete_moments(moments=chosen, by=acting_user(request))
        return redirect(list_address(found, request.POST.get("filters", ""), weg=str(batch.pk)))
    form = BulkForm(request.POST, hub=found)
    if not form.is_valid():
        return render(request, "journal/logbook.html", page_context(request, found, form, ticked), status=422)
    wish: BulkChange = form.change_given()
    if wish.is_empty:
        messages.warning(request, _("Choose what should change."))
        return redirect(address)
    done = change_moments(hub=found, moments=chosen, change=wish, seen=_seen(request), by=acting_user(request))
    if done.changed:
        text = ngettext("%(count)d moment is changed.", "%(count)d moments are changed.", done.changed)
        messages.success(request, text % {"count": done.changed})
    if done.conflicts:
        text = ngettext(
            "%(count)d moment changed while you were looking, so we left it alone.",
            "%(count)d moments changed while you were looking, so we left them alone.",
            done.conflicts,
        )
        messages.warning(request, text % {"count": done.conflicts})
    return redirect(address)


def _seen(request: HttpRequest) -> dict[int, int]:
    pairs = [value.split(":") for value in request.POST.getlist("moment")]
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2 and all(number(part) is not None for part in pair)
    }


def list_address(hub: Hub, query: str = "", **more: str) -> str:
    """The list with the same filters. ``query`` comes from a form and is read anew, so that nothing else slips in."""
    known = (
        "q",
        "van",
        "tot",
        "soort",
        "thema",
        "activiteit",
        "organisatie",
        "contact",
        "wie",
        "hoogtepunt",
        "zichtbaar",
        "page",
    )
    given, kept = QueryDict(query[:2000]), QueryDict(mutable=True)
    for name in known:
        if given.get(name):
            kept[name] = given[name]
    for name, value in more.items():
        kept[name] = value
    address = reverse("journal:logbook", args=[hub.slug])
    return f"{address}?{kept.urlencode()}" if kept else address
