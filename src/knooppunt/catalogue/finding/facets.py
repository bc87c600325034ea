"""The facets of the catalogue: what they are called, in the address and on the page, and in which order they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.search.api import DISTANCE, Buckets

FAR = 9e9  # where a thing without a date or price stands when sorting
FREE_BELOW = 0.005


@dataclass(frozen=True)
class Facet:
    """One facet. ``scheme``: the list of terms that its values are codes of. ``param``: its name in the address."""

    name: str
    param: str
    title: str | Promise
    scheme: str = ""
    is_long: bool = False  # has a search box of its own
    is_bucket: bool = False
    is_hidden: bool = False  # can be asked for, is not shown as a list


FACETS: tuple[Facet, ...] = (
    Facet("kind", "soort", _("What kind?")),
    Facet("audience", "voor", _("For whom?"), "audiences"),
    Facet("level", "niveau", _("Level"), "levels"),
    Facet("form", "vorm", _("Form"), "forms"),
    Facet("region", "regio", _("Region")),
    Facet("start", "start", _("Starts within"), is_bucket=True),
    Facet("register", "punten", _("Points for"), "registers"),
    Facet("price", "prijs", _("Price"), is_bucket=True),
    Facet("profession", "beroep", _("Profession"), "professions", is_long=True),
    Facet("domain", "domein", _("Domain"), "domains"),
    Facet("topic", "onderwerp", _("Topic"), "topics", is_long=True),
    Facet("canmeds", "rol", _("CanMEDS role"), "canmeds"),
    Facet("material", "materiaal", _("Kind of material"), "material-kinds"),
    Facet("provider", "aanbieder", _("Provider"), is_long=True),
    Facet("language", "taal", _("Language"), "languages"),
    Facet("licence", "licentie", _("Licence"), "licences"),
    Facet("mark", "keurmerk", _("Quality mark")),
    Facet("fresh", "actueel", _("Last checked"), is_bucket=True),
    Facet("points", "minimaal", _("At least so many points"), is_hidden=True),
)
BY_NAME = {facet.name: facet for facet in FACETS}
BY_PARAM = {facet.param: facet for facet in FACETS}
INDEXED = tuple(facet.name for facet in FACETS if not facet.is_bucket)
NUMBERS = ("start", "price", "checked", "published", "sort_start", "sort_price")

NEAREST = "afstand"  # only with a place to be near to
SORTS: dict[str, tuple[str, Promise | str]] = {
    "": ("", _("Fits best")),
    "datum": ("sort_start", _("First date")),
    "prijs": ("sort_price", _("Price")),
    "nieuw": ("-published", _("Newest")),
    NEAREST: (DISTANCE, _("Nearest")),
}
BUCKET_LABELS: dict[str, dict[str, Promise | str]] = {
    "start": {
        "1-maand": _("1 month"),
        "3-maanden": _("3 months"),
        "6-maanden": _("6 months"),
        "1-jaar": _("1 year"),
    },
    "price": {
        "gratis": _("Free"),
        "tot-100": _("Up to € 100"),
        "tot-250": _("Up to € 250"),
        "tot-500": _("Up to € 500"),
        "meer": _("More than € 500"),
    },
    "fresh": {
        "half-jaar": _("Less than six months ago"),
        "jaar": _("Less than a year ago"),
        "ouder": _("Longer ago"),
    },
}


def buckets(today: dt.date) -> dict[str, Buckets]:
    """The facets over numbers, as they are on that day. Days are ordinals, prices euros."""
    day = float(today.toordinal())

    def within(days: int) -> tuple[float, float]:
        return day, day + days + 1

    return {
        "start": Buckets(
            "start", {"1-maand": within(31), "3-maanden": within(92), "6-maanden": within(183), "1-jaar": within(366)}
        ),
        "price": Buckets(
            "price",
            {
                "gratis": (None, FREE_BELOW),
                "tot-100": (None, 100.005),
                "tot-250": (None, 250.005),
                "tot-500": (None, 500.005),
                "meer": (500.005, None),
            },
        ),
        "fresh": Buckets(
            "checked", {"half-jaar": (day - 183, None), "jaar": (day - 365, None), "ouder": (None, day - 365)}
        ),
    }
