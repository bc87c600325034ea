"""What happened to a report: steps and texts together, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from knooppunt.core import status
from knooppunt.core.models import StatusChange
from knooppunt.reports.models import Report, Section, State
from knooppunt.reports.sections import TITLES

SUBJECT = "reports.report"
MOST = 200


@dataclass(frozen=True)
class Event:
    """One entry, as the history component draws it."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""
    status: str = ""
    has_status: bool = False


def history_of_report(report: Report) -> list[Event]:
    """Every step and every text. Two queries."""
    steps = [
        Event(change.at, str(change.by or ""), _step(change.new), change.reason)
        for change in status.history_of(SUBJECT, report.pk)[:MOST]
    ]
    rows: Any = (
        Section.history.filter(report=report).select_related("history_user").order_by("-history_date", "-history_id")
    )
    texts = [
        Event(row.history_date, str(row.history_user or ""), _written(row), Truncator(row.text).chars(400))
        for row in rows[:MOST]
        if row.history_type == "~"
    ]
    return sorted([*steps, *texts], key=lambda event: event.at, reverse=True)


def texts_of(section: Section) -> list[Event]:
    """Earlier texts of one section, newest first. One query."""
    rows: Any = section.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [
        Event(row.history_date, str(row.history_user or ""), "", row.text)
        for row in rows[:MOST]
        if row.history_type == "~" and row.is_own
    ]


def last_reason(report: Report) -> StatusChange | None:
    """Why the report came back, with who said so. One query."""
    return status.history_of(SUBJECT, report.pk).filter(new=State.RETURNED).first()


def _step(code: str) -> str:
    words = {
        State.DRAFT: _("Opened for writing"),
        State.FROZEN: _("Frozen"),
        State.SUBMITTED: _("Submitted"),
        State.RETURNED: _("Returned"),
        State.APPROVED: _("Approved"),
        "published": _("Published"),
        "unpublished": _("Taken off the public site"),
    }
    return words.get(code, code)


def _written(row: Any) -> str:
    title = str(TITLES.get(row.code, row.code))
    if row.is_own:
        return _("Text written: %(section)s") % {"section": title}
    return _("Back to the highlights: %(section)s") % {"section": title}
