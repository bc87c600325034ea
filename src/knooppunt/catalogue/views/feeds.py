"""What is new as a feed, and all coming runs as a calendar; of one hub with ``?knooppunt=<slug>``."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.content import Kind
from knooppunt.catalogue.models import Entry, EntryQuerySet, Run
from knooppunt.catalogue.publishing.atom import atom_of
from knooppunt.catalogue.publishing.calendar import MOST, calendar_of
from knooppunt.catalogue.queries.hubs import hubs_now
from knooppunt.catalogue.views.addresses import address
from knooppunt.core import access
from knooppunt.network.api import listed_hubs

MOST_IN_FEED = 50
MOST_TRAININGS = 200


@access.public
def feeds(request: HttpRequest) -> HttpResponse:
    """Which feeds and calendars there are, of everything and of each hub."""
    return render(request, "catalogue/feeds.html", {"hubs": [one.hub for one in listed_hubs()]})


@access.public
def newest(request: HttpRequest) -> HttpResponse:
    """The entries that were published last, as Atom."""
    found = _of_hub(request, Entry.objects.published().with_page()).order_by("-published_at", "-pk")[:MOST_IN_FEED]
    title = _("New training and materials – Knooppunt")
    xml = atom_of(
        list(found), title=title, path=request.get_full_path(), page=address("search") or reverse("portal:home")
    )
    return HttpResponse(xml, content_type="application/atom+xml; charset=utf-8")


@access.public
def agenda(request: HttpRequest) -> HttpResponse:
    """The coming runs of trainings, as iCalendar: those that begin first, when there are too many."""
    trainings = _of_hub(request, Entry.objects.published().filter(kind=Kind.TRAINING))
    coming = Run.objects.filter(entry__in=trainings, ends_on__gte=timezone.localdate()).order_by("starts_on", "pk")
    first = list(dict.fromkeys(coming.values_list("entry_id", flat=True)[:MOST]))[:MOST_TRAININGS]
    found = Entry.objects.in_bulk(first)
    text = calendar_of(found[pk] for pk in first if pk in found)
    return HttpResponse(text or _EMPTY, content_type="text/calendar; charset=utf-8")


_EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Knooppunt//aanbod//NL\r\nEND:VCALENDAR\r\n"


def _of_hub(request: HttpRequest, entries: EntryQuerySet) -> EntryQuerySet:
    slug = request.GET.get("knooppunt", "")[:80]
    if not slug:
        return entries
    hub = hubs_now([slug]).get(slug)  # who follows the feed of a hub that merged reads on
    if hub is None:
        raise Http404("No such hub.")
    return entries.of_hub(hub.pk)
