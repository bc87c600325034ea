"""Copying the rows of one version into the next, a chunk at a time: memory does not depend on how many there are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q

from knooppunt.core.bulk import Inserter
from knooppunt.framework.case import mapping
from knooppunt.framework.case.export import framework_link, item_uri, now_text
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem, ItemMapping, new_identifier
from knooppunt.framework.models.frameworks import title_of

CHUNK = 1_000  # rows of one transaction
# What a copy has of its own; all other columns of an item are taken over.
_OWN = {"id", "uuid", "framework", "parent", "identifier", "uri", "last_change", "case", "version", "created_at",
        "changed_at"}  # fmt: skip
_KEPT = [field.attname for field in FrameworkItem._meta.concrete_fields if field.name not in _OWN]
_TIED = (
    "kind", "origin_id", "destination_id", "origin_identifier", "origin_link", "destination_identifier",
    "destination_link", "sequence", "notes", "is_tree", "identifier", "uri", "file_order", "case",
)  # fmt: skip
_READ = (
    "kind", "origin_id", "destination_id", "destination_identifier", "destination_link", "sequence", "notes", "is_tree",
    "file_order", "case",
)  # fmt: skip


def copy_rows(*, old: Framework, new: Framework) -> None:
    """Copy the living items of ``old`` and how they hang together, and note of each copy what it was copied from.

    Holds two numbers per item, nothing else of it. Copies get identifiers of their own, as CASE asks.
    """
    numbers = _copy_items(old, new)
    _copy_associations(old, new, numbers)


def _copy_items(old: Framework, new: Framework) -> dict[int, int]:
    """The numbers of the copies, by the number of what they were copied from."""
    now = now_text()
    items = Inserter(
        FrameworkItem,
        ["parent_id", "uuid", "identifier", "uri", "case", *_KEPT],
        same={"framework_id": new.pk, "last_change": now},
    )
    links = Inserter(FrameworkItem.concepts.through, ["frameworkitem_id", "concept_id"])
    certain = {"framework_id": new.pk, "state": ItemMapping.State.CERTAIN.value, "likeness": 100}
    mapped = Inserter(ItemMapping, ["old_id", "new_id"], same=certain)
    numbers: dict[int, int] = {}
    last = 0
    for chunk in _items(old):
        with transaction.atomic():
            items.insert(_copy(row, numbers) for row in chunk)
            made = FrameworkItem.objects.filter(framework=new, pk__gt=last).order_by("pk").values_list("pk", flat=True)
            copies = dict(zip((row["pk"] for row in chunk), made, strict=True))
            last = max(copies.values())
            numbers |= copies
            tagged = FrameworkItem.concepts.through.objects.filter(frameworkitem_id__in=list(copies))
            links.insert((copies[item], term) for item, term in tagged.values_list("frameworkitem_id", "concept_id"))
            mapped.insert(copies.items())
    return numbers


def _items(framework: Framework) -> Iterator[list[dict[str, Any]]]:
    """The items in chunks of one depth, from the top down: so every parent has its copy before its children."""
    every = framework.items.values("pk", "parent_id", "identifier", "case", *_KEPT)
    depth = 0
    while chunk := list(every.filter(depth=depth).order_by("order", "pk")[:CHUNK]):
        while chunk:
            yield chunk
            after = Q(order__gt=chunk[-1]["order"]) | Q(order=chunk[-1]["order"], pk__gt=chunk[-1]["pk"])
            chunk = list(every.filter(after, depth=depth).order_by("order", "pk")[:CHUNK])
        depth += 1


def _copy(row: dict[str, Any], numbers: dict[int, int]) -> list[Any]:
    key = uuid.uuid4()
    extensions = row["case"].get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    own = extensions.get(mapping.OURS)
    own = (own if isinstance(own, dict) else {}) | {"copied_from": row["identifier"]}
    case = row["case"] | {"extensions": extensions | {mapping.OURS: own}}
    parent = numbers.get(row["parent_id"])
    return [parent, key, new_identifier(), item_uri(key), case, *(row[name] for name in _KEPT)]


def _copy_associations(old: Framework, new: Framework, numbers: dict[int, int]) -> None:
    ties = Inserter(FrameworkAssociation, _TIED, same={"framework_id": new.pk, "last_change": now_text()})
    rows = old.associations.exclude(kind=FrameworkAssociation.Kind.REPLACED).order_by("pk").values("pk", *_READ)
    chunk = list(rows[:CHUNK])
    while chunk:
        ends = {numbers[end] for row in chunk for end in (row["origin_id"], row["destination_id"]) if end in numbers}
        links = {old.identifier: framework_link(new)} | _links(ends)
        with transaction.atomic():
            ties.insert(_tie(row, numbers, links) for row in chunk if row["origin_id"] in numbers)
        chunk = list(rows.filter(pk__gt=chunk[-1]["pk"])[:CHUNK])


def _links(pks: set[int]) -> dict[Any, dict[str, str]]:
    """These items as CASE links to them, by their number. One query."""
    rows = FrameworkItem.objects.filter(pk__in=pks)
    return {
        pk: {"title": title_of(abbreviated, text), "identifier": identifier, "uri": uri}
        for pk, identifier, uri, abbreviated, text in rows.values_list(
            "pk", "identifier", "uri", "abbreviated", "full_statement"
        )
    }


def _tie(row: dict[str, Any], numbers: dict[int, int], links: dict[Any, dict[str, str]]) -> list[Any]:
    origin, destination = numbers[row["origin_id"]], numbers.get(row["destination_id"])
    elsewhere = None if row["is_tree"] else row["destination_id"]
    link = links.get(destination or row["destination_identifier"], row["destination_link"])
    identifier = new_identifier()
    made = {
        "origin_id": origin,
        "destination_id": destination or elsewhere,
        "origin_identifier": links[origin]["identifier"],
        "origin_link": links[origin],
        "destination_identifier": link["identifier"],
        "destination_link": link,
        "identifier": identifier,
        "uri": f"urn:uuid:{identifier}",
        "case": {key: value for key, value in row["case"].items() if key != "CFDocumentURI"},
    }
    return [made[name] if name in made else row[name] for name in _TIED]
