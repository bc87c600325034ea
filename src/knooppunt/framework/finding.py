"""Items of published frameworks as documents of search. Drafts, and versions that were replaced, are not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils import translation

from knooppunt.framework.case.mapping import TAGS
from knooppunt.framework.models import Concept, Framework, FrameworkItem
from knooppunt.search.api import Document, Source, same_keys

NAME = "framework"
KIND = "raamwerk"
# list of terms → facet, with the names that the catalogue uses too
FACETS = {"levels": "level", "professions": "profession", "domains": "domain", "topics": "topic", "canmeds": "canmeds"}
KEPT = 600  # characters of a text in the summary
LEAST = 0.0  # of freshness and quality: behind what one can take part in, for the same words


def findable() -> QuerySet[FrameworkItem]:
    """The items that everybody may find."""
    return FrameworkItem.objects.filter(
        framework__state=Framework.State.PUBLISHED, framework__binned_at__isnull=True, retired_on__isnull=True
    )


def load(keys: Sequence[str]) -> list[Document]:
    """The documents of these items. Two queries."""
    numbers = [int(key) for key in keys if key.isdigit()]
    items = list(findable().filter(pk__in=numbers).select_related("framework", "kind"))
    if not items:
        return []
    columns = ("scheme__code", "code", "label_nl", "second_nl")
    names = {
        (scheme, code): [name for name in (label, second) if name]
        for scheme, code, label, second in Concept.objects.of(*TAGS).values_list(*columns)
    }
    with translation.override("nl"):  # the index keeps addresses in one language, whoever has it built
        return [_document(item, names) for item in items]


def _document(item: FrameworkItem, names: dict[tuple[str, str], list[str]]) -> Document:
    tagged = [name for scheme, codes in item.tags.items() for code in codes for name in names.get((scheme, code), ())]
    words = [item.code, item.kind.label_nl if item.kind else item.item_type, item.framework.title]
    return Document(
        key=str(item.pk),
        title=item.title,
        url=item.get_absolute_url(),
        summary=item.full_statement[:KEPT],
        keywords=[word for word in (*words, *item.keywords, *tagged) if word],
        body=item.notes,
        facets={"kind": [KIND], **{facet: item.tags.get(scheme, ()) for scheme, facet in FACETS.items()}},
        freshness=LEAST,
        quality=LEAST,
        own_id=item.identifier,
        card={
            "kind": KIND,
            "levels": item.tags.get("levels", []),
            "provider": item.framework.title,
        },
    )


def every_key() -> Iterator[str]:
    """All items that may be found, the oldest first."""
    for number in findable().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5_000):
        yield str(number)


def of_concepts(keys: Sequence[str]) -> Iterable[str]:
    """The items that carry changed terms."""
    numbers = [int(key) for key in keys if key.isdigit()]
    rows = findable().filter(concepts__in=numbers).order_by("pk").values_list("pk", flat=True)
    return [str(number) for number in rows.distinct()]


def source() -> Source:
    """Items as a source of search."""
    return Source(
        name=NAME,
        changes={"framework.item": same_keys, "framework.concept": of_concepts},
        load=load,
        every_key=every_key,
        facets=("kind", *FACETS.values()),
    )
