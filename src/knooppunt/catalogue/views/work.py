"""The catalogue in the workspace."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase

from knooppunt.catalogue.views.getting import entry_at
from knooppunt.core import access, files
from knooppunt.core.file_types import IMAGES

VIEW = "catalogue.view_entries"


@access.needs(VIEW, methods=("GET",))
def image(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture of an entry that may not be public yet."""
    found = entry_at(request, pk, VIEW)
    if found.image is None:
        raise Http404("This entry has no picture.")
    return files.serve(request, found.image, inline_types=IMAGES)
