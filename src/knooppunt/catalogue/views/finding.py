"""The search page, suggestions while typing, and the feed and calendar of any search. Nothing looks at the user."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.catalogue.content import Kind
from knooppunt.catalogue.finding.page import found_keys, page_of
from knooppunt.catalogue.finding.state import SearchState, read
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.publishing.atom import atom_of
from knooppunt.catalogue.publishing.calendar import calendar_of
from knooppunt.core import access
from knooppunt.search import api as search

MOST_IN_FEED, MOST_IN_CALENDAR = 50, 200
EMPTY_CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Knooppunt//aanbod//NL\r\nEND:VCALENDAR\r\n"


@access.public
def search_page(request: HttpRequest) -> HttpResponse:
    """One box over everything; the whole state stands in the address."""
    state = read(request.GET)
    page = page_of(state)
    if page.results.total == 0 and state.text and not state.active and not page.without_index:
        search.note_missed(state.text)
    return render(request, "catalogue/search.html", {"page": page, "state": page.state})


@access.public
def examples(request: HttpRequest) -> HttpResponse:
    """A short address that leads to the examples of the catalogue."""
    return redirect(f"{reverse('catalogue:search')}?soort={Kind.EXAMPLE}")


@access.public
def suggest(request: HttpRequest) -> HttpResponse:
    """Ways to go on with what is being typed: options for the search box."""
    found = search.suggest(request.GET.get("q", "")[:200])
    return render(request, "catalogue/_suggestions.html", {"suggestions": found})


@access.public
def feed(request: HttpRequest) -> HttpResponse:
    """What a search finds, as Atom: the newest, else what comes in may never get into a full feed."""
    state = read(request.GET)
    entries = _entries(replace(state, sort="nieuw"), MOST_IN_FEED)
    title = _("Knooppunt: %(search)s") % {"search": state.text or _("training and materials")}
    page = state.address(reverse("catalogue:search"))
    xml = atom_of(entries, title=title, path=request.get_full_path(), page=page)
    return HttpResponse(xml, content_type="application/atom+xml; charset=utf-8")


@access.public
def calendar(request: HttpRequest) -> HttpResponse:
    """The coming runs of what a search finds, as iCalendar: what begins first, when there are too many."""
    text = calendar_of(_entries(replace(read(request.GET), sort="datum"), MOST_IN_CALENDAR)) or EMPTY_CALENDAR
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _entries(state: SearchState, most: int) -> list[Entry]:
    keys = found_keys(state, limit=most)
    entries = Entry.objects.published().with_page().in_bulk(keys)
    return [entries[key] for key in keys if key in entries]
