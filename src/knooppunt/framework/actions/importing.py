"""Taking in a framework: all or nothing, in small transactions.

The rows come in chunks under a framework that nobody sees yet (``IMPORTING``), so that a large file never holds the
database for long; one last write makes it a draft. When anything goes wrong, what came in is taken out again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.text import slugify

from knooppunt.core.bulk import Inserter, without_mapping
from knooppunt.framework.actions.versions import map_versions
from knooppunt.framework.case import mapping
from knooppunt.framework.case.sources import Source
from knooppunt.framework.case.stream import BEGIN, CaseRefused
from knooppunt.framework.case.survey import Survey
from knooppunt.framework.models import Concept, Framework, FrameworkAssociation, FrameworkItem
from knooppunt.framework.queries.concepts import ConceptFinder

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

CHUNK = 2500  # rows of one transaction
HEAVY = 2_500_000  # characters in them
DEFAULT_KIND = "competency"
LEFT_BEHIND = timedelta(hours=6)


@dataclass(frozen=True)
class Wishes:
    """What a person may say about a file; empty means what the file says."""

    title: str = ""
    kind: Concept | None = None
    is_example: bool | None = None
    previous: Framework | None = None


def import_framework(*, source: Source, found: Survey, wishes: Wishes | None = None, by: User | None) -> Framework:
    """Save a package that was looked through, as a draft. Memory does not depend on its size.

    Items of ``wishes.previous`` are mapped to the new ones. Raises ``ValueError`` for a survey with errors and
    ``CaseRefused`` when the file changed since it was looked through; then nothing is kept.
    """
    if found.errors:
        raise ValueError("A package with errors is not saved.")
    terms = mapping.finder()
    framework = _begin(found, wishes or Wishes(), terms)
    try:
        with without_mapping():
            _save_rows(framework, source, found, terms)
            with transaction.atomic():
                _tie(framework)
                framework.state = Framework.State.DRAFT
                framework.save()
                if framework.previous is not None:
                    map_versions(framework=framework)
    except BaseException:
        remove_unfinished(framework)
        raise
    return framework


def remove_unfinished(framework: Framework) -> None:
    """Take out what came in of a framework that was not finished."""
    if Framework.all_objects.filter(pk=framework.pk).exclude(state=Framework.State.IMPORTING).exists():
        return
    for rows in (FrameworkAssociation.all_objects, FrameworkItem.all_objects):
        while pks := list(rows.filter(framework=framework).values_list("pk", flat=True)[:CHUNK]):
            rows.filter(pk__in=pks).delete()
    Framework.all_objects.filter(pk=framework.pk).delete()


def remove_left_behind() -> int:
    """Frameworks whose import was interrupted (power, a killed worker) go; returns how many."""
    old = Framework.all_objects.filter(state=Framework.State.IMPORTING, created_at__lt=timezone.now() - LEFT_BEHIND)
    frameworks = list(old)
    for framework in frameworks:
        remove_unfinished(framework)
    return len(frameworks)


def free_slug(title: str) -> str:
    """An address made of a title, with a number when it is taken."""
    base = slugify(title)[:100].strip("-") or "raamwerk"
    taken = set(Framework.all_objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 3))
    return next(slug for slug in numbered if slug not in taken and slug not in RESERVED)


# Words that stand at the place of a framework in addresses.
RESERVED = frozenset({"begrippen", "importeren", "nieuw", "onderdeel", "stand", "terug", "verankering"})


def _begin(found: Survey, wishes: Wishes, terms: ConceptFinder) -> Framework:
    values = mapping.document_values(found.document, terms)
    kind = wishes.kind or values.pop("kind", None) or terms.find("framework-kinds", DEFAULT_KIND)
    if kind is None:
        raise CaseRefused("The list of kinds of frameworks is not there: run 'knooppunt migrate'.")
    values.pop("kind", None)
    if wishes.title:
        values["title"] = wishes.title
    if wishes.is_example is not None:
        values["is_example"] = wishes.is_example
    return Framework.objects.create(
        **values,
        kind=kind,
        slug=free_slug(values["title"]),
        state=Framework.State.IMPORTING,
        previous=wishes.previous,
        package={"keys": found.keys, "rest": found.rest},
        items_count=found.items_count,
    )


def _save_rows(framework: Framework, source: Source, found: Survey, terms: ConceptFinder) -> None:
    """Save items and associations, in one reading of the file when its items come first, else in two."""
    rows = _Rows(framework, found, terms)
    wanted = [key for key in found.keys if key in ("CFItems", "CFAssociations")]
    for keys in (
        [wanted] if wanted == ["CFItems", "CFAssociations"] else [[key] for key in ("CFItems", "CFAssociations")]
    ):
        for key, chunk in _chunks(_elements(source, keys)):
            if key == "CFItems":
                rows.save_items(chunk)
            else:
                rows.save_associations(chunk)
    if len(rows.pks) != found.items_count:
        raise CaseRefused("The file changed while it was read.")
    rows.save_parents()


def _elements(source: Source, wanted: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in source.events():
        if key in wanted and value is not BEGIN and isinstance(value, dict):
            yield key, value


def _chunks(elements: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Elements of one kind, as many as one transaction takes: at most ``CHUNK``, fewer when they are large."""
    for key, group in groupby(elements, key=itemgetter(0)):
        chunk: list[dict[str, Any]] = []
        weight = 0
        for _key, element in group:
            chunk.append(element)
            weight += _weight(element)
            if len(chunk) == CHUNK or weight > HEAVY:
                yield key, chunk
                chunk, weight = [], 0
        if chunk:
            yield key, chunk


def _weight(value: Any) -> int:
    """About how many characters there are in it."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_weight, value.values()))
    return sum(map(_weight, value)) if isinstance(value, list) else 1


class _Rows:
    """Writes the rows of one framework. Holds the number of each item's row, nothing else of it."""

    def __init__(self, framework: Framework, found: Survey, terms: ConceptFinder) -> None:
        self._framework, self._found, self._terms = framework, found, terms
        self.pks = array("q")  # of the items, by their number in the file
        self._associations = 0
        self._waiting = array("i")  # items whose parent had no row yet
        same = {"framework_id": framework.pk}
        self._items = Inserter(FrameworkItem, [*_PLACED, *_ITEM], same=same)
        self._ties = Inserter(FrameworkAssociation, [*_TIED, *_ASSOCIATION], same=same)
        self._links = Inserter(FrameworkItem.concepts.through, ["frameworkitem_id", "concept_id"])

    def save_items(self, chunk: list[dict[str, Any]]) -> None:
        """The next items of the file."""
        begin = len(self.pks)
        rows = []
        concepts: list[set[int]] = []
        for number, element in enumerate(chunk, start=begin):
            if self._found.identifiers.get(element["identifier"]) != number:
                raise CaseRefused("The file changed while it was read.")
            values = mapping.item_values(element, self._terms)
            place = self._found.places[number]
            kind = values.pop("kind")
            above = self.pks[place.parent] if place.parent is not None and place.parent < begin else None
            placed = (above, place.position, place.order, place.last, place.depth, number, kind.pk if kind else None)
            if place.parent is not None and above is None:
                self._waiting.append(number)
            rows.append((*placed, *[values.get(name, empty) for name, empty in _ITEM.items()]))
            concepts.append({term.pk for term in _terms_of(values["tags"], self._terms)})
        with transaction.atomic():
            self._items.insert(rows)
            new = FrameworkItem.objects.filter(framework=self._framework, pk__gt=self.pks[-1] if begin else 0)
            self.pks.extend(new.order_by("pk").values_list("pk", flat=True))
            if len(self.pks) != begin + len(rows):
                raise CaseRefused("The file changed while it was read.")
            pairs = zip(self.pks[begin:], concepts, strict=True)
            self._links.insert((pk, concept) for pk, ones in pairs for concept in ones)

    def save_associations(self, chunk: list[dict[str, Any]]) -> None:
        """The next associations of the file."""
        rows = []
        for number, element in enumerate(chunk, start=self._associations):
            values = mapping.association_values(element)
            ends = (self._pk(values["origin_identifier"]), self._pk(values["destination_identifier"]))
            tied = (*ends, bool(self._found.in_tree[number]), number)
            rows.append((*tied, *[values.get(name, empty) for name, empty in _ASSOCIATION.items()]))
        with transaction.atomic():
            self._ties.insert(rows)
        self._associations += len(rows)

    def save_parents(self) -> None:
        """Give the other items their parents, which have rows now."""
        item = FrameworkItem._meta
        quote = connection.ops.quote_name
        # Names come from the models, values go as parameters.
        statement = f"UPDATE {quote(item.db_table)} SET {quote('parent_id')} = %s WHERE {quote('id')} = %s"  # noqa: S608
        parents = self._found.places.parents
        pairs = ((self.pks[parents[number]], self.pks[number]) for number in self._waiting)
        while batch := list(islice(pairs, CHUNK)):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(statement, batch)

    def _pk(self, identifier: str) -> int | None:
        number = self._found.identifiers.get(identifier)
        return None if number is None else self.pks[number]


# The columns that the file fills, with what they hold when it does not.
_PLACED = ("parent_id", "position", "order", "last", "depth", "file_order", "kind_id")
_ITEM: dict[str, Any] = {
    **dict.fromkeys(("identifier", *mapping.ITEM.values()), ""),
    "keywords": [], "education_level": [], "tags": {}, "retired_on": None, "case": {},
}  # fmt: skip
_TIED = ("origin_id", "destination_id", "is_tree", "file_order")
_ASSOCIATION: dict[str, Any] = {
    **dict.fromkeys(("identifier", "kind", "origin_identifier", "destination_identifier"), ""),
    **dict.fromkeys(mapping.ASSOCIATION.values(), ""),
    "origin_link": {}, "destination_link": {}, "sequence": None, "case": {},
}  # fmt: skip


def _terms_of(tags: dict[str, list[str]], terms: ConceptFinder) -> Iterator[Concept]:
    for scheme, codes in tags.items():
        for code in codes:
            term = terms.find(scheme, code)
            if term is not None:
                yield term


def _tie(framework: Framework) -> None:
    """Tie the ends of associations that stand in another framework, both ways."""
    loose = FrameworkAssociation.objects.filter(destination__isnull=True).exclude(is_tree=True)
    elsewhere = FrameworkItem.objects.filter(identifier=OuterRef("destination_identifier")).order_by("-pk")
    loose.filter(framework=framework).update(destination_id=Subquery(elsewhere.values("pk")[:1]))
    mine = elsewhere.filter(framework=framework)
    loose.filter(
        destination_identifier__in=FrameworkItem.objects.filter(framework=framework).values("identifier")
    ).update(destination_id=Subquery(mine.values("pk")[:1]))
