"""Every period that is declared has something that sees to it, and what is kept seven years goes after seven."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules

from knooppunt.core import privacy, retention, schedules
from knooppunt.journal.models import ClosedMonth, Moment
from knooppunt.journal.tests.factories import MomentFactory, contact
from knooppunt.network.models import HubHandover, Mandate, Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.actions.states import freeze_report
from knooppunt.reports.models import Kind, Report, Snapshot
from knooppunt.reports.spans import Span

PERIOD = re.compile(r"\b(minute|hour|day|week|month|year)s?\b")
DAY = dt.timedelta(days=1)


def _unkept(declared: list[privacy.Declaration], known: set[str]) -> list[str]:
    """The fields that promise a period without naming something that exists and keeps it."""
    with translation.override("en"):
        return [
            f"{one.label}.{name}: {kept.retention}"
            for one in declared
            for name, kept in one.fields.items()
            if (PERIOD.search(str(kept.retention)) or kept.kept_by) and kept.kept_by not in known
        ]


def _known() -> set[str]:
    autodiscover_modules("tasks")
    return {*retention.rules.names(), *schedules.plans.names()}


def test_every_declared_period_names_the_rule_or_job_that_keeps_it() -> None:
    assert _unkept(privacy.declarations(), _known()) == []


def test_a_period_without_a_rule_is_refused() -> None:
    promise = privacy.Field("why", privacy.Basis.CONSENT, "two years", "nobody")
    forgotten = privacy.Field("why", privacy.Basis.CONSENT, "two years", "nobody", kept_by="network.no_such_rule")
    open_ended = privacy.Field("why", privacy.Basis.CONSENT, "as long as the plan", "nobody")
    declared = privacy.Declaration(Moment, {"note": promise, "result": forgotten, "author": open_ended})

    assert [line.split(":")[0] for line in _unkept([declared], _known())] == [
        "journal.moment.note",
        "journal.moment.result",
    ]


def test_every_rule_can_be_looked_at_and_rehearsed(db: None) -> None:
    names = [one.name for one in retention.look()]

    assert set(names) == set(retention.rules.names())
    assert [one.done for one in retention.run(rehearse=True)] == [0] * len(names)


@pytest.fixture
def long_ago() -> dt.date:
    """A day more than seven years ago."""
    return timezone.localdate() - dt.timedelta(days=7 * 366)


def test_after_seven_years_hours_stay_without_people_and_texts(db: None, long_ago: dt.date) -> None:
    hub = HubFactory.create()
    by = MandateFactory.create(role=Role.AMBASSADOR, hub=hub).user
    old, young = (MomentFactory(hub=hub, date=day, author=by) for day in (long_ago, timezone.localdate() - DAY))
    for one in (old, young):
        one.contacts.add(contact("Kim Voorbeeld", hub))
        one.note, one.minutes = "Gesproken met Kim Voorbeeld", 45
        one.save()
    closed = ClosedMonth.objects.create(hub=hub, month=long_ago.replace(day=1), closed_by=by)

    retention.run(rehearse=True)
    assert Moment.objects.get(pk=old.pk).note
    retention.run()

    old, young = Moment.objects.get(pk=old.pk), Moment.objects.get(pk=young.pk)
    assert (old.minutes, old.author, old.note, old.contacts.count()) == (45, None, "", 0)
    assert not Moment.history.filter(id=old.pk).exists()
    assert (young.author, young.note, young.contacts.count()) == (by, "Gesproken met Kim Voorbeeld", 1)
    closed.refresh_from_db()
    assert closed.closed_by is None
    assert not [one for one in retention.look() if one.due]  # the second night finds nothing


def test_roles_and_hand_overs_go_seven_years_after_their_end(db: None, long_ago: dt.date) -> None:
    hub = HubFactory.create()
    old = MandateFactory.create(role=Role.AMBASSADOR, hub=hub, valid_from=long_ago - DAY, valid_until=long_ago)
    lasting = MandateFactory.create(role=Role.AMBASSADOR, hub=hub, valid_from=long_ago)
    handed = HubHandover.objects.create(hub=hub, on=long_ago, by=old.user, note="Veel succes")
    handed.mandates.add(old)

    retention.run()

    assert list(Mandate.objects.values_list("pk", flat=True)) == [lasting.pk]
    assert not Mandate.history.filter(id=old.pk).exists()
    assert not HubHandover.objects.exists()


def test_a_frozen_report_keeps_its_text_and_forgets_who_made_it(db: None, long_ago: dt.date) -> None:
    hub = HubFactory.create()
    by = MandateFactory.create(role=Role.AMBASSADOR, hub=hub).user
    report = start_report(hub=hub, kind=Kind.HALF_YEAR, span=Span(long_ago - DAY, long_ago), by=by)
    snapshot = freeze_report(report=report, seen=report.version, by=by)
    rows: QuerySet[Any] = QuerySet(model=Snapshot)
    rows.update(at=timezone.now() - dt.timedelta(days=7 * 366))

    retention.run()

    assert Report.objects.get(pk=report.pk).made_by is None
    kept = Snapshot.objects.get(pk=snapshot.pk)
    assert (kept.by, kept.content) == (None, snapshot.content)
