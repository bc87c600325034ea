"""Dutch places and provinces (``data/places.json``; decision 0003): by name, with typing errors, and distances.

Pure functions over data that comes with the program; no database. The list holds places of about 1,000 inhabitants and
more, without borders or postcodes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import cos, hypot, radians

from rapidfuzz import fuzz, process

from knooppunt.network.models import Province
from knooppunt.network.names import fold

# Other names of provinces that people type. "Holland" and "Brabant" alone are what one calls them.
_PROVINCE_NAMES = {
    "fryslan": [Province.FRIESLAND],
    "brabant": [Province.NOORD_BRABANT],
    "holland": [Province.NOORD_HOLLAND, Province.ZUID_HOLLAND],
    "north holland": [Province.NOORD_HOLLAND],
    "south holland": [Province.ZUID_HOLLAND],
    "north brabant": [Province.NOORD_BRABANT],
    "nh": [Province.NOORD_HOLLAND],
    "zh": [Province.ZUID_HOLLAND],
}
KM_PER_DEGREE = 111.2
# rapidfuzz ratios, tried on typing errors: from SURE on it is taken as meant, from LIKELY on it is offered.
SURE, LIKELY = 86, 74


@dataclass(frozen=True)
class Place:
    """A place by the name on its signs."""

    name: str
    province: str
    latitude: float
    longitude: float
    also: tuple[str, ...] = ()

    @property
    def province_name(self) -> str:
        """The province in words."""
        return str(Province(self.province).label)


@dataclass(frozen=True)
class Match:
    """What a typed text may mean. ``provinces`` and ``places`` hold more than one when several bear the name."""

    provinces: tuple[Province, ...] = ()
    places: tuple[Place, ...] = ()
    corrected_to: str = ""  # the name that was meant, after a typing error
    suggestions: tuple[str, ...] = field(default=())  # when nothing fits well enough

    @property
    def found(self) -> bool:
        return bool(self.provinces or self.places)


@cache
def all_places() -> tuple[Place, ...]:
    """Every place of the list."""
    data = json.loads((files("knooppunt.network") / "data" / "places.json").read_text(encoding="utf-8"))
    return tuple(Place(row[0], row[1], row[2], row[3], tuple(row[4]) if len(row) > 4 else ()) for row in data["places"])


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    """Folded name → the places that bear it. A name of its own goes before another place's second name."""
    own: dict[str, list[Place]] = defaultdict(list)
    second: dict[str, list[Place]] = defaultdict(list)
    for place in all_places():
        own[fold(place.name)].append(place)
        for name in place.also:
            second[fold(name)].append(place)
    for name, places in second.items():
        own[name].extend(place for place in places if place not in own[name])
    return {name: tuple(places) for name, places in own.items()}


@cache
def _provinces() -> dict[str, tuple[Province, ...]]:
    return {fold(str(one.label)): (one,) for one in Province} | {k: tuple(v) for k, v in _PROVINCE_NAMES.items()}


def place_named(name: str, province: str = "") -> Place | None:
    """The one place of that name (in that province); ``None`` when there is none, or more than one."""
    found = [one for one in _by_name().get(fold(name), ()) if not province or one.province == province]
    return found[0] if len(found) == 1 else None


def look_up(text: str) -> Match:
    """What somebody may mean by ``text``: "Almere", "den hagg", "Rijswijk (Zuid-Holland)", "Limburg".

    A province and a place in it with the same name (Utrecht, Groningen) give both.
    """
    words, hint = _split(text)
    if not words:
        return Match()
    provinces = _provinces().get(words, ())
    places = tuple(one for one in _by_name().get(words, ()) if not hint or one.province in hint)
    if provinces or places:
        return Match(provinces=() if hint else provinces, places=places)
    return _guess(words, hint)


def distance_km(one: Place, other: Place) -> float:
    """As the crow flies, good enough for a country this size."""
    height = (one.latitude - other.latitude) * KM_PER_DEGREE
    width = (one.longitude - other.longitude) * KM_PER_DEGREE * cos(radians(52.2))
    return hypot(height, width)


def _split(text: str) -> tuple[str, tuple[Province, ...]]:
    """The words before a bracket or comma, and the province named after it."""
    head, _mark, tail = text.replace(",", "(").partition("(")
    hint = _provinces().get(fold(tail), ())
    return (fold(head), hint) if hint else (fold(text), ())


def _guess(words: str, hint: tuple[Province, ...]) -> Match:
    if len(words) < 3:
        return Match()
    names = list(dict.fromkeys([*_by_name(), *_provinces()]))
    best = process.extract(words, names, scorer=fuzz.ratio, score_cutoff=LIKELY, limit=5)
    if best and best[0][1] >= SURE and (len(best) == 1 or best[0][1] - best[1][1] >= 2):
        name = best[0][0]
        places = tuple(one for one in _by_name().get(name, ()) if not hint or one.province in hint)
        provinces = () if hint else _provinces().get(name, ())
        if places or provinces:
            return Match(provinces, places, corrected_to=_shown(name))
    head = words.rpartition(" ")[0]
    if head and (places := _by_name().get(head, ())):  # "Haarlem Noord", "Almere Haven"
        return Match(places=tuple(one for one in places if not hint or one.province in hint), corrected_to=_shown(head))
    longer = [name for name in names if name.startswith(words)][:5]
    return Match(suggestions=tuple(dict.fromkeys(_shown(name) for name in [*longer, *(row[0] for row in best)]))[:5])


def _shown(folded: str) -> str:
    """A folded name as it is written."""
    for place in _by_name().get(folded, ()):
        return next((name for name in (place.name, *place.also) if fold(name) == folded), place.name)
    return str(_provinces()[folded][0].label)
