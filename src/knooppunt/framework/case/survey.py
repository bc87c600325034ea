"""Looking through a whole package before anything is saved: what is in it, what is wrong, and how its tree runs.

Keeps the identifiers and the shape of the tree, never the texts: some 200 bytes per item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from django.utils.translation import gettext as _

from knooppunt.framework.case.mapping import is_sequence
from knooppunt.framework.case.sources import Source
from knooppunt.framework.case.stream import BEGIN, CaseRefused

MOST_ITEMS = 150_000
MOST_ASSOCIATIONS = 600_000
MOST_DEPTH = 500
SHOWN = 20  # sentences; the rest is counted
SAMPLE = 12  # items shown in a preview
CHILD_OF = "isChildOf"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in the tree; the parent by its number in the file."""

    parent: int | None
    position: int
    order: int
    last: int
    depth: int


@dataclass
class Survey:
    """A package looked through. Nothing of it is saved while there are ``errors``."""

    document: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)  # of the package, in its order
    rest: dict[str, Any] = field(default_factory=dict)  # what is neither document, items nor associations
    identifiers: dict[str, int] = field(default_factory=dict)  # of items → number in the file
    sample: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)  # of associations
    outside: int = 0  # associations with an end in another framework
    errors: list[str] = field(default_factory=list)
    more_errors: int = 0
    warnings: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    tree_edges: set[str] = field(default_factory=set)  # associations that give an item its place

    @property
    def title(self) -> str:
        """What the document is called."""
        return str(self.document.get("title") or "")

    @property
    def items_count(self) -> int:
        """How many items there are."""
        return len(self.identifiers)

    @property
    def associations_count(self) -> int:
        """How many associations there are."""
        return sum(self.kinds.values())

    @property
    def all_errors(self) -> int:
        """How many things are wrong, shown or not."""
        return len(self.errors) + self.more_errors

    def wrong(self, sentence: str) -> None:
        """Something that has to be mended first."""
        if len(self.errors) < SHOWN:
            self.errors.append(sentence)
        else:
            self.more_errors += 1


def survey(source: Source) -> Survey:
    """Look through all of it. Raises ``CaseRefused`` or ``TableRefused`` for a file that cannot be read at all; what can
    be read but not be right stands in ``errors``."""
    found = Survey()
    tree = _Tree()
    associations: set[str] = set()
    begun: set[str] = set()
    number = 0
    for key, value in source.events():
        if key not in begun or value is BEGIN or not isinstance(value, dict):
            _member(found, key, value, key in begun)
            begun |= {key} if value is BEGIN else set()
        elif key == "CFItems":
            _item(found, number, value)
            number += 1
        else:
            _association(found, tree, associations, value)
    _document(found)
    if not found.errors:
        tree.lay_out(found)
    return found


def _member(found: Survey, key: str, value: Any, inside: bool) -> None:
    if inside and value is not BEGIN:
        found.wrong(_("In “%(part)s” stands something that is no object.") % {"part": key})
        return
    if key in {"CFItems", "CFAssociations"} and value is not BEGIN and value is not None:
        found.wrong(_("“%(part)s” should be a list.") % {"part": key})
    if key in found.keys:
        found.wrong(_("“%(part)s” stands in this file twice.") % {"part": key})
        return
    found.keys.append(key)
    if value is BEGIN:
        return
    if key == "CFDocument":
        found.document = value if isinstance(value, dict) else {}
    else:
        found.rest[key] = value


def _document(found: Survey) -> None:
    if "CFDocument" not in found.keys:
        raise CaseRefused(_("This is not a CASE package: it holds no CFDocument."))
    for name in ("identifier", "title"):
        if not _is_name(found.document.get(name), most=255 if name == "identifier" else 2000):
            found.wrong(_("The document has no good “%(field)s”.") % {"field": name})
    twice = found.kinds.pop("", 0)
    if twice:
        found.wrong(_("%(count)s associations have an identifier that occurs before.") % {"count": twice})


def _item(found: Survey, number: int, item: dict[str, Any]) -> None:
    identifier, text = item.get("identifier"), item.get("fullStatement")
    if not _is_name(identifier):
        found.wrong(_("Item %(number)s has no good identifier.") % {"number": number + 1})
        return
    if not isinstance(text, str) or not text.strip():
        found.wrong(_("Item %(number)s (%(identifier)s) has no text.") % _at(number, identifier))
    if identifier in found.identifiers:
        found.wrong(
            _("Item %(number)s has the same identifier as item %(first)s: %(identifier)s.")
            % {**_at(number, identifier), "first": found.identifiers[identifier] + 1}
        )
        return
    if len(found.identifiers) == MOST_ITEMS:
        raise CaseRefused(_("This framework has more than 150,000 items. Split it."))
    found.identifiers[identifier] = number
    if len(found.sample) < SAMPLE:
        code = item.get("humanCodingScheme")
        found.sample.append(f"{code}  {text}"[:200] if isinstance(code, str) and code else str(text)[:200])


def _at(number: int, identifier: object) -> dict[str, object]:
    return {"number": number + 1, "identifier": str(identifier)[:60]}


def _association(found: Survey, tree: _Tree, seen: set[str], association: dict[str, Any]) -> None:
    identifier, kind = association.get("identifier"), association.get("associationType")
    ends = [association.get(name) for name in ("originNodeURI", "destinationNodeURI")]
    number = found.associations_count + 1
    good = all(isinstance(end, dict) and _is_name(end.get("identifier")) for end in ends)
    if not (_is_name(identifier) and _is_name(kind, most=100) and good):
        found.wrong(_("Association %(number)s lacks an identifier, a kind or an end.") % {"number": number})
        return
    if identifier in seen:
        found.kinds[""] += 1
        return
    if number > MOST_ASSOCIATIONS:
        raise CaseRefused(_("This framework has more than 600,000 associations. Split it."))
    seen.add(identifier)
    found.kinds[kind] += 1
    if kind == CHILD_OF:
        order = association.get("sequenceNumber")
        origin, destination = (end["identifier"] for end in ends if isinstance(end, dict))
        tree.add(identifier, origin, destination, order if is_sequence(order) else None)


def _is_name(value: object, most: int = 255) -> TypeGuard[str]:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= most


class _Tree:
    """The isChildOf associations, and the order that follows from them."""

    def __init__(self) -> None:
        self._edges: list[tuple[str, str, str, int | None]] = []

    def add(self, identifier: str, origin: str, destination: str, sequence: int | None) -> None:
        """``origin`` stands under ``destination``."""
        self._edges.append((identifier, origin, destination, sequence))

    def lay_out(self, found: Survey) -> None:
        """Work out where every item stands, or say which ones go round in a circle."""
        numbers, document = found.identifiers, found.document["identifier"]
        size = len(numbers)
        parents: list[int | None] = [None] * size
        placed = [False] * size
        keys: list[tuple[bool, int, int]] = [(True, 0, size + number) for number in range(size)]
        loose = 0
        for order, (identifier, origin, destination, sequence) in enumerate(self._edges):
            child = numbers.get(origin)
            if child is None or (destination != document and destination not in numbers):
                loose += 1
                continue
            if placed[child]:
                continue  # a second parent: kept as an association
            placed[child] = True
            parents[child] = None if destination == document else numbers[destination]
            keys[child] = (sequence is None, sequence or 0, order)
            found.tree_edges.add(identifier)
        found.outside = loose
        self._warn(found, placed, loose)
        children: dict[int | None, list[int]] = {}
        for number in sorted(range(size), key=keys.__getitem__):
            children.setdefault(parents[number], []).append(number)
        found.places = _places(children, size)
        if len(found.places) < size or self._goes_round(numbers):
            _say_round(found, parents)
            found.places = []

    def _warn(self, found: Survey, placed: list[bool], loose: int) -> None:
        without = placed.count(False)
        if without and found.items_count > 1:
            found.warnings.append(
                _("%(count)s items say nowhere where they belong; they come at the top.") % {"count": without}
            )
        if loose:
            found.warnings.append(
                _(
                    "%(count)s places in the tree point at something that is not in this file; they are kept as they are."
                )
                % {"count": loose}
            )

    def _goes_round(self, numbers: dict[str, int]) -> bool:
        """Whether all isChildOf associations together, second parents too, hold a circle (Kahn's count)."""
        above: dict[str, list[str]] = {}
        waiting: Counter[str] = Counter()
        for _identifier, origin, destination, _sequence in self._edges:
            if origin in numbers and destination in numbers:
                above.setdefault(destination, []).append(origin)
                waiting[origin] += 1
        free = [name for name in numbers if not waiting[name]]
        done = 0
        while free:
            done += 1
            for child in above.get(free.pop(), ()):
                waiting[child] -= 1
                if not waiting[child]:
                    free.append(child)
        return done < len(numbers)


def _places(children: dict[int | None, list[int]], size: int) -> list[Place]:
    """Depth first, without recursion. Items in a circle are never reached: then fewer than ``size`` come back."""
    order: list[int] = []
    depths = [0] * size
    parents: list[int | None] = [None] * size
    positions = [0] * size
    stack: list[int] = list(reversed(children.get(None, [])))
    for position, number in enumerate(children.get(None, [])):
        positions[number] = position
    while stack:
        number = stack.pop()
        order.append(number)
        below = children.get(number, [])
        for position, child in enumerate(below):
            parents[child], positions[child], depths[child] = number, position, depths[number] + 1
        if below and depths[number] > MOST_DEPTH:
            raise CaseRefused(_("This framework is nested more than 500 levels deep."))
        stack.extend(reversed(below))
    if len(order) < size:
        return []
    numbers = {number: place for place, number in enumerate(order, start=1)}
    lasts = [numbers[number] for number in range(size)]
    for number in reversed(order):
        parent = parents[number]
        if parent is not None:
            lasts[parent] = max(lasts[parent], lasts[number])
    return [
        Place(parents[number], positions[number], numbers[number], lasts[number], depths[number])
        for number in range(size)
    ]


def _say_round(found: Survey, parents: Iterable[int | None]) -> None:
    names = list(found.identifiers)
    above = list(parents)
    circle: list[str] = []
    for start in range(len(above)):
        seen: list[int] = []
        here: int | None = start
        while here is not None and here not in seen and len(seen) <= MOST_DEPTH:
            seen.append(here)
            here = above[here]
        if here is not None and here in seen:
            circle = [names[number] for number in seen[seen.index(here) :]]
            break
        if start > MOST_DEPTH:
            break
    shown = " → ".join(name[:40] for name in circle[:6])
    found.wrong(
        _("Items stand under each other in a circle: %(circle)s.") % {"circle": shown}
        if shown
        else _("Items stand under each other in a circle.")
    )
