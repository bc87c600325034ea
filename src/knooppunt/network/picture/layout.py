"""Where everything stands: wedges by group of kinds, rings by stage. The nearer, the further along.

Rings instead of springs: the place of an organisation *means* something, the same network gives the same picture, a
picture of last year can be laid beside this year's, and 500 nodes take milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, pi, sin

from knooppunt.network.groups import GROUPS
from knooppunt.network.models import Stage
from knooppunt.network.picture.graph import Graph, Node

SIZE = 1000
MIDDLE = SIZE / 2
RINGS: dict[str, tuple[float, float]] = {  # from and to which radius
    Stage.PARTNER: (95, 165),
    Stage.COOPERATING: (185, 260),
    Stage.FIRST_CONTACT: (280, 345),
    Stage.UNKNOWN: (365, 420),
    Stage.DORMANT: (435, 470),
}
APART = 17.0  # between nodes along a ring, and between its tracks
LEAST = pi / 12  # the narrowest wedge
HUB_RADIUS = 62
TOP = pi / 9  # at the top stands how far along each ring is, and no organisation


@dataclass(frozen=True)
class Wedge:
    """The sector of one group of kinds."""

    code: str
    label: str
    count: int
    start: float  # radians, from the top, clockwise
    end: float

    @property
    def label_at(self) -> tuple[float, float]:
        """Where its name stands: outside all rings."""
        return at((self.start + self.end) / 2, 484)

    @property
    def label_side(self) -> str:
        """To which side its name runs, away from the nodes: "start" to the right, "end" to the left, else "middle"."""
        beside = sin((self.start + self.end) / 2)
        return "start" if beside > 0.4 else "end" if beside < -0.4 else "middle"

    @property
    def border(self) -> tuple[float, float, float, float]:
        """The line where it begins."""
        return (*at(self.start, 80), *at(self.start, 475))


def at(angle: float, radius: float) -> tuple[float, float]:
    """The place at an angle (radians from the top, clockwise) and a distance from the middle."""
    return round(MIDDLE + radius * sin(angle), 1), round(MIDDLE - radius * cos(angle), 1)


def ring_names() -> list[tuple[str, float, float]]:
    """Per ring how far along who stands there is, and where that is written."""
    return [(str(Stage(stage).label), *at(0, outer + 12)) for stage, (_inner, outer) in RINGS.items()]


def lay_out(graph: Graph) -> list[Wedge]:
    """Give every node its place, and say which wedges there are. The same graph always gives the same picture."""
    by_group: dict[str, list[Node]] = {}
    for node in graph.nodes.values():
        by_group.setdefault(node.group, []).append(node)
    wedges = _wedges({code: len(nodes) for code, nodes in by_group.items()})
    for wedge in wedges:
        for stage, (inner, outer) in RINGS.items():
            ring = [node for node in by_group[wedge.code] if node.stage == stage]
            _place(ring, wedge, inner, outer)
    return wedges


def _wedges(counts: dict[str, int]) -> list[Wedge]:
    present = [(code, str(label), counts[code]) for code, label, _kinds in GROUPS if counts.get(code)]
    total = sum(count for _code, _label, count in present)
    free = 2 * pi - TOP - LEAST * len(present)
    wedges, start = [], TOP / 2
    for code, label, count in present:
        end = start + LEAST + free * count / total
        wedges.append(Wedge(code, label, count, start, end))
        start = end
    return wedges


def _place(nodes: list[Node], wedge: Wedge, inner: float, outer: float) -> None:
    """Spread nodes over as many tracks of a ring as they need; by kind and name, so that like stands with like."""
    if not nodes:
        return
    ordered = sorted(nodes, key=lambda node: (node.kind, node.name, node.pk))
    width = wedge.end - wedge.start
    middle = (inner + outer) / 2
    tracks = max(1, min(int((outer - inner) / APART) + 1, ceil(len(ordered) * APART / (middle * width))))
    per_track = ceil(len(ordered) / tracks)
    for number, node in enumerate(ordered):
        track, place = number % tracks, number // tracks
        radius = middle if tracks == 1 else inner + (outer - inner) * track / (tracks - 1)
        angle = wedge.start + width * (place + 0.5 + 0.25 * (track % 2)) / (per_track + 0.5)
        node.x, node.y = at(angle, radius)
