"""The map of hubs: twelve tiles, one per province, and a bar for each hub that has no province.

Hubs are records and change: everything is computed from the list given. A province that several hubs share is cut into
columns. The provinces themselves are a fact of geography and stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Protocol

TILE = 100
STEP = 109
MARGIN = 2
BAR_HEIGHT = 50
COLOURS = 8

# Column and row of each province, a sketch of the country.
PROVINCES: dict[str, tuple[int, int]] = {
    "Friesland": (2, 0),
    "Groningen": (3, 0),
    "Noord-Holland": (0, 1),
    "Flevoland": (1, 1),
    "Overijssel": (2, 1),
    "Drenthe": (3, 1),
    "Zuid-Holland": (0, 2),
    "Utrecht": (1, 2),
    "Gelderland": (2, 2),
    "Zeeland": (0, 3),
    "Noord-Brabant": (1, 3),
    "Limburg": (2, 3),
}
OTHER_NAMES = {"Fryslân": "Friesland"}


class OnMap(Protocol):
    """What the map needs to know of a hub."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def provinces(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Area:
    """A coloured area: a tile, a column of a shared tile, or a bar. ``path`` is SVG path data."""

    colour: int
    path: str
    dim: bool


@dataclass(frozen=True)
class Knot:
    """The numbered dot of a hub in one area."""

    number: int
    x: float
    y: float
    radius: float
    dim: bool

    @property
    def text_y(self) -> str:
        return f"{self.y + 4.6:g}"

    @property
    def at(self) -> dict[str, str]:
        """Coordinates as text with a point, whatever the locale."""
        return {"x": f"{self.x:g}", "y": f"{self.y:g}", "r": f"{self.radius:g}"}


@dataclass(frozen=True)
class Line:
    x1: str
    y1: str
    x2: str
    y2: str
    dim: bool


@dataclass(frozen=True)
class Name:
    text: str
    x: str
    y: str
    # The corner of a light plate under a name that runs over several colours; empty without one.
    plate_x: str = ""
    plate_y: str = ""


@dataclass(frozen=True)
class HubMap:
    """Everything the template draws, in drawing order."""

    areas: list[Area]
    lines: list[Line]
    knots: list[Knot]
    names: list[Name]
    height: int


def draw_hub_map(hubs: Iterable[OnMap], *, picked: int | None = None) -> HubMap:
    """Lay the hubs on the map. ``picked`` is the number of the hub that stands out; the others are dimmed.

    Provinces without a hub are drawn in the neutral colour 0. Unknown province names are ignored.
    """
    ordered = sorted(hubs, key=lambda hub: hub.number)
    in_province: dict[str, list[OnMap]] = {name: [] for name in PROVINCES}
    without_place: list[OnMap] = []
    for hub in ordered:
        places = {OTHER_NAMES.get(place, place) for place in hub.provinces} & PROVINCES.keys()
        for place in places:
            in_province[place].append(hub)
        if not places:
            without_place.append(hub)

    areas: list[Area] = []
    knots: list[Knot] = []
    names: list[Name] = []
    for province, (column, row) in PROVINCES.items():
        there = in_province[province]
        x, y = MARGIN + STEP * column, MARGIN + STEP * row
        columns = max(len(there), 1)
        width = TILE / columns
        for index in range(columns):
            hub_here = there[index] if there else None
            dim = _is_dim(hub_here, picked)
            left, right = x + index * width, x + (index + 1) * width
            areas.append(
                Area(
                    colour_of(hub_here.number) if hub_here else 0,
                    _rounded(left, y, right, y + TILE, round_left=index == 0, round_right=index == columns - 1),
                    dim,
                )
            )
            if hub_here:
                radius = min(13.0, width / 2 - 3)
                middle = x + 84 if columns == 1 else (left + right) / 2
                knots.append(Knot(hub_here.number, round(middle, 2), y + 28.0, round(radius, 2), dim))
        plate = (f"{x + 2:g}", f"{y + 75:g}") if columns > 1 else ("", "")
        names.append(Name(province, f"{x + 5:g}", f"{y + 90:g}", *plate))

    lowest = MARGIN + STEP * (max(row for _, row in PROVINCES.values()) + 1)
    full = 3 * STEP + TILE
    for index, hub in enumerate(without_place):
        top = lowest + index * (BAR_HEIGHT + 9)
        dim = _is_dim(hub, picked)
        path = _rounded(MARGIN, top, MARGIN + full, top + BAR_HEIGHT, round_left=True, round_right=True)
        areas.append(Area(colour_of(hub.number), path, dim))
        knots.append(Knot(hub.number, 30.0, top + 25.0, 13.0, dim))
        names.append(Name(hub.name, "54", f"{top + 29.5:g}"))
    height = lowest + len(without_place) * (BAR_HEIGHT + 9) - (9 - MARGIN)
    return HubMap(areas, _lines(knots), knots, names, height)


def colour_of(number: int) -> int:
    """Which of the eight colours a hub with this number has."""
    return (number - 1) % COLOURS + 1


def _is_dim(hub: OnMap | None, picked: int | None) -> bool:
    return picked is not None and (hub is None or hub.number != picked)


def _rounded(left: float, top: float, right: float, bottom: float, *, round_left: bool, round_right: bool) -> str:
    """Path of a rectangle whose outer corners are rounded."""
    a, b = (16 if round_left else 0), (16 if round_right else 0)
    return (
        f"M{left + a:g} {top:g}H{right - b:g}a{b} {b} 0 0 1 {b} {b}V{bottom - b:g}a{b} {b} 0 0 1 -{b} {b}"
        f"H{left + a:g}a{a} {a} 0 0 1 -{a} -{a}V{top + a:g}a{a} {a} 0 0 1 {a} -{a}z"
    )


def _lines(knots: list[Knot]) -> list[Line]:
    """Join the dots of each hub with the shortest tree of lines (Prim), so that a region reads as one net."""
    lines: list[Line] = []
    by_number: dict[int, list[Knot]] = {}
    for knot in knots:
        by_number.setdefault(knot.number, []).append(knot)
    for group in by_number.values():
        reached, waiting = group[:1], group[1:]
        while waiting:
            start, end = min(
                ((a, b) for a in reached for b in waiting),
                key=lambda pair: hypot(pair[0].x - pair[1].x, pair[0].y - pair[1].y),
            )
            lines.append(Line(f"{start.x:g}", f"{start.y:g}", f"{end.x:g}", f"{end.y:g}", start.dim))
            reached.append(end)
            waiting.remove(end)
    return lines
