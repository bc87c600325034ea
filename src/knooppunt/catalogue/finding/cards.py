"""Hits as cards: what the template draws for each thing that was found. No query, however many hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from knooppunt.catalogue import words
from knooppunt.catalogue.content import Cost, Kind
from knooppunt.catalogue.finding.labels import Names
from knooppunt.core.texts import written_in
from knooppunt.search.api import Hit, Piece, Reason

OLD = dt.timedelta(days=365)


@dataclass(frozen=True)
class Points:
    """Points in one register."""

    register: str
    number: str


@dataclass(frozen=True)
class Card:
    """One hit in words."""

    title: Sequence[Piece]
    plain_title: str
    url: str
    kind: str
    icon: str
    levels: str
    text: Sequence[Piece]
    points: Sequence[Points]
    price: str
    facts: Sequence[tuple[str, str]]  # (icon, words)
    checked: str
    checked_old: bool
    more: str
    reasons: Sequence[Reason] = field(default_factory=list)
    why: str = ""
    lang: str = ""  # of title and text, when it is not that of the page


def cards_of(hits: Sequence[Hit], names: Names, today: dt.date) -> list[Card]:
    """Put hits in words."""
    return [_card(hit, names, today) for hit in hits]


def _card(hit: Hit, names: Names, today: dt.date) -> Card:
    data = dict(hit.card)
    kind = data.get("kind", Kind.SOURCE.value)
    checked, old = _checked(data, today)
    return Card(
        title=hit.title_pieces or [Piece(hit.title)],
        plain_title=hit.title,
        url=hit.address,
        kind=_kind(kind, data, names),
        icon=words.ICONS.get(kind, "node"),
        levels=", ".join(names.short("levels", code) for code in data.get("levels", ())[:4]),
        text=hit.snippet or [Piece(hit.summary)],
        points=[
            Points(names.short("registers", register), words.points_words(Decimal(str(number))))
            for register, number in data.get("points", ())
        ],
        price=_price(data),
        facts=_facts(hit, data, kind, today),
        checked=checked,
        checked_old=old,
        more=_("See the dates") if kind == Kind.TRAINING and data.get("runs") else _("Read more"),
        reasons=hit.reasons,
        why="; ".join(reason.words for reason in hit.reasons),
        lang=written_in(data.get("languages", ())),
    )


def _kind(kind: str, data: dict[str, Any], names: Names) -> str:
    if kind == Kind.MATERIAL and data.get("materials"):
        return names.short("material-kinds", data["materials"][0]).capitalize()
    if kind == Kind.TRAINING and list(data.get("forms", ())) == ["e-learning"]:
        return names.short("forms", "e-learning").capitalize()
    return names.kind(kind)


def _price(data: dict[str, Any]) -> str:
    prices = data.get("prices")
    if not prices:
        return {Cost.PAID.value: _("Paid"), Cost.ON_REQUEST.value: _("Price on request")}.get(data.get("cost", ""), "")
    text = words.money(prices[0])
    if prices[1] != prices[0]:
        text = _("%(low)s to %(high)s") % {"low": text, "high": words.money(prices[1])}
    return _("%(price)s per group") % {"price": text} if data.get("per_group") else text


def _facts(hit: Hit, data: dict[str, Any], kind: str, today: dt.date) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if when := _when(data, kind, today):
        found.append(("calendar", when))
    where = [*data.get("places", ()), *([_("Online")] if data.get("online") else [])]
    if where:
        found.append(("pin", ", ".join(where)))
    if hit.distance_km is not None:
        km = round(hit.distance_km)
        found.append(("pin", _("about %(km)d km away") % {"km": km} if km else _("close by")))
    load = data.get("load") or (words.minutes_words(data["minutes"]) if data.get("minutes") else "")
    if load:
        found.append(("clock", load))
    if data.get("provider"):
        found.append(("people", data["provider"]))
    return found


def _when(data: dict[str, Any], kind: str, today: dt.date) -> str:
    if kind != Kind.TRAINING:
        return ""
    runs = [run for run in data.get("runs", ()) if run["state"] != "cancelled"]
    count = len(runs) + data.get("more_runs", 0)
    first = parse_date(runs[0]["day"]) if runs else None
    if first is not None:
        day = _day(first, get_language())
        if count == 1:
            return day
        return ngettext("%(count)d date, the first: %(day)s", "%(count)d dates, the first: %(day)s", count) % {
            "count": count,
            "day": day,
        }
    if data.get("always"):
        return _("Start whenever you like")
    if data.get("on_request"):
        return _("On request")
    return _("No new dates")


@lru_cache(maxsize=2_000)
def _day(day: dt.date, _language: str | None) -> str:
    return date_format(day, "j F Y")


def _checked(data: dict[str, Any], today: dt.date) -> tuple[str, bool]:
    if data.get("unverified"):
        return _("Not verified: nobody confirmed that this is still right"), True
    day = parse_date(data.get("checked", "")) if data.get("checked") else None
    if day is None:
        return "", False
    if day < today - OLD:
        return _("Last checked on %(day)s, more than a year ago") % {"day": _day(day, get_language())}, True
    return _("Checked on %(day)s") % {"day": _day(day, get_language())}, False
