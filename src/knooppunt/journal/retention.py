"""How long the logbook keeps people and texts (rules of ``core.retention``). Dates, hours and organisations stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core import changes, retention
from knooppunt.core.retention import Rule

SEVEN_YEARS = dt.timedelta(days=7 * 365 + 2)
_PERIOD = _("seven years; dates, hours and organisations stay")


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.journal.models import ClosedMonth, Proposal

    rules = retention.rules
    rules.register("journal.moments", Rule(_("Names and texts in the logbook"), _PERIOD, old_moments, empty_moments))
    rules.register(
        "journal.months",
        Rule(
            _("Who closed a month"),
            _PERIOD,
            lambda: ClosedMonth.objects.filter(month__lt=_long_ago(), closed_by__isnull=False),
            lambda rows: rows.update(closed_by=None),
        ),
    )
    rules.register(
        "journal.proposals",
        Rule(
            _("Who decided about a proposal"),
            _PERIOD,
            lambda: Proposal.objects.filter(date__lt=_long_ago(), decided_by__isnull=False),
            lambda rows: rows.update(decided_by=None),
        ),
    )


def _long_ago() -> dt.date:
    return timezone.localdate() - SEVEN_YEARS


def old_moments() -> QuerySet[Any]:
    """Moments of seven years ago that still say who did it, with whom, or what was written."""
    from knooppunt.journal.models import Moment

    says = (
        Q(author__isnull=False) | ~Q(note="") | ~Q(result="") | Q(contacts__isnull=False) | Q(attachments__isnull=False)
    )
    pks = Moment.all_objects.filter(says, date__lt=_long_ago()).values("pk")
    return Moment.all_objects.filter(pk__in=pks)


def empty_moments(rows: QuerySet[Any]) -> int:
    """Hours stay, people and texts go, from the past of the rows too. Also in a month that is closed: numbers do not change."""
    model: Any = rows.model
    pks = list(rows.values_list("pk", flat=True))
    for link in (model.contacts.through, model.attachments.through):
        link.objects.filter(moment__in=pks).delete()
    model.history.filter(id__in=pks).delete()
    model.all_objects.filter(pk__in=pks).update(author=None, note="", result="")
    changes.record("journal.moment", pks)
    return len(pks)
