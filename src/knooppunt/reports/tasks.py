"""The jobs of the reports and when they come round."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from knooppunt.core import jobs
from knooppunt.core.schedules import daily
from knooppunt.reports.actions.quotes import forget_addresses


@jobs.job("reports.forget_addresses")
def forget_asked() -> str:
    """Addresses of people who were asked for a quote more than a year ago go."""
    return f"{forget_addresses()} addresses"


daily("reports.forget_addresses", time(4, 30), forget_asked, title=_("Forget whom was asked for a quote a year ago"))
