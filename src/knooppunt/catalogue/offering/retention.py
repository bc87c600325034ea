"""How long proposals keep their people (rules of ``core.retention``)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core import retention
from knooppunt.core.retention import Rule

TWO_YEARS, THREE_YEARS = timedelta(days=730), timedelta(days=1096)


def _long_ago() -> datetime:
    return timezone.now() - TWO_YEARS


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.catalogue.offering.models import EntryCount, ProviderRegistration, Report, Submission

    def proposers() -> QuerySet[Any]:
        told = ~Q(proposer_email="") | ~Q(proposer_name="")
        return Submission.objects.filter(told, state__in=Submission.ENDED, changed_at__lt=_long_ago())

    def forget(rows: QuerySet[Any]) -> int:
        return rows.update(proposer_email="", proposer_name="")

    retention.rules.register(
        "catalogue.proposers",
        Rule(_("Names and addresses with proposals"), _("two years after the end"), proposers, forget),
    )
    retention.rules.register(
        "catalogue.registrations",
        Rule(
            _("Registrations of providers"),
            _("two years after the answer"),
            lambda: ProviderRegistration.objects.filter(decided_at__lt=_long_ago()),
            retention.delete,
        ),
    )
    retention.rules.register(
        "catalogue.reports",
        Rule(
            _("Addresses with reports that nobody answered"),
            _("two years"),
            lambda: Report.objects.exclude(email="").filter(created_at__lt=_long_ago()),
            lambda rows: rows.update(email=""),
        ),
    )
    retention.rules.register(
        "catalogue.counts",
        Rule(
            _("How often entries were viewed"),
            _("three years"),
            lambda: EntryCount.objects.filter(day__lt=timezone.localdate() - THREE_YEARS),
            retention.delete,
        ),
    )
