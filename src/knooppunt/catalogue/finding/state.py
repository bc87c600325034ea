"""The state of a search: everything that was chosen, as it stands in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from knooppunt.catalogue.finding import facets
from knooppunt.catalogue.finding.near import Spot, find_spot
from knooppunt.search.api import Near, Request

PAGE_SIZE = 15
MOST_PAGES = 50_000
MOST_VALUES = 50  # chosen values of one facet
MOST_LETTERS = 200  # of one value
RADII = (5, 10, 25, 50, 100)
RADIUS = 25
SHOWN_TEXT = 500
SHOWN_FACETS = tuple(facet.name for facet in facets.FACETS if not facet.is_hidden)
MOST_COUNTED = 40  # values of a facet, unless something is looked for in it; a page shows less than half of that


@dataclass(frozen=True)
class SearchState:
    """What was asked, read from the address. Never raises: what cannot be read is left out, and said in ``notes``."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet → values
    place: str = ""
    radius: int = RADIUS
    spot: Spot | None = None
    price_to: int | None = None
    sort: str = ""
    page: int = 1
    inside: Mapping[str, str] = field(default_factory=dict)  # long facet → what is looked for in it
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.text or self.chosen or self.place or self.price_to is not None)

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(len(values) for values in self.chosen.values()) + bool(self.place) + (self.price_to is not None)

    def pairs(self) -> list[tuple[str, str]]:
        """As it stands in an address, without the page."""
        found = [("q", self.text)] if self.text else []
        for facet in facets.FACETS:
            found.extend((facet.param, value) for value in self.chosen.get(facet.name, ()))
        if self.place:
            found.extend([("plaats", self.place), ("straal", str(self.radius))])
        if self.price_to is not None:
            found.append(("prijs_tot", str(self.price_to)))
        if self.sort:
            found.append(("sorteer", self.sort))
        return found

    def address(self, path: str = "") -> str:
        """The address of this search."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path or "?"

    def without(self, facet: str, value: str) -> SearchState:
        """The same search without one choice."""
        chosen = {
            name: tuple(one for one in values if (name, one) != (facet, value)) for name, values in self.chosen.items()
        }
        return replace(self, chosen={name: values for name, values in chosen.items() if values}, page=1)

    @property
    def asks_points(self) -> bool:
        """Whether a page shows how many points: that means something within one register only."""
        return bool(self.chosen.get("register") or self.chosen.get("points"))

    def request(self, today: dt.date, *, limit: int = PAGE_SIZE, snippets: bool = True) -> Request:
        """The question for the index."""
        near = Near(self.spot.latitude, self.spot.longitude, self.radius) if self.spot else None
        sort, _label = facets.SORTS[self.sort]
        return Request(
            text=self.text,
            filters={name: values for name, values in self.chosen.items() if not facets.BY_NAME[name].is_bucket},
            buckets=facets.buckets(today),
            bucket_filters={name: values for name, values in self.chosen.items() if facets.BY_NAME[name].is_bucket},
            ranges={"price": (None, float(self.price_to))} if self.price_to is not None else {},
            near=near,
            facets=(*SHOWN_FACETS, "points") if self.asks_points else SHOWN_FACETS,
            most_values=None if self.inside else MOST_COUNTED,
            sources=("catalogue",) if sort else (),  # other sources have no dates or prices to sort by
            sort=sort,
            offset=(self.page - 1) * limit,
            limit=limit,
            snippets=snippets,
        )


def read(query: QueryDict) -> SearchState:
    """Read the address of a search."""
    notes: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for facet in facets.FACETS:
        values = [value[:MOST_LETTERS] for value in query.getlist(facet.param) if value.strip()][:MOST_VALUES]
        if facet.is_bucket:
            values = [value for value in values if value in facets.BUCKET_LABELS[facet.name]]
        if values:
            chosen[facet.name] = tuple(dict.fromkeys(values))
    place = " ".join(query.get("plaats", "").split())[:80]
    spot = find_spot(place) if place else None
    if place and spot is None:
        notes.append(
            _("We do not know the place “%(place)s”. Try a larger place nearby, or the digits of a postcode.")
            % {"place": place}
        )
    price = query.get("prijs_tot", "").strip()
    price_to = _price(price)
    if price and price_to is None:
        notes.append(
            _("“%(price)s” is not a price. Write a whole amount in euros, such as 250.") % {"price": price[:40]}
        )
    sort = query.get("sorteer", "")
    inside = {
        facet.name: " ".join(query.get(f"in_{facet.param}", "").split())[:80]
        for facet in facets.FACETS
        if facet.is_long
    }
    return SearchState(
        text=" ".join(query.get("q", "").replace("\x00", " ").split())[: SHOWN_TEXT + 1],
        chosen=chosen,
        place=place,
        radius=_number(query.get("straal", ""), RADIUS, RADII[0], RADII[-1]),
        spot=spot,
        price_to=price_to,
        sort=sort if sort in facets.SORTS and (spot or sort != facets.NEAREST) else "",
        page=_number(query.get("page", ""), 1, 1, MOST_PAGES),
        inside={name: value for name, value in inside.items() if value},
        notes=tuple(notes),
    )


def _number(text: str, default: int, least: int, most: int) -> int:
    return min(most, max(least, int(text))) if text.isascii() and text.isdigit() and len(text) < 9 else default


def _price(text: str) -> int | None:
    """A whole amount in euros: 250, € 250, 1.250 or 250,00."""
    bare = text.replace("€", "").replace(" ", "").removesuffix(",00").removesuffix(",-")
    if "." in bare:
        head, *groups = bare.split(".")
        if not all(len(group) == 3 for group in groups):
            return None
        bare = head + "".join(groups)
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 7 else None
