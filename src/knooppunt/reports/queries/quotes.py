"""Quotes: which belong in a report, and what they say today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from knooppunt.network.api import contacts_visible_to, hub_ids_with
from knooppunt.network.models import Contact, Role
from knooppunt.reports.content import QuoteRef
from knooppunt.reports.models import Kind, Quote, Report
from knooppunt.reports.spans import start_of

MOST_IN_REPORT = 12


def quotes_visible_to(user: Any) -> QuerySet[Quote]:
    """Questions and answers of the hubs that ``user`` runs or reads along with."""
    return Quote.objects.filter(hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD))


def quotes_of(user: Any, report: Report) -> list[Quote]:
    """Questions and answers about the organisation of a report, newest first. One query."""
    quotes = quotes_visible_to(user).filter(hub=report.hub, organisation=report.organisation_id)
    return list(quotes.select_related("contact", "organisation")[:100])


def contacts_to_ask(user: Any, report: Report) -> QuerySet[Contact]:
    """The hub's contacts at the organisation of the report, as far as they have an address."""
    contacts = contacts_visible_to(user).filter(hubs=report.hub).exclude(email="")
    contacts = contacts.filter(functions__organisation=report.organisation_id or 0)
    return contacts.distinct().order_by("sort_name", "pk")


def quotes_for(report: Report) -> list[QuoteRef]:
    """The quotes that may stand in this report: of its organisation, else those answered in its period. One query."""
    quotes = Quote.objects.filter(hub=report.hub, withdrawn_at__isnull=True, answered_at__isnull=False).exclude(
        consent=""
    )
    if report.kind == Kind.PARTNER:
        quotes = quotes.filter(organisation=report.organisation_id) if report.organisation_id else quotes.none()
    else:
        end = start_of(report.last + dt.timedelta(days=1))
        quotes = quotes.filter(answered_at__gte=start_of(report.first), answered_at__lt=end)
    rows = quotes.order_by("-answered_at", "-pk").values_list("pk", "version")[:MOST_IN_REPORT]
    return [QuoteRef(pk, version) for pk, version in rows]


def usable_quotes(refs: Collection[QuoteRef]) -> dict[int, Quote]:
    """Those that may still be shown, with the words of that version. One query, none without quotes."""
    if not refs:
        return {}
    versions = {ref.pk: ref.version for ref in refs}
    rows = Quote.objects.filter(pk__in=list(versions), withdrawn_at__isnull=True, answered_at__isnull=False)
    rows = rows.exclude(consent="").select_related("organisation")
    return {row.pk: row for row in rows if row.version == versions[row.pk]}
