"""The door through which other systems send entries, with the key of a provider. It answers in JSON, in sentences."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import KIND_FIELDS, KINDS, SCHEMES, EntryContent, Kind, Problems
from knooppunt.catalogue.content.shapes import Accreditation, Link, Run
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.actions.keys import use_key
from knooppunt.catalogue.offering.actions.offering import offer_content
from knooppunt.catalogue.offering.actions.review import source_name
from knooppunt.catalogue.offering.labels import LABELS
from knooppunt.catalogue.offering.models import ApiKey, Submission
from knooppunt.core import access, limits
from knooppunt.core.versions import Conflict
from knooppunt.framework.api import concepts_of
from knooppunt.network.models import Hub

MOST_BYTES = 512 * 1024
WRONG_KEYS = (30, 3600)  # of one address: nobody tries keys
EXAMPLE = {
    "kind": "training",
    "title": "Comfortzorg in de laatste dagen",
    "summary": "Twee dagdelen over comfort, met oefeningen.",
    "concepts": {"levels": ["mbo-4"], "domains": ["stervensfase"]},
    "runs": [{"starts_on": "2027-03-09", "place": "Haarlem", "price_incl": "195,00", "seats_left": 12}],
    "accreditations": [{"register": "kr-vv", "points": 6}],
    "links": [{"url": "https://aanbieder.example/comfortzorg", "kind": "site"}],
}
# What is sent by other ways: files and the picture in the workspace; the provider is the one of the key.
_NOT_SENT = frozenset({"provider", "files", "image", "image_alt"})


@csrf_exempt  # the key in the header is the authority; no cookie is read
@access.public_form(limit="push", methods=("POST",))
def push(request: HttpRequest) -> HttpResponse:
    """Take in one entry of another system: ``{"id": own identifier, "content": {…}}`` with ``Authorization: Bearer <key>``.

    The same identifier is the same entry; the same content twice changes nothing.
    """
    key = _key(request)
    if not isinstance(key, ApiKey):
        return key
    try:
        data = _body(request)
        if not isinstance(data.get("content"), dict):
            raise _Malformed(_("Send an object with “id” and “content”."))
        return _take(request, key, _identifier(data.get("id")), data["content"])
    except _Malformed as wrong:
        return _answer(wrong.status, error=str(wrong))


@csrf_exempt  # as above
@access.public_form(limit="push", methods=("GET", "PUT"))
def one(request: HttpRequest, source_id: str) -> HttpResponse:
    """PUT: make or replace the entry with this identifier of the system's own. The body is the content itself.

    GET: where that entry stands, and the content as it was sent in last.
    """
    key = _key(request)
    if not isinstance(key, ApiKey):
        return key
    try:
        identifier = _identifier(source_id)
        if request.method == "PUT":
            return _take(request, key, identifier, _body(request))
    except _Malformed as wrong:
        return _answer(wrong.status, error=str(wrong))
    entry = Entry.objects.filter(source=source_name(key.organisation), source_id=identifier).first()
    mine = Submission.objects.filter(organisation=key.organisation)
    sent = mine.open().filter(entry=entry).first() if entry else mine.open().filter(source_id=identifier).first()
    if entry is None and sent is None:
        return _answer(404, error=_("Nothing of yours has this identifier."))
    content = sent.content if sent else (entry.content if entry else {})
    return _where(request, 200, identifier, entry=entry, submission=sent, content=content)


@access.public
def explained(request: HttpRequest) -> HttpResponse:
    """How a system sends entries: addresses, answers, fields and codes."""
    terms = concepts_of(*SCHEMES, "licences", "registers")
    parts = {"runs": Run, "accreditations": Accreditation, "links": Link}
    context = {
        "address": request.build_absolute_uri(
            "/api/aanbod/"
        ),  # for machines there is one address, on English pages too
        "example": json.dumps(EXAMPLE, ensure_ascii=False, indent=2),
        "fields": [(name, label, _kinds(name)) for name, label in LABELS.items() if name not in _NOT_SENT],
        "parts": [(name, ", ".join(one.name for one in fields(part))) for name, part in parts.items()],
        "kinds": [(kind, Kind(kind).label) for kind in KINDS],
        "terms": [(scheme, [(one.code, one.label) for one in found]) for scheme, found in terms.items() if found],
        "hubs": list(Hub.objects.working().values_list("slug", "short_name")),
    }
    return render(request, "catalogue/offering/api.html", context)


def _kinds(name: str) -> str:
    """The kinds that have this field; nothing when all have it."""
    have = [kind for kind in KINDS if name in KIND_FIELDS[kind]]
    return (
        "" if len(have) == len(KINDS) or name == "kind" else ", ".join(str(Kind(kind).label).lower() for kind in have)
    )


def _key(request: HttpRequest) -> ApiKey | HttpResponse:
    """The key of this request, or the answer why it opens nothing (now)."""
    key = use_key(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    if key is None:
        tries, seconds = WRONG_KEYS
        wrong = limits.hit("push-wrong", limits.address_key(request), limit=tries, window_seconds=seconds)
        if not wrong.allowed:
            return _later(wrong.retry_after)
        answer = _answer(401, error=_("This key does not open anything."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    allowed = limits.hit("push-key", f"k:{key.pk}", limit=key.per_hour, window_seconds=3600)
    return key if allowed.allowed else _later(allowed.retry_after)


def _take(request: HttpRequest, key: ApiKey, identifier: str, data: dict[str, Any]) -> HttpResponse:
    """Take one content in, with the same checks as everywhere; all of it or nothing."""
    try:
        done = offer_content(
            organisation=key.organisation,
            source_id=identifier,
            content=EntryContent.from_dict(data),
            by=None,
            origin=Submission.Origin.API,
            send_in=key.scope == ApiKey.Scope.SUBMIT,
        )
    except RecursionError:
        return _answer(400, error=_("This is not JSON."))
    except Problems as problems:
        return _answer(422, error=_("Something must be mended first."), problems=problems.by_path)
    except (Refused, Conflict) as refused:
        words = str(refused) if isinstance(refused, Refused) else _("Somebody changed this just now. Try again.")
        return _answer(409, error=words)
    status = 201 if done.outcome == "new" else 200
    return _where(request, status, identifier, entry=done.entry, submission=done.submission, outcome=done.outcome)


def _where(
    request: HttpRequest,
    status: int,
    identifier: str,
    *,
    entry: Entry | None,
    submission: Submission | None,
    **more: Any,
) -> HttpResponse:
    return _answer(
        status,
        id=identifier,
        state=submission.state if submission else "goedgekeurd",
        submission=str(submission.uuid) if submission else None,
        entry=str(entry.uuid) if entry else None,
        url=request.build_absolute_uri(entry.get_absolute_url()) if entry and entry.is_published else None,
        **more,
    )


class _Malformed(Exception):
    """The body is not what this door takes."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def _body(request: HttpRequest) -> dict[str, Any]:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise _Malformed(_("This is too much: at most 512 kB for one entry."), 413)
    try:
        data: Any = json.loads(body)
        json.dumps(data, ensure_ascii=False).encode()  # "\ud800" is half a character: nothing can hold or show it
    except (ValueError, RecursionError) as error:
        raise _Malformed(_("This is not JSON.")) from error
    if not isinstance(data, dict):
        raise _Malformed(_("Send a JSON object."))
    return data


def _identifier(given: Any) -> str:
    """The own identifier of the system that sends."""
    text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if not 0 < len(text) <= 200 or not text.isprintable():
        raise _Malformed(_("“id” is your own identifier: at most 200 characters."))
    return text


def _later(seconds: int) -> HttpResponse:
    answer = _answer(429, error=_("Too many requests with this key. Go on a little later."))
    answer["Retry-After"] = str(seconds)
    return answer


def _answer(status: int, **data: Any) -> HttpResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
