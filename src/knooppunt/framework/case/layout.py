"""How the tree of a package runs, worked out in numbers: some 60 bytes per item, whatever its texts.

Items are known by their number in the file. An end of an association that is no item (yet) gets a number below zero.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from knooppunt.framework.case.stream import CaseRefused

MOST_DEPTH = 500
LARGEST = 2**31 - 1  # of a sequence number
NOBODY = -1
_NO_SEQUENCE = 2**40


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in the tree; the parent by its number in the file."""

    parent: int | None
    position: int
    order: int
    last: int
    depth: int


class Places:
    """The place of every item, by its number in the file."""

    def __init__(self, size: int) -> None:
        self.parents = array("i", [NOBODY]) * size
        self.positions = array("i", [0]) * size
        self.orders = array("i", [0]) * size
        self.lasts = array("i", [0]) * size
        self.depths = array("i", [0]) * size

    def __len__(self) -> int:
        return len(self.parents)

    def __getitem__(self, number: int) -> Place:
        parent = self.parents[number]
        return Place(
            None if parent == NOBODY else parent,
            self.positions[number],
            self.orders[number],
            self.lasts[number],
            self.depths[number],
        )


@dataclass
class Layout:
    """What came of it. With a ``circle`` (numbers of items, perhaps none that can be named) there are no places."""

    places: Places
    in_tree: bytearray  # by number of the association: 1 when it gives an item its place
    without: int = 0  # items that say nowhere where they belong
    loose: int = 0  # places that point at something outside the file
    circle: list[int] | None = None


class Edges:
    """The isChildOf associations of a file, in its order."""

    def __init__(self) -> None:
        self._children = array("i")
        self._parents = array("i")
        self._sequences = array("q")
        self._numbers = array("i")  # of the associations in the file
        self._names: dict[str, int] = {}

    def add(self, number: int, origin: str, destination: str, sequence: int | None, items: Mapping[str, int]) -> None:
        """Association ``number`` says: ``origin`` stands under ``destination``. ``items``: those that were read so far."""
        self._children.append(self._end(origin, items))
        self._parents.append(self._end(destination, items))
        self._sequences.append(_NO_SEQUENCE if sequence is None else sequence)
        self._numbers.append(number)

    def _end(self, name: str, items: Mapping[str, int]) -> int:
        known = items.get(name)
        return known if known is not None else self._names.setdefault(name, -2 - len(self._names))

    def lay_out(self, items: Mapping[str, int], document: str, associations: int) -> Layout:
        """Work out where every item stands. Raises ``CaseRefused`` when the tree is too deep."""
        size, top = len(items), len(items)
        self._resolve(items, document, top)
        found = Layout(Places(size), bytearray(associations))
        keys = array("q", (_key(_NO_SEQUENCE, len(self._children) + number) for number in range(size)))
        parents = array("i", [NOBODY]) * size
        for order, child in enumerate(self._children):
            parent = self._parents[order]
            if child < 0 or child == top or parent < 0:
                found.loose += 1
            elif parents[child] == NOBODY:  # a second parent is kept as an association only
                parents[child] = parent
                keys[child] = _key(self._sequences[order], order)
                found.in_tree[self._numbers[order]] = 1
        found.without = parents.count(NOBODY)
        for number, parent in enumerate(parents):
            if parent == NOBODY:
                parents[number] = top
        first, following = _chains(parents, keys)
        if _walk(found.places, parents, first, following) < size or self._goes_round(size, top):
            found.circle = _circle(parents, top)
            found.places = Places(0)
        return found

    def _resolve(self, items: Mapping[str, int], document: str, top: int) -> None:
        """Give ends that were named before their item came its number, and the document ``top``."""
        numbers = array("i", [NOBODY]) * (len(self._names) + 2)
        for name, code in self._names.items():
            numbers[-code] = items.get(name, NOBODY)
        if document in self._names:
            numbers[-self._names[document]] = top
        same = items.get(document)  # an item with the identifier of the document: as a parent it means the document
        for ends in (self._children, self._parents):
            for place, end in enumerate(ends):
                if end < 0:
                    ends[place] = numbers[-end]
        if same is not None:
            for place, end in enumerate(self._parents):
                if end == same:
                    self._parents[place] = top

    def _goes_round(self, size: int, top: int) -> bool:
        """Whether all isChildOf associations together, second parents too, hold a circle (Kahn's count)."""
        waiting = array("i", [0]) * size
        head = array("i", [NOBODY]) * size
        following = array("i", [NOBODY]) * len(self._children)
        for edge, child in enumerate(self._children):
            parent = self._parents[edge]
            if 0 <= child < top and 0 <= parent < top:
                waiting[child] += 1
                following[edge], head[parent] = head[parent], edge
        free = array("i", (number for number in range(size) if not waiting[number]))
        done = 0
        while free:
            done += 1
            edge = head[free.pop()]
            while edge != NOBODY:
                child = self._children[edge]
                waiting[child] -= 1
                if not waiting[child]:
                    free.append(child)
                edge = following[edge]
        return done < size


def _key(sequence: int, order: int) -> int:
    """By sequence number, those without at the end; then in the order of the file."""
    return ((sequence + LARGEST) << 21) + order


def _chains(parents: array[int], keys: array[int]) -> tuple[array[int], array[int]]:
    """The first child of every item (and of the top, at the end), and the next sibling of every item."""
    first = array("i", [NOBODY]) * (len(parents) + 1)
    following = array("i", [NOBODY]) * len(parents)
    for number in sorted(range(len(parents)), key=keys.__getitem__, reverse=True):
        following[number], first[parents[number]] = first[parents[number]], number
    return first, following


def _walk(places: Places, parents: array[int], first: array[int], following: array[int]) -> int:
    """Number the items depth first, without recursion; gives how many were met. Those in a circle never are."""
    top = len(parents)
    met = depth = 0
    here = first[top]
    while here != NOBODY:
        met += 1
        places.orders[here] = places.lasts[here] = met
        places.depths[here] = depth
        if parents[here] != top:
            places.parents[here] = parents[here]
        if first[here] != NOBODY:
            here, depth = first[here], depth + 1
            if depth > MOST_DEPTH + 1:
                raise CaseRefused(_("This framework is nested more than 500 levels deep."))
            continue
        while following[here] == NOBODY:
            here, depth = parents[here], depth - 1
            if here == top:
                return met
            places.lasts[here] = met
        places.positions[following[here]] = places.positions[here] + 1
        here = following[here]
    return met


def _circle(parents: array[int], top: int) -> list[int]:
    """The items of one circle of first parents; none when it runs over second parents. Each item is looked at once."""
    trail = array("i", [0]) * len(parents)  # by which walk an item was met
    for start in range(len(parents)):
        here = start
        while here != top and not trail[here]:
            trail[here] = start + 1
            here = parents[here]
        if here != top and trail[here] == start + 1:
            circle = [here]
            while parents[circle[-1]] != here:
                circle.append(parents[circle[-1]])
            return circle
    return []
