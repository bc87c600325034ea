"""How long reports keep who made them (rules of ``core.retention``). What they tell stays as long as they do."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core import retention
from knooppunt.core.retention import Rule

SEVEN_YEARS = dt.timedelta(days=7 * 365 + 2)
_PERIOD = _("seven years; what it tells stays")


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.reports.models import Quote, Report, Snapshot, WordTemplate

    def ago() -> dt.datetime:
        return timezone.now() - SEVEN_YEARS

    rules = retention.rules
    rules.register(
        "reports.reports",
        Rule(
            _("Who made a report"),
            _PERIOD,
            lambda: Report.all_objects.filter(last__lt=timezone.localdate(ago()), made_by__isnull=False),
            lambda rows: rows.update(made_by=None),
        ),
    )
    rules.register(
        "reports.snapshots",
        Rule(
            _("Who froze a report"),
            _PERIOD,
            # Plain powers: the model itself refuses to be edited.
            lambda: QuerySet(model=Snapshot).filter(at__lt=ago(), by__isnull=False),
            lambda rows: rows.update(by=None),
        ),
    )
    rules.register(
        "reports.quotes",
        Rule(
            _("Who asked for a quote"),
            _PERIOD,
            lambda: Quote.objects.filter(created_at__lt=ago(), asked_by__isnull=False),
            lambda rows: rows.update(asked_by=None),
        ),
    )
    rules.register(
        "reports.templates",
        Rule(
            _("Who handed in a Word template"),
            _PERIOD,
            lambda: WordTemplate.objects.filter(created_at__lt=ago(), by__isnull=False),
            lambda rows: rows.update(by=None),
        ),
    )
