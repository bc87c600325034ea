"""What one keeps: in the address without an account, on the server with one."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.kept import drop_entry, keep_entries
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.publishing.paper import paper_docx, paper_of_list, paper_pdf
from knooppunt.catalogue.queries.collections import MOST_KEPT, kept_by, kept_cards
from knooppunt.catalogue.views.addresses import address
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access, limits
from knooppunt.core.documents.pdf import PdfError
from knooppunt.core.documents.responses import download
from knooppunt.core.views.errors import too_many_requests

PAPERS = (60, 600)  # files of one address, and seconds
log = logging.getLogger(__name__)


@access.public
def kept(request: HttpRequest) -> HttpResponse:
    """A list that stands in the address: ``?e=12,7``. ``weg`` takes one off, ``erbij`` adds one; ``zoek`` finds more to
    put on it, by words of the title.
    """
    wanted = _numbers(request.GET.getlist("e"))
    off, more = _numbers(request.GET.getlist("weg")), _numbers(request.GET.getlist("erbij"))
    if off or more:
        return redirect(_address(dict.fromkeys([*(pk for pk in wanted if pk not in off), *more])) + "#lijst")
    cards = kept_cards(wanted)
    shown = [card.pk for card in cards]
    typed = request.GET.get("zoek", "").strip()[:100]
    here = f"{_site(request)}{_address(shown)}"
    context = {
        "cards": cards,
        "numbers": ",".join(map(str, shown)),
        "gone": len(set(wanted)) - len(cards),
        "here": here,
        "mail_url": "mailto:?" + urlencode({"subject": _("My list"), "body": here}, quote_via=quote),
        "typed": typed,
        "found": _titled(typed, shown) if typed else [],
        "own_url": f"{reverse('catalogue:kept-own')}?{urlencode({'e': ','.join(map(str, shown))})}",
        "paper_failed": "mislukt" in request.GET,
        "catalogue_url": address("search"),
    }
    return render(request, "catalogue/kept.html", context)


@access.public_form(limit="preview", methods=("GET",))  # no form, but nothing that a cache should keep either
def paper(request: HttpRequest, kind: str) -> HttpResponse:
    """The list that stands in the address as a PDF or a Word file. Every list is another file, so one address asks for at
    most ``PAPERS``.
    """
    if kind not in {"pdf", "docx"}:
        raise Http404("There is no such file.")
    cards = kept_cards(_numbers(request.GET.getlist("e")))
    here = _address(card.pk for card in cards)
    if not cards:
        return redirect(here)
    allowed = limits.hit("kept-paper", limits.address_key(request), limit=PAPERS[0], window_seconds=PAPERS[1])
    if not allowed.allowed:
        return too_many_requests(request, allowed.retry_after)
    content, language = paper_of_list(cards, address=here), get_language() or "nl"
    try:
        made = paper_pdf(content, language=language) if kind == "pdf" else paper_docx(content, language=language)
    except PdfError as error:
        log.warning("pdf of a kept list failed: %s", error)
        return redirect(f"{here}&mislukt=1")
    return download(made, name=content.title, kind="pdf" if kind == "pdf" else "docx")


@access.signed_in
def own(request: HttpRequest) -> HttpResponse:
    """The list of one's account. POST ``keep`` (numbers) adds, ``drop`` takes off."""
    user = acting_user(request)
    if request.method == "POST":
        return _change_own(request, user)
    have = kept_by(user)
    offered = [pk for pk in _numbers(request.GET.getlist("e")) if pk not in set(have)]
    context = {
        "cards": kept_cards(have),
        "have": ",".join(map(str, have)),
        "offered": kept_cards(offered),
        "numbers": ",".join(map(str, offered)),
        "share_url": f"{_site(request)}{_address(have)}" if have else "",
        "catalogue_url": address("search"),
    }
    return render(request, "catalogue/kept_own.html", context)


def _change_own(request: HttpRequest, user: User) -> HttpResponse:
    if request.POST.get("drop"):
        for pk in _numbers([request.POST["drop"]]):
            drop_entry(user=user, entry=pk)
        messages.success(request, _("It is off your list."))
        return redirect("catalogue:kept-own")
    new = keep_entries(user=user, entries=_numbers(request.POST.getlist("keep")))
    text = ngettext("%(count)d new on your list.", "%(count)d new on your list.", new)
    messages.success(request, text % {"count": new})
    if len(kept_by(user)) >= MOST_KEPT:
        full = _("Your list is full: it holds %(most)d. Take something off before you add more.")
        messages.warning(request, full % {"most": MOST_KEPT})
    return redirect("catalogue:kept-own")


def _titled(typed: str, without: list[int]) -> QuerySet[Entry]:
    found = Entry.objects.published().exclude(pk__in=without).order_by("title")
    for word in typed.split()[:6]:
        found = found.filter(title__icontains=word)
    return found[:20]


def _address(numbers: Iterable[int]) -> str:
    text = ",".join(map(str, numbers))
    return f"{reverse('catalogue:kept')}?e={text}" if text else reverse("catalogue:kept")


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _numbers(texts: Iterable[str]) -> list[int]:
    """The numbers in "12,7" and the like; anything else is passed over."""
    words = ",".join(texts)[:4000].split(",")
    found = [int(word) for word in words if word.strip().isascii() and word.strip().isdigit() and len(word) < 16]
    return list(dict.fromkeys(found))[:MOST_KEPT]
