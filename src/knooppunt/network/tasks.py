"""What comes round in the network."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from knooppunt.core.jobs import job
from knooppunt.core.schedules import daily
from knooppunt.network.recalibration.actions import remind_due


@job("network.remind_recalibration")
def remind_recalibration() -> str:
    """Remind who did not answer; twice at most."""
    return f"{remind_due()} reminders"


daily(
    "network.remind_recalibration", time(8, 30), remind_recalibration, title=_("Remind contacts of the recalibration")
)
