"""The jobs of the plans and when they come round."""

from __future__ import annotations

from datetime import time

from knooppunt.core import jobs
from knooppunt.core.schedules import daily
from knooppunt.plans.actions.rounds import send_round_reminders


@jobs.job("plans.remind_rounds")
def remind_rounds() -> str:
    """Ambassadors whose hub has not answered hear from us some days before a round closes."""
    return f"{send_round_reminders()} ambassadors"


daily("plans.remind_rounds", time(7, 30), remind_rounds)
