"""The preview of a proposal, for who offers it and for who reviews it: private, and never kept by anything in between."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.offering.queries.preview import preview_of
from knooppunt.catalogue.offering.queries.submissions import own_submissions, reviewable_by
from knooppunt.catalogue.queries.attached import files_in
from knooppunt.core import access, files
from knooppunt.core.file_types import IMAGES, PDF
from knooppunt.core.models import StoredFile

SEE = "catalogue.see_submission"


@access.needs(SEE, methods=("GET",))
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How the entry will look."""
    submission = _seen(request, uuid)
    is_own = own_submissions(request.user).filter(pk=submission.pk).exists()
    back = reverse("catalogue:my-submission" if is_own else "catalogue:review", args=[uuid])
    return draw(request, submission, back=back)


@access.needs(SEE, methods=("GET",))
def file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponseBase:
    """A file or the picture that a proposal names."""
    submission = _seen(request, uuid)
    if str(file) not in files_in(submission.content):
        raise Http404("This proposal has no such file.")
    return files.serve(request, get_object_or_404(StoredFile, uuid=file), inline_types=IMAGES | {PDF})


def draw(request: HttpRequest, submission: Submission, *, back: str) -> HttpResponse:
    """The page, marked as a preview; also for who follows a link from a mail."""

    def file_at(uuid: str) -> str:
        return reverse("catalogue:preview-file", args=[submission.uuid, uuid])

    page = preview_of(submission, file_at=file_at)
    picture = page.content.image
    context = {
        "page": page,
        "entry": page.entry,
        "submission": submission,
        "preview": True,
        "picture": file_at(picture) if picture else "",
        "back": back,
        "layout": "layouts/work.html" if request.user.is_authenticated else "layouts/public.html",
    }
    response = render(request, "catalogue/offering/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _seen(request: HttpRequest, uuid: UUID) -> Submission:
    """The proposal, if one offers or reviews it (else 404)."""
    own, to_review = own_submissions(request.user).values("pk"), reviewable_by(request.user).values("pk")
    rows = Submission.objects.filter(Q(pk__in=own) | Q(pk__in=to_review)).select_related("entry", "hub", "organisation")
    found: Submission = get_object_or_404(rows, uuid=uuid)
    access.require(request, SEE, found)
    return found
