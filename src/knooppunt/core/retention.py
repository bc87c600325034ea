"""Keeping no longer than needed: each app registers rules, a daily job carries them out, people can rehearse.

A rule says which rows are due. With ``warn`` a rule first tells whom it concerns, and acts only ``warn_days`` later, on
rows that are then still due: whoever keeps working with a record keeps it. What the rules did is written down in
``PrivacyAct``, in numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core.models import PrivacyAct, RetentionWarning
from knooppunt.core.registries import Registry, Text

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


@dataclass(frozen=True)
class Rule:
    """What goes when. ``due``: the rows whose time is over. ``act``: lets these rows go, returns how many.

    ``warn`` gets rows that are due for the first time and tells whom it concerns (a mail); ``act`` follows after
    ``warn_days``.
    """

    title: Text
    period: Text
    due: Callable[[], QuerySet[Any]]
    act: Callable[[QuerySet[Any]], int]
    warn: Callable[[list[Any]], None] | None = None
    warn_days: int = 30


@dataclass
class Due:
    """One rule, and what a run would do or did."""

    name: str
    rule: Rule
    due: int = 0
    warned: int = 0
    done: int = 0


rules: Registry[Rule] = Registry("retention rules")


def look() -> list[Due]:
    """What a run would do now, without doing it. A few queries per rule."""
    return [_look(name) for name in rules.names()]


def run(*, by: User | None = None, rehearse: bool = False) -> list[Due]:
    """Carry out every rule, each in a transaction of its own, and write down what was done.

    ``rehearse``: only count, and write that down.
    """
    outcome = [_look(name) if rehearse else _carry_out(name) for name in rules.names()]
    counts = {one.name: {"due": one.due, "warned": one.warned, "done": one.done} for one in outcome if one.due}
    PrivacyAct.objects.create(
        kind=PrivacyAct.Kind.REHEARSED if rehearse else PrivacyAct.Kind.RETENTION, by=by, counts=counts
    )
    return outcome


def delete(rows: QuerySet[Any]) -> int:
    """The plainest ``act``."""
    return rows.delete()[0]


def _look(name: str) -> Due:
    rule = rules.get(name)
    assert rule is not None
    due = rule.due()
    told = _told(name)
    done = due.filter(pk__in=told).count() if rule.warn else due.count()
    total = due.count()
    known = RetentionWarning.objects.filter(rule=name).values("subject_id")
    return Due(name, rule, total, due.exclude(pk__in=known).count() if rule.warn else 0, done)


def _carry_out(name: str) -> Due:
    outcome = _look(name)
    rule = outcome.rule
    if not outcome.due:
        RetentionWarning.objects.filter(rule=name).delete()
        return outcome
    with transaction.atomic():
        due = rule.due()
        if rule.warn is None:
            outcome.done = rule.act(due)
            return outcome
        # Who was told, but is no longer due, starts afresh the next time.
        RetentionWarning.objects.filter(rule=name).exclude(
            subject_id__in=list(due.values_list("pk", flat=True))
        ).delete()
        known = set(RetentionWarning.objects.filter(rule=name).values_list("subject_id", flat=True))
        fresh = [row for row in due if row.pk not in known]
        if fresh:
            rule.warn(fresh)
            RetentionWarning.objects.bulk_create([RetentionWarning(rule=name, subject_id=row.pk) for row in fresh])
        ripe = list(_told(name))
        outcome.warned = len(fresh)
        outcome.done = rule.act(due.filter(pk__in=ripe)) if ripe else 0
        RetentionWarning.objects.filter(rule=name, subject_id__in=ripe).delete()
    return outcome


def _told(name: str) -> QuerySet[RetentionWarning, Any]:
    """The numbers of rows that were told long enough ago."""
    rule = rules.get(name)
    assert rule is not None
    told = RetentionWarning.objects.filter(rule=name, warned_at__lte=timezone.now() - timedelta(days=rule.warn_days))
    return told.values_list("subject_id", flat=True)


def register() -> None:
    """The core's own rule: notes of these acts themselves."""
    rules.register(
        "core.privacy_acts",
        Rule(
            _("Notes of what was done about personal data"),
            _("five years"),
            lambda: PrivacyAct.objects.filter(at__lt=timezone.now() - timedelta(days=5 * 365)),
            delete,
        ),
        order=900,
    )
