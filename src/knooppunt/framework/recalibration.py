"""The question about the framework on the page of the yearly recalibration, and where its answer goes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.framework.actions.statuses import StatusData, set_statuses
from knooppunt.framework.models import Concept, FrameworkStatus
from knooppunt.network.api import RecalibrationAnswer, RecalibrationQuestion, levels_taught, recalibration_questions

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

# For which level an answer counts when it is not known at which level somebody teaches.
LEVELS = {"mbo": ["mbo-4"], "hbo": ["hbo"], "wo": ["wo-7"], "nascholing": ["bij-nascholing"]}


def take_status(answer: RecalibrationAnswer, by: User | None) -> list[dict[str, Any]]:
    """The status of each school of the contact, at the levels at which the contact teaches there."""
    done: list[dict[str, Any]] = []
    if answer.value not in FrameworkStatus.Status.values:
        return done
    taught = levels_taught(answer.contact)
    for organisation in answer.organisations:
        codes = taught.get(organisation.pk) or LEVELS.get(organisation.kind, [])
        levels = Concept.objects.filter(scheme__code="levels", code__in=codes)
        before = {row.level_id: row for row in FrameworkStatus.objects.filter(organisation=organisation)}
        seen = {level: row.version for level, row in before.items()}
        rows = [
            StatusData(
                level, answer.value, timezone.localdate(), said_by=str(answer.contact), seen=seen.get(level.pk, 0)
            )
            for level in levels
        ]
        if rows:
            made = set_statuses(organisation=organisation, rows=rows, by=by)
            done += [{"pk": row.pk, "version": row.version, "was": _words(before.get(row.level_id))} for row in made]
    return done


def take_out_status(done: list[dict[str, Any]], by: User | None) -> None:
    """As it was before the answer, where nobody wrote since; unknown where nothing was known."""
    for one in done:
        row = FrameworkStatus.objects.filter(pk=one["pk"], version=one["version"]).first()
        if row is None:
            continue
        was = one["was"] or {"status": FrameworkStatus.Status.UNKNOWN, "as_of": row.as_of.isoformat()}
        data = StatusData(
            row.level, was["status"], dt.date.fromisoformat(was["as_of"]), was.get("said_by", ""),
            was.get("note", ""), seen=row.version,
        )  # fmt: skip
        set_statuses(organisation=row.organisation, rows=[data], by=by)


def _words(row: FrameworkStatus | None) -> dict[str, str] | None:
    if row is None:
        return None
    return {"status": row.status, "as_of": row.as_of.isoformat(), "said_by": row.said_by, "note": row.note}


def register() -> None:
    """Called once, when all models are ready."""
    recalibration_questions.register(
        "framework",
        RecalibrationQuestion(
            _("How far are you with the framework?"),
            take_status,
            choices=lambda: [(code, label) for code, label in FrameworkStatus.Status.choices],
            back=take_out_status,
        ),
        order=10,
    )
