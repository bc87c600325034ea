"""A framework as CASE package, piece by piece; and as a table in the columns of our import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from knooppunt.core.documents.tables import Table, Value
from knooppunt.framework.case import mapping
from knooppunt.framework.case.tables import COLUMNS
from knooppunt.framework.models import Concept, Framework, FrameworkAssociation, FrameworkItem, ItemMapping

CHUNK = 1000
_NOBODY = UUID(int=0)
_USUAL = ["CFDocument", "CFItems", "CFAssociations", "CFDefinitions"]
# What CASE 1.0 does not know.
_ONLY_IN_1_1 = {
    "document": ("caseVersion", "frameworkType", "extensions"),
    "item": ("subject", "subjectURI", "extensions"),
    "association": ("notes", "extensions"),
    "link": ("targetType",),
}
_KINDS_IN_1_0 = {
    "isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar",
    "hasSkillLevel",
}  # fmt: skip


def package_text(framework: Framework, *, version: str = "", later: bool = False) -> Iterator[str]:
    """The package as pieces of JSON. ``version`` "1.0" leaves out what that version of CASE does not know; without it
    the framework goes out as it came. A published version is always the same; ``later``: with the ties that were said
    beside it afterwards."""
    keys = framework.package.get("keys") or _USUAL
    yield "{"
    for number, key in enumerate(keys):
        yield f"{', ' if number else ''}{json.dumps(key)}: "
        if key == "CFDocument":
            yield _json(_trimmed(_document(framework), "document", version))
        elif key in {"CFItems", "CFAssociations"}:
            yield from _array(framework, key, version, later)
        elif key == "CFDefinitions" and key not in framework.package.get("rest", {}):
            yield _json(_definitions(framework))
        else:
            yield _json(framework.package["rest"][key])
    for key in ("CFItems", "CFAssociations"):
        rows = framework.items if key == "CFItems" else framework.associations
        if key not in keys and rows.exists():
            yield f", {json.dumps(key)}: "
            yield from _array(framework, key, version, later)
    yield "}\n"


def package_object(framework: Framework, *, version: str = "", later: bool = False) -> dict[str, Any]:
    """The whole package at once; for small frameworks and tests."""
    found: dict[str, Any] = json.loads("".join(package_text(framework, version=version, later=later)))
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _document(framework: Framework) -> dict[str, Any]:
    found = mapping.document_object(framework)
    if not framework.package:
        found.setdefault("caseVersion", framework.case_version)
        found.setdefault("creator", settings.SITE_NAME)
    return found


def _trimmed(found: dict[str, Any], part: str, version: str) -> dict[str, Any]:
    if version != "1.0":
        return found
    return {key: value for key, value in found.items() if key not in _ONLY_IN_1_1[part]}


def _array(framework: Framework, key: str, version: str, later: bool) -> Iterator[str]:
    rows = framework.items if key == "CFItems" else framework.associations
    if framework.package.get("rest", {}).get(key, "") is None and not rows.exists():
        yield "null"
        return
    elements = _items(framework, version) if key == "CFItems" else _fitting(_associations(framework, later), version)
    yield "["
    for number, element in enumerate(elements):
        yield f"{',' if number else ''}\n{_json(element)}"
    yield "]"


def _items(framework: Framework, version: str) -> Iterator[dict[str, Any]]:
    terms = mapping.finder()
    for item in framework.items.order_by("file_order", "pk").iterator(chunk_size=CHUNK):
        yield _trimmed(mapping.item_object(item, terms), "item", version)


def _fitting(associations: Iterator[dict[str, Any]], version: str) -> Iterator[dict[str, Any]]:
    """Associations as a version of CASE knows them; a kind that 1.0 lacks becomes "is related to"."""
    for found in associations:
        if version != "1.0":
            yield found
            continue
        fitting = _trimmed(found, "association", version)
        for end in ("originNodeURI", "destinationNodeURI"):
            fitting[end] = _trimmed(fitting[end], "link", version)
        if fitting["associationType"] not in _KINDS_IN_1_0:
            fitting["associationType"] = FrameworkAssociation.Kind.RELATED.value
        yield fitting


def _associations(framework: Framework, later: bool) -> Iterator[dict[str, Any]]:
    living = Q(origin__isnull=True) | Q(origin__binned_at__isnull=True)
    rows = framework.associations.filter(living).order_by("file_order", "pk")
    if not later:
        rows = rows.filter(is_later=False)
    for association in rows.iterator(chunk_size=CHUNK):
        yield mapping.association_object(association)
    decided = (ItemMapping.State.CERTAIN, ItemMapping.State.CONFIRMED)
    successors = framework.mappings.filter(new__isnull=False, state__in=decided).select_related("old", "new")
    if not later and framework.published_at:
        successors = successors.exclude(decided_at__gt=framework.published_at)
    stated = set(
        framework.associations.filter(kind=FrameworkAssociation.Kind.REPLACED).values_list(
            "origin_identifier", "destination_identifier"
        )
    )
    for row in successors.iterator(chunk_size=CHUNK):
        if row.new is not None and (row.old.identifier, row.new.identifier) not in stated:
            yield _replaced_by(row, row.new)


def _replaced_by(row: ItemMapping, new: FrameworkItem) -> dict[str, Any]:
    return {
        "identifier": str(row.uuid),
        "uri": f"urn:uuid:{row.uuid}",
        "associationType": FrameworkAssociation.Kind.REPLACED.value,
        "originNodeURI": item_link(row.old),
        "destinationNodeURI": item_link(new),
        "lastChangeDateTime": row.changed_at.isoformat(timespec="seconds"),
    }


def item_link(item: FrameworkItem) -> dict[str, str]:
    """The item as CASE links to it."""
    return {"title": item.title, "identifier": item.identifier, "uri": item.uri or item_uri(item.uuid)}


def framework_link(framework: Framework) -> dict[str, str]:
    """The framework as CASE links to it."""
    return {
        "title": framework.title,
        "identifier": framework.identifier,
        "uri": framework.uri or f"urn:uuid:{framework.identifier}",
    }


def item_uri(key: UUID) -> str:
    """Where an item that was made here can be read, whatever the language of who made it."""
    before, after = _item_address()
    return f"{settings.SITE_URL}{before}{key}{after}"


@lru_cache(maxsize=1)
def _item_address() -> tuple[str, str]:
    with translation.override(settings.LANGUAGE_CODE):
        before, _key, after = reverse("framework:item", args=[_NOBODY]).partition(str(_NOBODY))
    return before, after


def _definitions(framework: Framework) -> dict[str, Any]:
    """The kinds that the items use, for frameworks that were made here."""
    kinds = Concept.objects.filter(pk__in=framework.items.values("kind")).distinct()
    return {
        "CFItemTypes": [
            {
                "identifier": str(kind.uuid),
                "uri": f"urn:uuid:{kind.uuid}",
                "title": kind.label_en or kind.label_nl,
                "description": kind.definition_en or kind.label_en or kind.label_nl,
                "hierarchyCode": str(kind.position + 1),
                "lastChangeDateTime": kind.changed_at.isoformat(timespec="seconds"),
            }
            for kind in kinds
        ]
    }


def items_table(framework: Framework) -> Table:
    """The items as a table that the import reads, in the order of the tree. Read in chunks."""
    return Table("Onderdelen", COLUMNS, _rows(framework))


def _rows(framework: Framework) -> Iterator[list[Value]]:
    names = {concept.pk: concept.label_nl for concept in Concept.objects.of("item-kinds")}
    labels = {
        (one.scheme.code, one.code): one.label_nl for one in Concept.objects.of(*mapping.TAGS).select_related("scheme")
    }
    items = framework.items.select_related("parent").order_by("order")
    for item in items.iterator(chunk_size=CHUNK):
        tagged = {
            scheme: joined([labels.get((scheme, code), code) for code in item.tags.get(scheme, [])])
            for scheme in mapping.TAGS
        }
        yield [
            item.identifier,
            item.code,
            item.full_statement,
            item.abbreviated,
            item.parent.identifier if item.parent else "",
            item.position + 1,
            names.get(item.kind_id or 0, item.item_type),
            tagged["levels"],
            tagged["professions"],
            tagged["canmeds"],
            tagged["domains"],
            tagged["topics"],
            joined(item.keywords),
            item.notes,
            item.language,
            item.retired_on,
        ]


def joined(parts: list[str]) -> str:
    """Several words in one cell; one that holds a comma ends with a semicolon, so that it stays one."""
    return "; ".join(parts) + (";" if len(parts) == 1 and "," in parts[0] else "")


def now_text() -> str:
    """This moment as CASE writes it."""
    return timezone.now().isoformat(timespec="seconds")
