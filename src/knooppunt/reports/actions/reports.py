"""Beginning a report, deleting it, bringing it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import bin, changes
from knooppunt.core.models import BinBatch
from knooppunt.network.models import Hub, Organisation
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.models import Kind, Report, Section
from knooppunt.reports.sections import SECTIONS
from knooppunt.reports.spans import MOST_DAYS, Span

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "reports.report"  # in the change table
FIRST_DAY = dt.date(2018, 10, 1)  # the programme began (seed 001)


class AlreadyThere(Refused):
    """There is such a report; ``report`` is it."""

    def __init__(self, report: Report) -> None:
        super().__init__(_("There is a report about this period already."))
        self.report = report


def start_report(
    *, hub: Hub | None, kind: str, span: Span, by: User | None, organisation: Organisation | None = None
) -> Report:
    """Begin a report with all the sections of its kind. Its content is what is recorded, so that nothing is copied.

    Raises ``AlreadyThere``, and ``Refused`` for days that are too many, too long ago or have not begun.
    """
    _refuse_odd_days(span)
    if kind == Kind.PARTNER and organisation is None:
        raise Refused(_("Choose the organisation that it is about."))
    organisation = organisation if kind == Kind.PARTNER else None
    report = Report(
        hub=hub if kind != Kind.NATIONAL else None,
        kind=kind,
        organisation=organisation,
        organisation_name=organisation.name if organisation else "",
        first=span.first,
        last=span.last,
        made_by=by,
    )
    try:
        with transaction.atomic():
            report.save()
            Section.history.bulk_history_create(_sections(report), default_user=by)
            changes.record(KIND, [report.pk])
    except IntegrityError as error:
        same = Report.objects.filter(
            hub=report.hub, kind=kind, organisation=organisation, first=span.first, last=span.last
        ).first()
        if same is None:
            raise
        raise AlreadyThere(same) from error
    return report


def _sections(report: Report) -> list[Section]:
    return Section.objects.bulk_create(
        Section(report=report, code=code, order=place) for place, code in enumerate(SECTIONS[report.kind])
    )


def _refuse_odd_days(span: Span) -> None:
    if span.last < span.first:
        raise Refused(_("The last day lies before the first. Turn them round."))
    if (span.last - span.first).days >= MOST_DAYS:
        raise Refused(_("A report is about a year at most. Take a shorter period."))
    if span.first < FIRST_DAY:
        raise Refused(_("This date is too long ago: the hubs began in October 2018."))
    if span.first > timezone.localdate():
        raise Refused(_("This period has not begun yet."))


def delete_report(*, report: Report, by: User) -> BinBatch:
    """Into the bin for 30 days. Raises ``Refused`` when others read a version of it."""
    if report.published_id or report.approved_id or report.shared_id:
        raise Refused(
            _("Others read this report: it was submitted, approved or published. Take that back first, or keep it.")
        )
    return bin.bin_objects(objects=[report], by=by, label=str(report))


def restore_report(*, batch: BinBatch, hub: Hub | None, by: User) -> Report:
    """Out of the bin again. Raises ``Refused`` when the batch is not of this hub, or something took its place."""
    with transaction.atomic():
        report: Report | None = Report.all_objects.filter(bin_batch=batch, hub=hub).first()
        if report is None:
            raise Refused(_("There is nothing left to bring back."))
        try:
            bin.restore(batch, by=by)
        except bin.RestoreRefused as refused:
            raise Refused(" ".join(refused.reasons)) from refused
    return report


def note_binned(rows: Sequence[Any], binned: bool) -> None:
    """Tell the change table (listener of ``core.bin``)."""
    changes.record(KIND, [row.pk for row in rows], deleted=binned)
