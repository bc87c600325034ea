"""The tables of the catalogue, by noun."""

from knooppunt.catalogue.offering.models import (
    ApiKey,
    CheckRound,
    Criterion,
    EntryCount,
    LinkCheck,
    ProviderRegistration,
    QualityReview,
    Report,
    Reviewer,
    Submission,
    SubmissionNote,
)

from .alerts import SavedSearch
from .alignments import Alignment
from .collections import Collection, CollectionItem, KeptEntry
from .entries import Entry, EntryConcept, EntryQuerySet, EntryRelation, EntryState
from .marks import QualityLabel, QualityMark
from .merges import EntryMerge
from .parts import Accreditation, EnrolmentWindow, EntryFile, EntryLink, Run

__all__ = [
    "Accreditation",
    "Alignment",
    "ApiKey",
    "CheckRound",
    "Collection",
    "CollectionItem",
    "Criterion",
    "EnrolmentWindow",
    "Entry",
    "EntryConcept",
    "EntryCount",
    "EntryFile",
    "EntryLink",
    "EntryMerge",
    "EntryQuerySet",
    "EntryRelation",
    "EntryState",
    "KeptEntry",
    "LinkCheck",
    "ProviderRegistration",
    "QualityLabel",
    "QualityMark",
    "QualityReview",
    "Report",
    "Reviewer",
    "Run",
    "SavedSearch",
    "Submission",
    "SubmissionNote",
]
