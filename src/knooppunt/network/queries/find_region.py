"""Find your region: which hub works where somebody lives or works.

The borders between hubs in one province are not published, so this never pretends to know them: a province with one hub
gives that hub, a province with several gives all of them, the one with the nearest known network first and each with
what is known of its part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knooppunt.network.models import Hub, HubArea, HubNetwork
from knooppunt.network.names import fold, tidy
from knooppunt.network.places import Match, Place, distance_km, look_up, place_named
from knooppunt.network.queries.hubs import ListedHub

LONGEST = 100
_POSTCODE = re.compile(r"^\d{4}\s?[a-zA-Z]{0,2}$")


@dataclass(frozen=True)
class Candidate:
    """A hub that may be the one, and what that rests on."""

    listed: ListedHub
    area: HubArea
    network: HubNetwork | None = None  # the nearest of its networks of which a place is known
    km: int | None = None

    @property
    def is_inferred(self) -> bool:
        """No source says that the hub works here."""
        return self.area.is_inferred


@dataclass(frozen=True)
class Choice:
    """One of several places or provinces with the same name; ``query`` finds exactly this one."""

    label: str
    query: str


@dataclass(frozen=True)
class Found:
    """The answer to a search, ready for the page."""

    query: str
    place: str = ""  # what was looked for, as it is written
    province: str = ""
    corrected: bool = False
    candidates: Sequence[Candidate] = ()
    hub: ListedHub | None = None  # the name of a hub or network was typed
    network: HubNetwork | None = None
    choices: Sequence[Choice] = ()
    suggestions: Sequence[str] = ()
    is_postcode: bool = False
    other: Sequence[Choice] = field(default=())  # a place elsewhere that bears the name of the province shown

    @property
    def is_certain(self) -> bool:
        """One hub, and a source that says so for the whole province."""
        return len(self.candidates) == 1 and not self.candidates[0].is_inferred and not self.candidates[0].area.part


def find_region(text: str, listed: Sequence[ListedHub]) -> Found | None:
    """Which of the ``listed`` hubs works in the place or province that ``text`` names; ``None`` for an empty text.

    Costs no query: the hubs come with their areas and networks.
    """
    query = tidy(text)[:LONGEST]
    if not query:
        return None
    if _POSTCODE.match(query):
        return Found(query, is_postcode=True)
    named = _hub_named(fold(query), listed)
    match = look_up(query)
    exact = match.found and not match.corrected_to
    if named and not exact:
        return Found(query, hub=named[0], network=named[1])
    if not match.found:
        return Found(query, suggestions=match.suggestions)
    return _answer(query, match, listed)


def _answer(query: str, match: Match, listed: Sequence[ListedHub]) -> Found:
    corrected = bool(match.corrected_to)
    if len(match.provinces) == 1:
        province = match.provinces[0]
        inside = [place for place in match.places if place.province == province]
        elsewhere = [_choice(place) for place in match.places if place.province != province]
        found = _candidates(province, inside[0] if inside else None, listed)
        return Found(query, str(province.label), str(province.label), corrected, found, other=elsewhere)
    if match.provinces:
        return Found(query, corrected=corrected, choices=[Choice(str(p.label), str(p.label)) for p in match.provinces])
    if len(match.places) > 1:
        return Found(
            query, match.places[0].name, corrected=corrected, choices=[_choice(place) for place in match.places]
        )
    place = match.places[0]
    return Found(query, place.name, place.province_name, corrected, _candidates(place.province, place, listed))


def _choice(place: Place) -> Choice:
    named = f"{place.name} ({place.province_name})"
    return Choice(named, named)


def _candidates(province: str, place: Place | None, listed: Sequence[ListedHub]) -> list[Candidate]:
    found = []
    for one in listed:
        area = next((area for area in one.hub.areas.all() if area.province == province), None)
        if area is not None:
            found.append(_candidate(one, area, place))
    # Without a known place a hub goes last; among equals the order of the hubs stays.
    return sorted(found, key=lambda one: (one.km is None, one.km or 0)) if place else found


def _candidate(one: ListedHub, area: HubArea, place: Place | None) -> Candidate:
    if place is None:
        return Candidate(one, area)
    nearest: tuple[float, HubNetwork | None] | None = None
    anchors: list[tuple[str, HubNetwork | None]] = [(net.near, net) for net in one.hub.networks.all() if net.near]
    if area.near:
        anchors.append((area.near, None))
    for name, network in anchors:
        there = place_named(name)
        if there is not None:
            away = distance_km(place, there)
            if nearest is None or away < nearest[0]:
                nearest = (away, network)
    return Candidate(one, area, nearest[1], round(nearest[0])) if nearest else Candidate(one, area)


def _hub_named(wanted: str, listed: Sequence[ListedHub]) -> tuple[ListedHub, HubNetwork | None] | None:
    for one in listed:
        hub: Hub = one.hub
        if wanted in {fold(hub.short_name), fold(hub.name), fold(hub.consortium), fold(hub.slug)} - {""}:
            return one, None
        for network in hub.networks.all():
            if wanted == fold(network.name):
                return one, network
    return None
