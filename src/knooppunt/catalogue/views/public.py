"""The page of an entry, its files, its calendar and the feed of what is new. They never look at the user."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import DisallowedRedirect
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.catalogue.finding.alike import alike_to
from knooppunt.catalogue.models import Entry, EntryFile
from knooppunt.catalogue.offering.counting import FOLLOWED, note
from knooppunt.catalogue.publishing.calendar import calendar_of
from knooppunt.catalogue.publishing.json_ld import json_ld_of
from knooppunt.catalogue.publishing.share import card_of_entry
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.queries.merging import merged_to
from knooppunt.catalogue.queries.pages import addresses_of, page_of
from knooppunt.catalogue.views.addresses import around
from knooppunt.catalogue.views.getting import published_entry
from knooppunt.core import access, files
from knooppunt.core.file_types import IMAGES, PDF
from knooppunt.core.linked_data import absolute


@access.public
def entry(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One entry. Another title in the address leads to the right one."""
    try:
        found = published_entry(pk)
    except Http404:
        if (other := merged_to(pk)) is not None:  # it was merged with another one
            return redirect(other, permanent=False)
        raise
    if slug != found.slug:
        return redirect(found, permanent=False)
    page = page_of(found, counted=True)
    page.alike = alike_to(page)
    context = {
        "page": page,
        "entry": found,
        "json_ld": json_ld_of(page),
        "canonical": absolute(found.get_absolute_url()),
        "share_image": absolute(reverse("catalogue:entry-picture", args=[found.pk])),
        "share": card_of_entry(page),
        **around(found),
    }
    return render(request, "catalogue/entry.html", context)


@access.public
def follow(request: HttpRequest, pk: int, mark: str) -> HttpResponse:
    """On to a web address of a published entry, and count that somebody went. Only where the entry itself links to."""
    found = published_entry(pk)
    url = addresses_of(content_of(found)).get(mark)
    try:
        answer = HttpResponseRedirect(url or found.get_absolute_url())
    except (ValueError, DisallowedRedirect):  # an address that no browser could go to
        url, answer = None, HttpResponseRedirect(found.get_absolute_url())
    if url is not None:  # else the link was changed since the page was made
        note(request, found.pk, FOLLOWED)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@access.public
def file(request: HttpRequest, pk: int, uuid: UUID) -> HttpResponseBase:
    """A file of a published entry."""
    found = EntryFile.objects.filter(entry__in=Entry.objects.published().filter(pk=pk), file__uuid=uuid)
    row = found.select_related("file").first()
    if row is None:
        raise Http404("No such file is published.")
    return files.serve(request, row.file, inline_types=IMAGES | {PDF})


@access.public
def image(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture of a published entry."""
    found = Entry.objects.published().filter(pk=pk, image__isnull=False).select_related("image").first()
    if found is None or found.image is None:
        raise Http404("This entry has no picture.")
    return files.serve(request, found.image, inline_types=IMAGES)


@access.public
def calendar(request: HttpRequest, pk: int, key: UUID | None = None) -> HttpResponse:
    """The coming runs of an entry, or one of them, for a calendar."""
    found = published_entry(pk)
    text = calendar_of([found], only=str(key) if key else "")
    if not text:
        raise Http404("This entry has no such run.")
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("training")}-{found.pk}.ics"'
    return response
