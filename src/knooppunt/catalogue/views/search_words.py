"""For editors: names for the same that searching knows, and what people looked for in vain."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.search import api as search

MOST_SHOWN = 100
NEEDS = "catalogue.keep_search_words"
TAKEN = "search-words-taken-away"  # in the session: what one took away, the last first, to put back
JUST = "search-words-just-taken-away"  # its key, until the page has said so
MOST_TAKEN = 20


@access.needs(NEEDS)
def search_words(request: HttpRequest) -> HttpResponseBase:
    """Both lists on one page; a press adds, changes or takes away one line."""
    access.require(request, NEEDS)
    if request.method != "POST":
        return _page(request)
    try:
        said = _act(request)
    except ValidationError as error:
        return _page(request, typed=request.POST.get("line", ""), error=" ".join(error.messages), status=422)
    except Conflict:
        sentence = _("Somebody else changed this line just now. Look at it once more.")
        return _page(request, typed=request.POST.get("line", ""), error=sentence, status=409)
    if said:
        messages.success(request, said)
    return redirect("catalogue:search-words")


def _act(request: HttpRequest) -> str:
    act, line = request.POST.get("act", ""), request.POST.get("line", "")
    if act == "put back":
        return _put_back(request, request.POST.get("key", ""))
    if act == "forget":
        missed = get_object_or_404(search.MissedQuery, pk=_number(request, "missed"))
        _remember(request, missed.words, question=search.missed_as_kept(missed))
        search.forget_missed(missed)
        return ""  # the page itself says so, with the way back
    if act == "add":
        search.add_synonyms(line=line)
        return _("Added. Searching knows it within seconds.")
    row = get_object_or_404(search.SynonymLine, pk=_number(request, "row"))
    if act == "remove":
        search.remove_synonyms(row=row)
        _remember(request, row.line)
        return ""
    search.change_synonyms(row=row, line=line, seen=_number(request, "version"))
    return _("Changed. Searching knows it within seconds.")


def _remember(request: HttpRequest, text: str, question: dict[str, Any] | None = None) -> None:
    """Keep a line that is about to go until one signs out, or a question in vain until the page has shown its way back."""
    row = {"key": uuid4().hex, "text": text, "question": question}
    request.session[TAKEN] = [row, *request.session.get(TAKEN, [])][:MOST_TAKEN]
    request.session[JUST] = row["key"]


def _put_back(request: HttpRequest, key: str) -> str:
    """Bring back what was taken away; what is back already stays once. Gives what to say."""
    rows = request.session.get(TAKEN, [])
    found = next((row for row in rows if row["key"] == key), None)
    if found is None:
        raise ValidationError(_("This cannot be put back any more. Write it anew."))
    text = found["text"]
    if not text:
        text = _restore_question(request.POST.get("kept", ""))
    elif not search.SynonymLine.objects.filter(line=text).exists():
        search.add_synonyms(line=text)
    request.session[TAKEN] = [row for row in rows if row is not found]
    return _("“%(line)s” is back.") % {"line": text}


def _restore_question(kept: str) -> str:
    try:
        question = signing.loads(kept, salt=TAKEN)
    except signing.BadSignature as error:
        raise ValidationError(_("This cannot be put back any more. Write it anew.")) from error
    search.restore_missed(question)
    return str(question["words"])


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, ""), 0)


def _page(request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200) -> HttpResponse:
    just, rows = request.session.pop(JUST, ""), request.session.get(TAKEN, [])
    taken = [_way_back(row) for row in rows if row["text"]]
    if any(row["question"] for row in rows):  # people may ask for a name: from here on only this page's form holds it
        request.session[TAKEN] = [row | {"text": "", "question": None} if row["question"] else row for row in rows]
    context = {
        "undo": next((row for row in taken if row["hidden"]["key"] == just), None),
        "earlier": [row for row in taken if row["hidden"]["key"] != just],
        "lines": search.SynonymLine.objects.all(),
        "missed": search.asked_in_vain()[:MOST_SHOWN],
        "typed": typed,
        "error": error,
    }
    return render(request, "catalogue/search_words.html", context, status=status)


def _way_back(row: dict[str, Any]) -> dict[str, Any]:
    sentence = _("“%(line)s” is off the list.") if row["question"] else _("“%(line)s” is taken away.")
    hidden = {"act": "put back", "key": row["key"]}
    if row["question"]:
        hidden["kept"] = signing.dumps(row["question"], salt=TAKEN)
    return {"text": sentence % {"line": row["text"]}, "hidden": hidden}
