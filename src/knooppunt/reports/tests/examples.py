"""Things that a report is made of."""

import datetime as dt

from django.utils import timezone

from knooppunt.core import status
from knooppunt.journal.tests.factories import MomentFactory
from knooppunt.network.models import Organisation
from knooppunt.network.names import fold
from knooppunt.plans.tests.factories import ItemFactory, NationalThemeFactory, PlanFactory, ThemeFactory
from knooppunt.reports.content import HUB, NETWORK, PUBLIC
from knooppunt.reports.document import Reader
from knooppunt.reports.models import Report
from knooppunt.reports.queries.reading import read

HUB_READER, NETWORK_READER, PUBLIC_READER = Reader(HUB), Reader(NETWORK), Reader(PUBLIC)


def fresh(report):
    """The same report as the database has it."""
    return Report.all_objects.select_related("hub", "organisation").get(pk=report.pk)


def moment(hub, day, *, organisations=(), contacts=(), **values):
    """A moment on a day of 2026, given as (month, day), or on a date."""
    date = day if isinstance(day, dt.date) else dt.date(2026, *day)
    made = MomentFactory(hub=hub, date=date, **values)
    made.organisations.add(*organisations)
    made.contacts.add(*contacts)
    return made


def organisation(name, kind="mbo"):
    """An organisation."""
    return Organisation.objects.create(name=name, kind=kind, sort_name=fold(name), search_text=fold(name))


def plan_with(hub, *texts, year=2026, **values):
    """A plan with one theme and a row for each text; gives the rows."""
    theme = ThemeFactory(
        plan=PlanFactory(hub=hub, year=year), title="Raamwerk", national=NationalThemeFactory(short_title="Raamwerk")
    )
    return [ItemFactory(theme=theme, text=text, **values) for text in texts]


def set_status(item, new, day, *, reason=""):
    """A status of a row on a day of 2026, as its history and its present."""
    at = timezone.make_aware(dt.datetime(2026, *day, 12))
    status.record_status(
        subject_kind="plans.item", subject_id=item.pk, old=item.status, new=new, by=None, reason=reason, at=at
    )
    item.status, item.status_reason, item.status_at = new, reason, at
    item.save(update_fields=["status", "status_reason", "status_at"])


def section_of(document, code):
    """The section of that code, or ``None``."""
    return next((one for one in document.sections if one.code == code), None)


def words(document):
    """Everything that a document says, as one text."""
    parts = [document.title, document.over, *document.dated]
    for section in document.sections:
        parts += [section.title, section.text]
        for block in section.blocks:
            parts += [block.title, block.text]
            parts += [f"{one.label} {one.number} {one.unit}" for one in block.figures]
            parts += [f"{one.title} {one.words}" for one in block.statuses]
            parts += [f"{one.text} {one.detail}" for one in block.items]
            parts += [" ".join(row) for row in block.rows]
    return "\n".join(parts)


def live(report, reader=HUB_READER):
    """The live report as a reader reads it."""
    return read(fresh(report), None, reader)
