"""The pictures that other sites show with a link to us."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.catalogue.publishing.share import ShareCard, card_of_collection, card_of_entry, picture_of
from knooppunt.catalogue.queries.collections import listed_collections
from knooppunt.catalogue.queries.pages import page_of
from knooppunt.catalogue.views.addresses import plain_picture
from knooppunt.catalogue.views.getting import published_entry
from knooppunt.core import access
from knooppunt.core.documents.pdf import PdfError

log = logging.getLogger(__name__)


@access.public
def entry_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of an entry."""
    found = published_entry(pk)
    return _picture(card_of_entry(page_of(found)), otherwise=found.kind)


@access.public
def collection_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a collection."""
    found = listed_collections().filter(pk=pk).first()
    if found is None:
        raise Http404("No such collection is published.")
    return _picture(card_of_collection(found), otherwise="material")


def _picture(card: ShareCard, *, otherwise: str) -> HttpResponse:
    """The picture, or the plain one of its kind while it cannot be made."""
    language = get_language() or "nl"
    try:
        made = picture_of(card, site=settings.SITE_NAME, tagline=_("Learning about palliative care"), language=language)
    except PdfError as error:
        log.warning("no picture to share: %s", error)
        return redirect(plain_picture(otherwise))
    return HttpResponse(made, content_type="image/png")
