"""What other apps may use of search."""

from knooppunt.search.actions import add_synonyms, change_synonyms, note_labels, remove_synonyms
from knooppunt.search.documents import (
    PUBLIC,
    Bookable,
    Document,
    Source,
    label_providers,
    register_source,
    same_keys,
)
from knooppunt.search.index.reading import state
from knooppunt.search.missed import as_kept as missed_as_kept
from knooppunt.search.missed import asked_in_vain
from knooppunt.search.missed import forget as forget_missed
from knooppunt.search.missed import note as note_missed
from knooppunt.search.missed import restore as restore_missed
from knooppunt.search.models import MissedQuery, SynonymLine
from knooppunt.search.query.searching import search
from knooppunt.search.query.suggesting import Suggestion, similar, suggest
from knooppunt.search.requests import (
    DISTANCE,
    Buckets,
    FacetCount,
    Hit,
    Near,
    Piece,
    Reason,
    Request,
    Results,
    State,
)
from knooppunt.search.text.fold import folded_words as words
from knooppunt.search.text.synonyms import Group

__all__ = [
    "DISTANCE",
    "PUBLIC",
    "Bookable",
    "Buckets",
    "Document",
    "FacetCount",
    "Group",
    "Hit",
    "MissedQuery",
    "Near",
    "Piece",
    "Reason",
    "Request",
    "Results",
    "Source",
    "State",
    "Suggestion",
    "SynonymLine",
    "add_synonyms",
    "asked_in_vain",
    "change_synonyms",
    "forget_missed",
    "label_providers",
    "missed_as_kept",
    "note_labels",
    "note_missed",
    "register_source",
    "remove_synonyms",
    "restore_missed",
    "same_keys",
    "search",
    "similar",
    "state",
    "suggest",
    "words",
]
