"""Taking in a framework: all or nothing, in small transactions.

The rows come in chunks under a framework that nobody sees yet (``IMPORTING``), so that a large file never holds the
database for long; one last write makes it a draft. When anything goes wrong, what came in is taken out again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.text import slugify

from knooppunt.framework.actions.versions import map_versions
from knooppunt.framework.case import mapping
from knooppunt.framework.case.sources import Source
from knooppunt.framework.case.stream import BEGIN, CaseRefused
from knooppunt.framework.case.survey import Survey
from knooppunt.framework.models import Concept, Framework, FrameworkAssociation, FrameworkItem
from knooppunt.framework.queries.concepts import ConceptFinder

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

CHUNK = 1000
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
    pks: dict[str, int] = {}
    items = _elements(source, "CFItems")
    for chunk in _chunks(items):
        _save_items(framework, chunk, found, pks, terms)
    if len(pks) != found.items_count:
        raise CaseRefused("The file changed while it was read.")
    number = 0
    for chunk in _chunks(_elements(source, "CFAssociations")):
        _save_associations(framework, chunk, found, pks, number)
        number += len(chunk)


def _elements(source: Source, wanted: str) -> Iterator[dict[str, Any]]:
    for key, value in source.events():
        if key == wanted and value is not BEGIN and isinstance(value, dict):
            yield value


def _chunks(elements: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(elements, CHUNK)):
        yield chunk


def _save_items(
    framework: Framework, chunk: list[dict[str, Any]], found: Survey, pks: dict[str, int], terms: ConceptFinder
) -> None:
    rows = []
    for element in chunk:
        number = found.identifiers[element["identifier"]]
        place = found.places[number]
        rows.append(
            FrameworkItem(
                framework=framework,
                position=place.position,
                order=place.order,
                last=place.last,
                depth=place.depth,
                file_order=number,
                **mapping.item_values(element, terms),
            )
        )
    with transaction.atomic():
        FrameworkItem.objects.bulk_create(rows, batch_size=200)
        link_concepts(rows, terms)
    pks.update({row.identifier: row.pk for row in rows})


def link_concepts(items: list[FrameworkItem], terms: ConceptFinder) -> None:
    """Write the tags of new items as rows, to filter on."""
    through = FrameworkItem.concepts.through
    links = []
    for item in items:
        for scheme, codes in item.tags.items():
            terms_found = (terms.find(scheme, code) for code in codes)
            links += [through(frameworkitem_id=item.pk, concept_id=term.pk) for term in terms_found if term]
    through.objects.bulk_create(links, batch_size=400, ignore_conflicts=True)


def _save_associations(
    framework: Framework, chunk: list[dict[str, Any]], found: Survey, pks: dict[str, int], number: int
) -> None:
    rows = []
    for place, element in enumerate(chunk, start=number):
        values = mapping.association_values(element)
        rows.append(
            FrameworkAssociation(
                framework=framework,
                origin_id=pks.get(values["origin_identifier"]),
                destination_id=pks.get(values["destination_identifier"]),
                is_tree=values["identifier"] in found.tree_edges,
                file_order=place,
                **values,
            )
        )
    with transaction.atomic():
        FrameworkAssociation.objects.bulk_create(rows, batch_size=200)


def _tie(framework: Framework) -> None:
    """Give items their parents, and tie the ends of associations that stand in another framework, both ways."""
    trees = FrameworkAssociation.objects.filter(framework=framework, is_tree=True, origin=OuterRef("pk"))
    FrameworkItem.objects.filter(framework=framework).update(
        parent_id=Subquery(trees.order_by("pk").values("destination_id")[:1])
    )
    loose = FrameworkAssociation.objects.filter(destination__isnull=True).exclude(is_tree=True)
    elsewhere = FrameworkItem.objects.filter(identifier=OuterRef("destination_identifier")).order_by("-pk")
    loose.filter(framework=framework).update(destination_id=Subquery(elsewhere.values("pk")[:1]))
    mine = elsewhere.filter(framework=framework)
    loose.filter(
        destination_identifier__in=FrameworkItem.objects.filter(framework=framework).values("identifier")
    ).update(destination_id=Subquery(mine.values("pk")[:1]))
