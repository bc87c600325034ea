"""What one keeps: in the address without an account, on the server with one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.kept import drop_entry, keep_entries
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.queries.collections import MOST_KEPT, kept_by, kept_cards
from knooppunt.catalogue.views.addresses import address
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access


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
        "catalogue_url": address("search"),
    }
    return render(request, "catalogue/kept.html", context)


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
