"""Visitors who say that something is not right, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused, hide_entry
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering import mail
from knooppunt.catalogue.offering.models import Report
from knooppunt.core.versions import save_version

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

State = Report.State


def report_entry(*, entry: Entry, kind: str, text: str, email: str = "", language: str = "nl") -> Report:
    """Keep a report. Raises ``ValidationError`` for a bad address."""
    if email:
        validate_email(email)
    return Report.objects.create(entry=entry, kind=kind, text=text, email=email.lower(), language=language)


def handle_report(*, report: Report, seen: int, state: str, answer: str, by: User, hide: bool = False) -> Report:
    """Say what was done (or that it was right after all); the sender hears it. ``hide`` also takes the entry off the site.

    The address of the sender is forgotten once the answer is on its way. Raises ``Refused``, ``Conflict``.
    """
    if state not in {State.SOLVED, State.UNFOUNDED}:
        raise Refused(_("Say whether it is solved, or was right after all."))
    if not answer.strip():
        raise Refused(_("Write what you did. Who reported it gets to read this."))
    with transaction.atomic():
        report.state, report.answer = state, answer
        report.handled_by, report.handled_at = by, timezone.now()
        save_version(report, seen=seen, fields=["state", "answer", "handled_by", "handled_at"])
        if hide and report.entry.state == EntryState.PUBLISHED:
            hide_entry(entry=report.entry, by=by, reason=answer)
        mail.tell_reporter(report)
        Report.objects.filter(pk=report.pk).update(email="")
    return report
