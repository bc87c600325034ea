"""Search holds no personal data: words that editors wrote, and words that nobody is tied to."""

from knooppunt.core.privacy import declare_none
from knooppunt.search import models

declare_none(models.SynonymLine, reason="Names for the same thing; the word list of the search box.")
declare_none(
    models.MissedQuery,
    reason="Only the words and how often, shown from three times on, without numbers and addresses; kept half a year.",
)
