"""The tables of the catalogue, by noun."""

from .collections import Collection, CollectionItem, KeptEntry
from .entries import Entry, EntryConcept, EntryQuerySet, EntryRelation, EntryState
from .marks import QualityLabel, QualityMark
from .parts import Accreditation, EnrolmentWindow, EntryFile, EntryLink, Run

__all__ = [
    "Accreditation",
    "Collection",
    "CollectionItem",
    "EnrolmentWindow",
    "Entry",
    "EntryConcept",
    "EntryFile",
    "EntryLink",
    "EntryQuerySet",
    "EntryRelation",
    "EntryState",
    "KeptEntry",
    "QualityLabel",
    "QualityMark",
    "Run",
]
