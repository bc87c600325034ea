"""The tables of the framework, by noun."""

from .concepts import Concept, ConceptQuerySet, ConceptScheme
from .frameworks import (
    Framework,
    FrameworkAssociation,
    FrameworkItem,
    FrameworkItemQuerySet,
    FrameworkQuerySet,
    ItemMapping,
    new_identifier,
)
from .organisations import FrameworkStatus

__all__ = [
    "Concept",
    "ConceptQuerySet",
    "ConceptScheme",
    "Framework",
    "FrameworkAssociation",
    "FrameworkItem",
    "FrameworkItemQuerySet",
    "FrameworkQuerySet",
    "FrameworkStatus",
    "ItemMapping",
    "new_identifier",
]
