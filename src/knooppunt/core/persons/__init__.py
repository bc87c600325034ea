"""Everything that is kept about one person: found, given to them, or erased. Follows ``core.privacy``."""

from .erasing import ErasureRefused, Outcome, erase_person
from .exporting import archive_of, archive_response, everything_about, give_archive
from .finding import Mention, Overview, overview_of
from .person import Needles, Person, person_of_mailbox, person_of_name, person_of_row, person_of_rows
from .places import Namesake, Place, named, namesakes, places

__all__ = [
    "ErasureRefused",
    "Mention",
    "Namesake",
    "Needles",
    "Outcome",
    "Overview",
    "Person",
    "Place",
    "archive_of",
    "archive_response",
    "erase_person",
    "everything_about",
    "give_archive",
    "named",
    "namesakes",
    "overview_of",
    "person_of_mailbox",
    "person_of_name",
    "person_of_row",
    "person_of_rows",
    "places",
]
