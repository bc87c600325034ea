"""Where somebody is: a place by name, or the digits of a postcode. No other service is asked.

The first two digits of a Dutch postcode name a region around a post town. That is what we know of a postcode: good
enough to find what is within 10 or 25 kilometres, and no list of addresses is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knooppunt.network.api import Place, look_up_place, place_named

_POSTCODE = re.compile(r"^\s*(\d{2})\d{0,2}\s*(?:[A-Za-z]{2})?\s*$")
# First two digits → the place in the middle of the region (with its province where the name occurs twice).
_REGIONS = {
    10: "Amsterdam", 11: "Amstelveen", 12: "Hilversum", 13: "Almere", 14: "Purmerend", 15: "Zaandam", 16: "Hoorn",
    17: "Schagen", 18: "Alkmaar", 19: "Beverwijk", 20: "Haarlem", 21: "Hoofddorp", 22: "Wassenaar", 23: "Leiden",
    24: "Alphen aan den Rijn", 25: "Den Haag", 26: "Delft", 27: "Zoetermeer", 28: "Gouda", 29: "Capelle aan den IJssel",
    30: "Rotterdam", 31: "Schiedam", 32: "Spijkenisse", 33: "Dordrecht", 34: "Woerden", 35: "Utrecht", 36: "Breukelen",
    37: "Zeist", 38: "Amersfoort", 39: "Veenendaal", 40: "Tiel", 41: "Culemborg", 42: "Gorinchem", 43: "Middelburg",
    44: "Goes", 45: "Terneuzen", 46: "Bergen op Zoom", 47: "Roosendaal", 48: "Breda", 49: "Oosterhout", 50: "Tilburg",
    51: "Waalwijk", 52: "Den Bosch", 53: "Oss", 54: "Uden", 55: "Veldhoven", 56: "Eindhoven", 57: "Helmond", 58: "Venray",
    59: "Venlo", 60: "Weert", 61: "Sittard", 62: "Maastricht", 63: "Valkenburg", 64: "Heerlen", 65: "Nijmegen",
    66: "Wijchen", 67: "Ede", 68: "Arnhem", 69: "Zevenaar", 70: "Doetinchem", 71: "Winterswijk", 72: "Zutphen",
    73: "Apeldoorn", 74: "Deventer", 75: "Enschede", 76: "Almelo", 77: "Ommen", 78: "Emmen", 79: "Hoogeveen", 80: "Zwolle",
    81: "Raalte", 82: "Lelystad", 83: "Emmeloord", 84: "Heerenveen", 85: "Joure", 86: "Sneek", 87: "Bolsward", 88: "Franeker",
    89: "Leeuwarden", 90: "Grou", 91: "Dokkum", 92: "Drachten", 93: "Roden", 94: "Assen", 95: "Stadskanaal",
    96: "Hoogezand", 97: "Groningen", 98: "Zuidhorn", 99: "Delfzijl",
}  # fmt: skip
_PROVINCES = {"Valkenburg": "limburg"}


@dataclass(frozen=True)
class Spot:
    """A point with the name that we show for it."""

    name: str
    latitude: float
    longitude: float


def find_spot(text: str) -> Spot | None:
    """The place that a text means; ``None`` when we do not know it, or cannot tell which of several."""
    postcode = _POSTCODE.match(text)
    if postcode:
        name = _REGIONS.get(int(postcode[1]), "")
        place = place_named(name, _PROVINCES.get(name, "")) or _first(name) if name else None
        return Spot(f"{text.strip()[:4]} ({place.name})", place.latitude, place.longitude) if place else None
    place = _first(text)
    return Spot(place.name, place.latitude, place.longitude) if place else None


def _first(text: str) -> Place | None:
    found = look_up_place(text)
    if found.places:
        return found.places[0]
    if found.corrected_to:
        again = look_up_place(found.corrected_to)
        return again.places[0] if again.places else None
    return None
