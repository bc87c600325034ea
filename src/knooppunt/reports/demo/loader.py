"""Example reports in every state, about half-years that move along with today."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.network.models import Contact, Hub, Mandate, Organisation, Role
from knooppunt.reports.actions import states
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.actions.sections import write_section
from knooppunt.reports.demo.texts import NATIONAL_STORY, QUOTE, QUOTE_BY, RETURN_REASON, STORIES
from knooppunt.reports.models import Kind, Quote, Report, Section
from knooppunt.reports.spans import Span, half_year, half_years_until

FIRST, SECOND, THIRD = "noord-holland-flevoland", "ligare", "propallia"


@transaction.atomic
def load_demo_reports() -> str:
    """Load the example reports (demo loader), once."""
    hubs = {slug: Hub.objects.filter(slug=slug).first() for slug in (FIRST, SECOND, THIRD)}
    if Report.all_objects.exists() or not all(hubs.values()):
        return "0 reports"
    now, last, before = half_years_until(timezone.localdate(), count=3)
    coordinator = _somebody(Role.COORDINATOR)
    for slug, span, until in (
        (FIRST, now, "draft"),
        (FIRST, last, "published"),
        (FIRST, before, "published"),
        (SECOND, last, "submitted"),
        (SECOND, before, "approved"),
        (THIRD, last, "returned"),
        (THIRD, now, "frozen"),
    ):
        hub = hubs[slug]
        assert hub is not None
        _half_year(hub, span, until, coordinator)
    first = hubs[FIRST]
    assert first is not None
    _partner(first, last)
    _update(first)
    _national(last, coordinator)
    return f"{Report.objects.count()} reports"


def _half_year(hub: Hub, span: Span, until: str, coordinator: User | None) -> None:
    by = _ambassador(hub)
    report = _begin(hub, Kind.HALF_YEAR, span, by)
    if until == "draft":
        return
    for code, text in STORIES.items():
        _write(report, code, text, by)
    states.freeze_report(report=report, seen=report.version, by=by)
    if until == "frozen":
        return
    states.submit_report(report=report, seen=report.version, by=by)
    if until == "submitted":
        return
    if until == "returned":
        states.return_report(report=report, reason=RETURN_REASON, seen=report.version, by=coordinator)
        return
    states.approve_report(report=report, seen=report.version, by=coordinator)
    if until == "published":
        states.publish_report(report=report, seen=report.version, by=by)


def _partner(hub: Hub, span: Span) -> None:
    """About the organisation that the hub meets most in the example moments, with a quote of somebody there."""
    organisation = Organisation.objects.filter(hubs=hub).order_by("sort_name").first()
    if organisation is None:
        return
    by = _ambassador(hub)
    Quote.objects.create(
        hub=hub,
        organisation=organisation,
        contact=Contact.objects.filter(hubs=hub).order_by("sort_name").first(),
        email="citaat@voorbeeld.example",
        asked_by=by,
        text=QUOTE,
        shown_as=QUOTE_BY,
        consent=Quote.Consent.PUBLIC,
        answered_at=timezone.now() - dt.timedelta(days=3),
        is_example=True,
    )
    _begin(hub, Kind.PARTNER, span, by, organisation)


def _update(hub: Hub) -> None:
    today = timezone.localdate()
    _begin(hub, Kind.UPDATE, Span(max(half_year(today).first, today - dt.timedelta(days=60)), today), _ambassador(hub))


def _national(span: Span, coordinator: User | None) -> None:
    report = _begin(None, Kind.NATIONAL, span, coordinator)
    _write(report, "summary", NATIONAL_STORY, coordinator)
    states.freeze_report(report=report, seen=report.version, by=coordinator)


def _begin(
    hub: Hub | None, kind: Kind, span: Span, by: User | None, organisation: Organisation | None = None
) -> Report:
    report = start_report(hub=hub, kind=kind, span=span, by=by, organisation=organisation)
    Report.objects.filter(pk=report.pk).update(is_example=True)
    report.is_example = True
    return report


def _write(report: Report, code: str, text: str, by: User | None) -> None:
    section = Section.objects.filter(report=report, code=code).first()
    if section is not None and by is not None:
        write_section(section=section, text=text, seen=section.version, by=by)


def _ambassador(hub: Hub) -> User | None:
    mandate = Mandate.objects.current().filter(hub=hub, role=Role.AMBASSADOR).order_by("pk").first()
    return mandate.user if mandate else None


def _somebody(role: Role) -> User | None:
    mandate = Mandate.objects.current().filter(role=role).order_by("pk").first()
    return mandate.user if mandate else None
