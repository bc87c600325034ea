"""The question about the framework on the page of the yearly recalibration, and where its answer goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.framework.actions.statuses import StatusData, set_statuses
from knooppunt.framework.models import Concept, FrameworkStatus
from knooppunt.network.api import RecalibrationAnswer, RecalibrationQuestion, levels_taught, recalibration_questions

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

# For which level an answer counts when it is not known at which level somebody teaches.
LEVELS = {"mbo": ["mbo-4"], "hbo": ["hbo"], "wo": ["wo-7"], "nascholing": ["bij-nascholing"]}


def take_status(answer: RecalibrationAnswer, by: User | None) -> None:
    """The status of each school of the contact, at the levels at which the contact teaches there."""
    if answer.value not in FrameworkStatus.Status.values:
        return
    taught = levels_taught(answer.contact)
    for organisation in answer.organisations:
        codes = taught.get(organisation.pk) or LEVELS.get(organisation.kind, [])
        levels = Concept.objects.filter(scheme__code="levels", code__in=codes)
        seen = dict(FrameworkStatus.objects.filter(organisation=organisation).values_list("level_id", "version"))
        rows = [
            StatusData(
                level, answer.value, timezone.localdate(), said_by=str(answer.contact), seen=seen.get(level.pk, 0)
            )
            for level in levels
        ]
        if rows:
            set_statuses(organisation=organisation, rows=rows, by=by)


def register() -> None:
    """Called once, when all models are ready."""
    recalibration_questions.register(
        "framework",
        RecalibrationQuestion(
            _("How far are you with the framework?"),
            take_status,
            choices=lambda: [(code, label) for code, label in FrameworkStatus.Status.choices],
        ),
        order=10,
    )
