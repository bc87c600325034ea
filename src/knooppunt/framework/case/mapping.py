"""What stands in which column: CASE's words on one side, ours on the other.

A value goes into a column when it comes back exactly as it was: a text into a text column, when it is not empty. All
else stays in ``case``. So a package that came in goes out equal, and what an editor changes here wins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem
from knooppunt.framework.queries.concepts import ConceptFinder

DOCUMENT = {
    "uri": "uri",
    "title": "title",
    "creator": "creator",
    "publisher": "publisher",
    "description": "description",
    "notes": "notes",
    "version": "edition",
    "language": "language",
    "officialSourceURL": "source_url",
    "frameworkType": "framework_type",
    "adoptionStatus": "adoption_status",
    "lastChangeDateTime": "last_change",
}
ITEM = {
    "uri": "uri",
    "fullStatement": "full_statement",
    "abbreviatedStatement": "abbreviated",
    "humanCodingScheme": "code",
    "listEnumeration": "enumeration",
    "alternativeLabel": "alternative",
    "notes": "notes",
    "language": "language",
    "CFItemType": "item_type",
    "lastChangeDateTime": "last_change",
}
ITEM_LISTS = {"conceptKeywords": "keywords", "educationLevel": "education_level"}
ASSOCIATION = {"uri": "uri", "notes": "notes", "lastChangeDateTime": "last_change"}
ASSOCIATION_LINKS = {"originNodeURI": "origin_link", "destinationNodeURI": "destination_link"}
OURS = "knooppunt"  # our name in CASE's ``extensions``
# The lists of terms that tag an item.
TAGS = ("levels", "professions", "canmeds", "domains", "topics", "disciplines")
FINDS = (*TAGS, "item-kinds", "framework-kinds")
LARGEST = 2**31 - 1


def finder() -> ConceptFinder:
    """All terms that an import may meet. One query."""
    return ConceptFinder(*FINDS)


def document_values(document: Mapping[str, Any], terms: ConceptFinder) -> dict[str, Any]:
    """The columns of a framework. ``kind`` is there only when the file says it."""
    case = dict(document)
    values: dict[str, Any] = {"identifier": case.pop("identifier")}
    _take_texts(case, DOCUMENT, values)
    own = _own(document)
    kind = terms.find("framework-kinds", str(own.get("kind") or values.get("framework_type") or "-"))
    if kind is not None:
        values["kind"] = kind
    values["is_example"] = own.get("is_example") is True
    values["case_version"] = "1.1" if document.get("caseVersion") == "1.1" else "1.0"
    return values | {"case": case}


def document_object(framework: Framework) -> dict[str, Any]:
    """The framework as a CFDocument."""
    found = {"identifier": framework.identifier, **framework.case, **_texts(framework, DOCUMENT)}
    own: dict[str, Any] = {}
    was = _own(framework.case)
    if framework.is_example != (was.get("is_example") is True):
        own["is_example"] = framework.is_example
    if "kind" in was and was["kind"] != framework.kind.code:
        own["kind"] = framework.kind.code
    return _with_own(found, was | own) if own else found


def item_values(item: Mapping[str, Any], terms: ConceptFinder) -> dict[str, Any]:
    """The columns of an item."""
    case = dict(item)
    values: dict[str, Any] = {"identifier": case.pop("identifier")}
    _take_texts(case, ITEM, values)
    for theirs, ours in ITEM_LISTS.items():
        found = case.get(theirs)
        if isinstance(found, list) and found and all(isinstance(one, str) for one in found):
            values[ours] = case.pop(theirs)
    end = _day(case.get("statusEndDate"))
    if end is not None:
        values["retired_on"] = end
        del case["statusEndDate"]
    values["tags"] = stated_tags(item, terms)
    values["kind"] = terms.find("item-kinds", str(values.get("item_type") or "-"))
    return values | {"case": case}


def item_object(item: FrameworkItem, terms: ConceptFinder) -> dict[str, Any]:
    """The item as a CFItem. Tags that follow from nothing else in it go into our part of ``extensions``."""
    found = {"identifier": item.identifier, **item.case, **_texts(item, ITEM)}
    for theirs, ours in ITEM_LISTS.items():
        if getattr(item, ours):
            found[theirs] = getattr(item, ours)
    if item.retired_on:
        found["statusEndDate"] = item.retired_on.isoformat()
    if item.tags != stated_tags(found, terms):
        found = _with_own(found, _own(found) | {"tags": item.tags})
    return found


def stated_tags(item: Mapping[str, Any], terms: ConceptFinder) -> dict[str, list[str]]:
    """The tags that a CFItem states: our own part of ``extensions``, else what its level, subject and keywords say."""
    own = _own(item).get("tags")
    tags: dict[str, list[str]] = {}
    if isinstance(own, dict):
        for scheme in TAGS:
            _tag(tags, scheme, own.get(scheme), terms)
        return tags
    _tag(tags, "levels", item.get("educationLevel"), terms)
    _tag(tags, "domains", item.get("subject"), terms)
    for scheme in ("domains", "canmeds", "professions", "topics"):
        _tag(tags, scheme, item.get("conceptKeywords"), terms)
    return tags


def unknown_terms(item: Mapping[str, Any], terms: ConceptFinder) -> Iterator[tuple[str, str]]:
    """The words of a CFItem that stand at the place of a term, and are none: (list of terms, word)."""
    own = _own(item).get("tags")
    stated = own if isinstance(own, dict) else {"levels": item.get("educationLevel")}
    for scheme in TAGS:
        given = stated.get(scheme)
        for name in [given] if isinstance(given, str) else given if isinstance(given, list) else ():
            if isinstance(name, str) and name.strip() and terms.find(scheme, name) is None:
                yield scheme, name.strip()


def association_values(association: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an association, without its ends as rows."""
    case = dict(association)
    values: dict[str, Any] = {"identifier": case.pop("identifier"), "kind": case.pop("associationType")}
    _take_texts(case, ASSOCIATION, values)
    for theirs, ours in ASSOCIATION_LINKS.items():
        values[ours] = case.pop(theirs)
    values["origin_identifier"] = values["origin_link"]["identifier"]
    values["destination_identifier"] = values["destination_link"]["identifier"]
    number = case.get("sequenceNumber")
    if is_sequence(number):
        values["sequence"] = case.pop("sequenceNumber")
    return values | {"case": case}


def association_object(association: FrameworkAssociation) -> dict[str, Any]:
    """The association as a CFAssociation."""
    found = {
        "identifier": association.identifier,
        "associationType": association.kind,
        "originNodeURI": association.origin_link,
        "destinationNodeURI": association.destination_link,
        **association.case,
        **_texts(association, ASSOCIATION),
    }
    if association.sequence is not None:
        found["sequenceNumber"] = association.sequence
    return found


def is_sequence(number: object) -> bool:
    """Whether a sequence number is a number that we can keep."""
    return isinstance(number, int) and not isinstance(number, bool) and -LARGEST <= number <= LARGEST


def _take_texts(case: dict[str, Any], columns: Mapping[str, str], values: dict[str, Any]) -> None:
    for theirs, ours in columns.items():
        if isinstance(case.get(theirs), str) and case[theirs]:
            values[ours] = case.pop(theirs)


def _texts(row: Framework | FrameworkItem | FrameworkAssociation, columns: Mapping[str, str]) -> dict[str, str]:
    return {theirs: getattr(row, ours) for theirs, ours in columns.items() if getattr(row, ours)}


def _own(found: Mapping[str, Any]) -> dict[str, Any]:
    extensions = found.get("extensions")
    own = extensions.get(OURS) if isinstance(extensions, dict) else None
    return own if isinstance(own, dict) else {}


def _with_own(found: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    extensions = found.get("extensions")
    return found | {"extensions": {**(extensions if isinstance(extensions, dict) else {}), OURS: own}}


def _tag(tags: dict[str, list[str]], scheme: str, names: object, terms: ConceptFinder) -> None:
    given = [names] if isinstance(names, str) else names
    for name in given if isinstance(given, list) else []:
        term = terms.find(scheme, name) if isinstance(name, str) else None
        if term is not None and term.code not in tags.setdefault(scheme, []):
            tags[scheme].append(term.code)
    if not tags.get(scheme, True):
        del tags[scheme]


def _day(value: object) -> dt.date | None:
    """A date that comes back exactly as it was written."""
    if not isinstance(value, str):
        return None
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None
