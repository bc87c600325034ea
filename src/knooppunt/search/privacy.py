"""Search holds no personal data: words that editors wrote, and words that nobody is tied to."""

from django.utils.translation import gettext_lazy as _

from knooppunt.core.privacy import declare_none
from knooppunt.search import models

declare_none(
    models.SynonymLine,
    title=_("Words that mean the same"),
    reason="Names for the same thing; the word list of the search box.",
)
declare_none(
    models.MissedQuery,
    title=_("Words that found nothing"),
    reason="Only the words and how often, shown from three times on, without numbers and addresses; kept half a year.",
)
