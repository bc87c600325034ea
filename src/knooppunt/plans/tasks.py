"""The jobs of the plans and when they come round."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from knooppunt.core import jobs
from knooppunt.core.schedules import daily
from knooppunt.plans.actions.drafts import clean_imports
from knooppunt.plans.actions.rounds import send_round_reminders


@jobs.job("plans.remind_rounds")
def remind_rounds() -> str:
    """Ambassadors whose hub has not answered hear from us some days before a round closes."""
    return f"{send_round_reminders()} ambassadors"


@jobs.job("plans.clean_imports")
def clean_imported() -> str:
    """Throw away imports that nobody touched for a week."""
    return f"{clean_imports()} imports"


daily("plans.remind_rounds", time(7, 30), remind_rounds, title=_("Remind of rounds of statuses"))
daily("plans.clean_imports", time(4, 20), clean_imported, title=_("Clear away unfinished imports of plans"))
