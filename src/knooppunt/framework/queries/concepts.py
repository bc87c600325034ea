"""Reading lists of terms. Terms are public; those that were retired are kept for what points at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knooppunt.framework.models import Concept, ConceptQuerySet, ConceptScheme
from knooppunt.network.names import fold

MOST_KEPT = 2_000  # answers that a finder keeps: large files ask the same a hundred thousand times


def concepts(scheme: str, *, retired: bool = False) -> ConceptQuerySet:
    """The terms of one list that may be chosen today, in their order; ``retired``: also the old ones."""
    found = Concept.objects.of(scheme).select_related("scheme", "parent")
    return found if retired else found.valid()


def concepts_of(*schemes: str, retired: bool = False) -> dict[str, list[Concept]]:
    """The terms of several lists in one query. Every list asked for is there, if empty."""
    found = Concept.objects.of(*schemes).select_related("scheme")
    grouped: dict[str, list[Concept]] = {scheme: [] for scheme in schemes}
    for concept in found if retired else found.valid():
        grouped[concept.scheme.code].append(concept)
    return grouped


def concept(scheme: str, code: str) -> Concept | None:
    """The term with this code, retired or not; ``None`` when the list has no such term."""
    return Concept.objects.of(scheme).filter(code=code).select_related("scheme").first()


def concept_choices(scheme: str) -> list[tuple[str, str]]:
    """(code, name) of the terms that may be chosen today, for a form field."""
    return [(found.code, found.label) for found in concepts(scheme)]


class ConceptFinder:
    """Finds terms of some lists by any of their names, for imports. One query when made, none after."""

    def __init__(self, *schemes: str) -> None:
        self._by_name: dict[tuple[str, str], Concept] = {}
        self._asked: dict[tuple[str, str], Concept | None] = {}
        found = list(Concept.objects.of(*schemes).select_related("scheme"))
        # Preferred names first, so that another term's alias never hides them.
        for pick in (_preferred, _others):
            for one in found:
                for name in filter(None, map(fold, pick(one))):
                    self._by_name.setdefault((one.scheme.code, name), one)

    def find(self, scheme: str, text: str) -> Concept | None:
        """The term that ``text`` means: its code or any of its names, however capitalised."""
        asked = (scheme, text)
        if asked not in self._asked:
            if len(self._asked) >= MOST_KEPT:
                self._asked.clear()
            self._asked[asked] = self._by_name.get((scheme, fold(text)))
        return self._asked[asked]


def _preferred(concept: Concept) -> Iterable[str]:
    return [concept.code, concept.label_nl, concept.label_en, concept.second_nl, concept.second_en, concept.both]


def _others(concept: Concept) -> Iterable[str]:
    return [*concept.names, str(concept.data.get("short", ""))]


def find_concept(scheme: str, text: str) -> Concept | None:
    """The term of a list that ``text`` means (its code or any of its names). One query; many texts: ``ConceptFinder``."""
    return ConceptFinder(scheme).find(scheme, text)


def search_labels() -> Iterator[tuple[Concept, list[str]]]:
    """Each term that is in use with all its names, preferred first: equal words for searching. One query."""
    for found in Concept.objects.valid().select_related("scheme"):
        yield found, found.names


def synonym_groups() -> list[list[str]]:
    """Names that mean the same, preferred first; terms with one name only are left out. One query."""
    return [names for _concept, names in search_labels() if len(names) > 1]


def concept_schemes() -> list[ConceptScheme]:
    """All lists, in their order."""
    return list(ConceptScheme.objects.all())
