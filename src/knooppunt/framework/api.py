"""What other apps may use of the framework."""

from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.alignments import Aligned, AlignmentSource, alignment_sources
from knooppunt.framework.queries.concepts import (
    ConceptFinder,
    concept,
    concept_choices,
    concept_schemes,
    concepts,
    concepts_of,
    find_concept,
    search_labels,
    synonym_groups,
)

__all__ = [
    "Aligned",
    "AlignmentSource",
    "ConceptFinder",
    "alignment_sources",
    "concept",
    "concept_choices",
    "concept_schemes",
    "concepts",
    "concepts_of",
    "find_concept",
    "load_concepts",
    "search_labels",
    "synonym_groups",
]
