"""Keys of other systems, and the door through which these send entries."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import EntryContent, Problems
from knooppunt.catalogue.offering.actions.keys import make_key, revoke_key, use_key
from knooppunt.catalogue.offering.actions.offering import offer_content
from knooppunt.catalogue.offering.forms.providers import KeyForm
from knooppunt.catalogue.offering.models import ApiKey, Submission
from knooppunt.catalogue.offering.queries.submissions import own_organisations
from knooppunt.catalogue.offering.views.common import OFFER
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access, limits
from knooppunt.core.versions import Conflict

MOST_BYTES = 512 * 1024
WRONG_KEYS = (30, 3600)  # of one address: nobody tries keys


@access.needs(OFFER)
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of one's organisations. POST makes one; its text is shown on the answer, and never again."""
    own = own_organisations(request.user)
    form, token = KeyForm(request.POST or None, organisations=own), ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, token = make_key(**form.cleaned_data, by=acting_user(request))
            form = KeyForm(organisations=own)
        except Refused as refused:
            form.add_error(None, str(refused))
    found = ApiKey.objects.filter(organisation__in=own).select_related("organisation", "made_by")
    context = {"keys": found, "form": form, "token": token, "address": request.build_absolute_uri("/api/aanbod/")}
    return render(request, "catalogue/offering/keys.html", context, status=422 if form.errors else 200)


@access.needs(OFFER, methods=("POST",))
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A key opens nothing any more."""
    key = get_object_or_404(ApiKey, pk=pk, organisation__in=own_organisations(request.user))
    access.require(request, OFFER, key)
    revoke_key(key=key)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("catalogue:my-keys")


@csrf_exempt  # the key in the header is the authority; no cookie is read
@access.public_form(limit="push", methods=("POST",))
def push(request: HttpRequest) -> HttpResponse:
    """Take in one entry of another system: ``{"id": own identifier, "content": {…}}`` with ``Authorization: Bearer <key>``.

    The same identifier is the same entry; the same content twice changes nothing.
    """
    key = use_key(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    if key is None:
        tries, seconds = WRONG_KEYS
        wrong = limits.hit("push-wrong", limits.address_key(request), limit=tries, window_seconds=seconds)
        return _answer(401, error=_("This key does not open anything.")) if wrong.allowed else _later(wrong.retry_after)
    allowed = limits.hit("push-key", f"k:{key.pk}", limit=key.per_hour, window_seconds=3600)
    if not allowed.allowed:
        return _later(allowed.retry_after)
    try:
        source_id, content = _read(request)
        done = offer_content(
            organisation=key.organisation,
            source_id=source_id,
            content=content,
            by=None,
            origin=Submission.Origin.API,
            send_in=key.scope == ApiKey.Scope.SUBMIT,
        )
    except _Malformed as wrong:
        return _answer(400, error=str(wrong))
    except Problems as problems:
        return _answer(422, error=_("Something must be mended first."), problems=problems.by_path)
    except (Refused, Conflict) as refused:
        words = str(refused) if isinstance(refused, Refused) else _("Somebody changed this just now. Try again.")
        return _answer(409, error=words)
    entry, submission = done.entry, done.submission
    return _answer(
        201 if done.outcome == "new" else 200,
        id=source_id,
        outcome=done.outcome,
        state=submission.state if submission else "goedgekeurd",
        submission=str(submission.uuid) if submission else None,
        entry=str(entry.uuid) if entry else None,
        url=request.build_absolute_uri(entry.get_absolute_url()) if entry and entry.is_published else None,
    )


class _Malformed(Exception):
    """The body is not what this door takes."""


def _read(request: HttpRequest) -> tuple[str, EntryContent]:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise _Malformed(_("This is too much: at most 512 kB for one entry."))
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Malformed(_("This is not JSON.")) from error
    if not isinstance(data, dict) or not isinstance(data.get("content"), dict):
        raise _Malformed(_("Send an object with “id” and “content”."))
    source_id = data.get("id")
    if not isinstance(source_id, str | int) or isinstance(source_id, bool) or not 0 < len(str(source_id)) <= 200:
        raise _Malformed(_("“id” is your own identifier: at most 200 characters."))
    try:
        return str(source_id), EntryContent.from_dict(data["content"])
    except RecursionError as error:
        raise _Malformed(_("This is not JSON.")) from error


def _later(seconds: int) -> HttpResponse:
    answer = _answer(429, error=_("Too many requests with this key. Go on a little later."))
    answer["Retry-After"] = str(seconds)
    return answer


def _answer(status: int, **data: Any) -> HttpResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
