"""From draft to published: freeze, submit, approve, return, correct, publish. Each step is in the status history."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes, status
from knooppunt.core.versions import save_version
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.reports import KIND
from knooppunt.reports.content import to_json
from knooppunt.reports.models import OPEN_STATES, Kind, Report, Snapshot, State
from knooppunt.reports.queries.gathering import content_of

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SUBJECT = "reports.report"  # in the status history
PUBLISHED, UNPUBLISHED = "published", "unpublished"
LONGEST_REASON = 2000


def freeze_report(*, report: Report, seen: int, by: User | None) -> Snapshot:
    """Keep data and texts as they are now, as a new version; later changes never alter it.

    The national report needs no approval: programme readers read it from then on. Raises ``Conflict`` and ``Refused``.
    """
    _expect(report, OPEN_STATES, _("This report is frozen already."))
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            report=report, number=_next_number(report), content=to_json(content_of(report)), by=by
        )
        if report.kind == Kind.NATIONAL:
            _move(report, State.APPROVED, seen, by, approved=snapshot)
        else:
            _move(report, State.FROZEN, seen, by)
    return snapshot


def submit_report(*, report: Report, seen: int, by: User | None) -> Report:
    """Hand the newest version in: the board and the national coordination may read and approve it."""
    _expect(report, {State.FROZEN}, _("Freeze the report first. Then you can submit that version."))
    return _move(report, State.SUBMITTED, seen, by, shared=_newest(report))


def approve_report(*, report: Report, seen: int, by: User | None) -> Report:
    """Agree with what was submitted: programme readers read it from then on."""
    _expect(report, {State.SUBMITTED}, _("This report does not wait for a decision any more."))
    return _move(report, State.APPROVED, seen, by, approved=report.shared)


def return_report(*, report: Report, reason: str, seen: int, by: User | None) -> Report:
    """Send it back with a reason; the hub writes on, and the version that was submitted stays readable."""
    _expect(report, {State.SUBMITTED}, _("This report does not wait for a decision any more."))
    if not reason.strip():
        raise Refused(_("Say in one sentence what should be different."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("A text holds at most %(most)d characters.") % {"most": LONGEST_REASON})
    return _move(report, State.RETURNED, seen, by, reason=reason.strip())


def correct_report(*, report: Report, seen: int, by: User | None) -> Report:
    """Write on, towards a new version. What was approved or published stays readable until the next one.

    A report that waits for a decision is taken back by it.
    """
    _expect(report, set(State) - OPEN_STATES, _("This report is open already."))
    taken_back: dict[str, Any] = {"shared": report.approved} if report.state == State.SUBMITTED else {}
    return _move(report, State.DRAFT, seen, by, **taken_back)


def publish_report(*, report: Report, seen: int, by: User | None) -> Report:
    """Show the newest version to everybody: of it only what is public. Approval is not needed for it."""
    _expect(
        report,
        {State.FROZEN, State.APPROVED},
        _("Freeze the report first. A report that waits for a decision is published after that."),
    )
    return _show(report, _newest(report), seen, by)


def unpublish_report(*, report: Report, seen: int, by: User | None) -> Report:
    """Take the public page away. Publishing again is possible."""
    if report.published_id is None:
        raise Refused(_("This report is not public."))
    return _show(report, None, seen, by)


def _show(report: Report, snapshot: Snapshot | None, seen: int, by: User | None) -> Report:
    with transaction.atomic():
        was = PUBLISHED if report.published_id else UNPUBLISHED
        report.published = snapshot
        report.published_at = timezone.now() if snapshot else None
        save_version(report, seen=seen, fields=["published", "published_at"])
        now = PUBLISHED if snapshot else UNPUBLISHED
        status.record_status(subject_kind=SUBJECT, subject_id=report.pk, old=was, new=now, by=by)
        changes.record(KIND, [report.pk])
    return report


def _move(
    report: Report, state: State, seen: int, by: User | None, *, reason: str = "", **snapshots: Snapshot | None
) -> Report:
    old = report.state
    with transaction.atomic():
        report.state = state
        for name, snapshot in snapshots.items():
            setattr(report, name, snapshot)
        save_version(report, seen=seen, fields=["state", *snapshots])
        status.record_status(subject_kind=SUBJECT, subject_id=report.pk, old=old, new=state, by=by, reason=reason)
        changes.record(KIND, [report.pk])
    return report


def _expect(report: Report, states: Collection[str], sentence: str) -> None:
    if report.state not in states:
        raise Refused(sentence)


def _newest(report: Report) -> Snapshot:
    snapshot: Snapshot | None = Snapshot.objects.filter(report=report).order_by("-number").first()
    if snapshot is None:  # only by hand in the database
        raise Refused(_("Freeze the report first. Then you can submit that version."))
    return snapshot


def _next_number(report: Report) -> int:
    newest = Snapshot.objects.filter(report=report).aggregate(Max("number"))["number__max"]
    return (newest or 0) + 1
