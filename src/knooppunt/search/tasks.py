"""What search does by the clock."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from knooppunt.core import jobs
from knooppunt.core.schedules import daily
from knooppunt.search import missed


@jobs.job("search.clean_missed", lane=jobs.SLOW)
def clean_missed() -> str:
    """Questions that nobody asked for half a year go."""
    return f"{missed.clean()} questions"


daily("search.clean_missed", time(4, 40), clean_missed, title=_("Forget questions that nobody asks any more"))
