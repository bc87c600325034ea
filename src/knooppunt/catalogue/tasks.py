"""The jobs of the catalogue and when they come round (importing declares them)."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.demo.loader import load_demo_entries
from knooppunt.catalogue.finding import alerts
from knooppunt.catalogue.offering import tasks as offering_tasks
from knooppunt.core.jobs import job
from knooppunt.core.schedules import daily

__all__ = ["offering_tasks"]


@job("catalogue.move_examples")
def move_examples() -> str:
    """In a demo: the dates of untouched examples move along with today. Elsewhere there are no examples."""
    return load_demo_entries() if settings.DEMO else "no demo"


daily("catalogue.move_examples", time(0, 10), move_examples, title=_("Let the example entries move along with today"))


@job("catalogue.send_alerts")
def send_alerts() -> str:
    """Whoever asked for it hears what is new for a search."""
    return alerts.send_due_alerts()


daily("catalogue.send_alerts", time(7, 10), send_alerts, title=_("Mail what is new for a search"))
