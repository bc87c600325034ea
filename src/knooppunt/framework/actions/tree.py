"""Where items stand: the numbers that follow from parents and positions."""

from __future__ import annotations

from django.db import transaction

from knooppunt.framework.models import Framework, FrameworkItem

_FIELDS = ("position", "order", "last", "depth")


def renumber(framework: Framework) -> int:
    """Work out position, order, last and depth of all living items anew; returns how many rows changed.

    Reads a few numbers per item and writes only what differs. An item whose parent went into the bin comes at the top.
    """
    with transaction.atomic():
        rows = list(
            FrameworkItem.objects.filter(framework=framework).only("parent_id", *_FIELDS).order_by("position", "pk")
        )
        known = {row.pk for row in rows}
        children: dict[int | None, list[FrameworkItem]] = {}
        for row in rows:
            children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
        changed = _number(children)
        FrameworkItem.objects.bulk_update(changed, _FIELDS, batch_size=200)
        Framework.objects.filter(pk=framework.pk).update(items_count=len(rows))
        framework.items_count = len(rows)
    return len(changed)


def _number(children: dict[int | None, list[FrameworkItem]]) -> list[FrameworkItem]:
    was: dict[int, tuple[int, ...]] = {}
    ordered: list[FrameworkItem] = []
    stack = _below(children, None, 0, was)
    above: dict[int, FrameworkItem] = {}
    while stack:
        row = stack.pop()
        ordered.append(row)
        row.order = row.last = len(ordered)
        below = _below(children, row.pk, row.depth + 1, was)
        above.update({child.pk: row for child in below})
        stack += below
    for row in reversed(ordered):
        parent = above.get(row.pk)
        if parent is not None:
            parent.last = max(parent.last, row.last)
    return [row for row in ordered if was[row.pk] != tuple(getattr(row, name) for name in _FIELDS)]


def _below(
    children: dict[int | None, list[FrameworkItem]], parent: int | None, depth: int, was: dict[int, tuple[int, ...]]
) -> list[FrameworkItem]:
    """The children of one item, last first, with their position and depth set."""
    rows = children.get(parent, [])
    for position, row in enumerate(rows):
        was[row.pk] = tuple(getattr(row, name) for name in _FIELDS)
        row.position, row.depth = position, depth
    return rows[::-1]
