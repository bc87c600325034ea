"""The tables of the framework, by noun."""

from .concepts import Concept, ConceptQuerySet, ConceptScheme

__all__ = ["Concept", "ConceptQuerySet", "ConceptScheme"]
