"""Where the name of each organisation stands: beside its mark, clear of other names as far as there is room."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knooppunt.network.picture.graph import Graph, Node
from knooppunt.network.picture.layout import HUB_RADIUS, MIDDLE, Wedge, ring_names

LONG, LONGEST = 20, 30  # letters; the whole name stands in the tooltip and in the table
LETTER, HEIGHT = 7.6, 17.0  # how wide and high a letter is drawn at most, in units of the picture
MARK = 12.0  # from the middle of a mark to where its name begins
CELL = 100.0
_ASIDE = re.compile(r"\s+\([^()]*\)$")


@dataclass(frozen=True)
class Box:
    """A part of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: Box) -> float:
        """How much of the picture both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True)
class Name:
    """The name beside one mark. ``side`` says from where it runs, as SVG calls it."""

    text: str
    x: float
    y: float
    side: str  # start, middle, end
    box: Box


def short(name: str) -> str:
    """A name that fits: of a long one what stands in brackets behind it goes first, then what is too long."""
    if len(name) > LONG:
        name = _ASIDE.sub("", name)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def place_names(graph: Graph, wedges: Iterable[Wedge]) -> dict[int, Name]:
    """A name for each node that has its place already: on the side away from the hub when that is free, else where it
    covers least. From the middle outwards, because there it is most crowded. The same graph gives the same picture.
    """
    taken = _Taken()
    taken.add(_around(MIDDLE, MIDDLE, HUB_RADIUS))
    for text, x, y in ring_names():
        taken.add(_written(text, x, y, "middle"))
    for wedge in wedges:
        taken.add(_written(f"{wedge.label} ({wedge.count})", *wedge.label_at, wedge.label_side))
    for node in graph.nodes.values():
        taken.add(_around(node.x, node.y, MARK - 3))
    found: dict[int, Name] = {}
    for node in sorted(graph.nodes.values(), key=lambda one: (_from_middle(one), one.pk)):
        name = min(_choices(node), key=lambda one: taken.cost(one.box))
        taken.add(name.box)
        found[node.pk] = name
    return found


def _from_middle(node: Node) -> float:
    return (node.x - MIDDLE) ** 2 + (node.y - MIDDLE) ** 2


def _choices(node: Node) -> list[Name]:
    """The four sides of a mark, best first: names run outwards, so that no line from the hub goes through them."""
    text = short(node.name)
    spots = {
        "right": (node.x + MARK, node.y + 5, "start"),
        "left": (node.x - MARK, node.y + 5, "end"),
        "below": (node.x, node.y + MARK + 12, "middle"),
        "above": (node.x, node.y - MARK - 2, "middle"),
    }
    across, down = node.x - MIDDLE, node.y - MIDDLE
    beside = ["right", "left"] if across >= 0 else ["left", "right"]
    upright = ["below", "above"] if down >= 0 else ["above", "below"]
    is_beside = abs(across) * 1.5 >= abs(down)  # of the hub, rather than over or under it
    second, third = upright if is_beside else (beside[0], upright[1])
    order = [beside[0] if is_beside else upright[0], second, third, beside[1]]
    return [
        Name(text, round(x, 1), round(y, 1), side, _written(text, x, y, side))
        for x, y, side in (spots[one] for one in order)
    ]


def _written(text: str, x: float, y: float, side: str) -> Box:
    """What a text covers of which the base line stands at ``y``."""
    width = len(text) * LETTER
    left = {"start": x, "middle": x - width / 2, "end": x - width}[side]
    return Box(left, y - HEIGHT * 0.8, left + width, y + HEIGHT * 0.2)


def _around(x: float, y: float, reach: float) -> Box:
    return Box(x - reach, y - reach, x + reach, y + reach)


class _Taken:
    """Boxes that are in use, found by where they are: 500 names take milliseconds."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells[cell].append(box)

    def cost(self, box: Box) -> float:
        """How much of what is there ``box`` would cover."""
        return sum(box.shared(other) for other in {one for cell in self._touched(box) for one in self._cells[cell]})

    @staticmethod
    def _touched(box: Box) -> Iterator[tuple[int, int]]:
        for across in range(int(box.left // CELL), int(box.right // CELL) + 1):
            for down in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
                yield across, down
