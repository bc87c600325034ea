"""For editors: names for the same that searching knows, and what people looked for in vain."""

from __future__ import annotations

from django.contrib import messages
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
TAKEN = "search-words-taken-away"  # in the session: the line that one took away last, to put back


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
    if act == "forget":
        search.forget_missed(get_object_or_404(search.MissedQuery, pk=_number(request, "missed")))
        return _("The question is taken off the list.")
    if act == "add":
        search.add_synonyms(line=line)
        return _("Added. Searching knows it within seconds.")
    row = get_object_or_404(search.SynonymLine, pk=_number(request, "row"))
    if act == "remove":
        search.remove_synonyms(row=row)
        request.session[TAKEN] = row.line
        return ""  # the page itself says so, with the way back
    search.change_synonyms(row=row, line=line, seen=_number(request, "version"))
    return _("Changed. Searching knows it within seconds.")


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, ""), 0)


def _page(request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200) -> HttpResponse:
    taken = request.session.pop(TAKEN, "")  # said once, as messages are; the form that puts it back holds it
    context = {
        "undo": {"text": _("“%(line)s” is taken away.") % {"line": taken}, "hidden": {"act": "add", "line": taken}}
        if taken
        else None,
        "lines": search.SynonymLine.objects.all(),
        "missed": search.asked_in_vain()[:MOST_SHOWN],
        "typed": typed,
        "error": error,
    }
    return render(request, "catalogue/search_words.html", context, status=status)
