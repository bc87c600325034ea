"""Frameworks and items for tests; terms come from the shipped lists (fixture ``terms``)."""

from __future__ import annotations

from typing import Any

from knooppunt.framework.actions.frameworks import FrameworkData, create_framework
from knooppunt.framework.actions.items import ItemData, add_item
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.models import Concept, Framework, FrameworkItem
from knooppunt.framework.queries.concepts import concept


def term(scheme: str, code: str) -> Concept:
    """A term that must be there."""
    found = concept(scheme, code)
    assert found is not None
    return found


def make_framework(title: str = "Voorbeeldraamwerk", kind: str = "competency", **data: Any) -> Framework:
    """An empty draft."""
    return create_framework(data=FrameworkData(title=title, kind=term("framework-kinds", kind), **data), by=None)


def make_item(
    framework: Framework, text: str, parent: FrameworkItem | None = None, *, kind: str = "", **tags: list[str]
) -> FrameworkItem:
    """An item of a draft; ``levels=["mbo-3"]`` and the like tag it."""
    data = ItemData(
        full_statement=text,
        kind=term("item-kinds", kind) if kind else None,
        tags={scheme: [term(scheme, code) for code in codes] for scheme, codes in tags.items()},
    )
    framework.refresh_from_db()
    return add_item(framework=framework, parent=parent, data=data, by=None)


def make_published(title: str = "Voorbeeldraamwerk", items: int = 1, **data: Any) -> Framework:
    """A published version with some items at the top."""
    framework = make_framework(title, **data)
    for number in range(1, items + 1):
        make_item(framework, f"Onderdeel {number} van {title}", levels=["mbo-3"], kind="skill")
    publish_framework(framework=framework, by=None)
    framework.refresh_from_db()
    return framework
