"""What personal data the logbook holds, why, and how long."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User
from knooppunt.core.privacy import Basis, Field, declare
from knooppunt.journal import models

_HUB = _("the hub")
_SEVEN_YEARS = _("seven years, to account for the grant; a person who leaves is made anonymous")
_author = Field(_("to know who did what, and to share the hours of a hub"), Basis.PUBLIC_TASK, _SEVEN_YEARS, _HUB)
_text = Field(
    _("to remember what was done and agreed"),
    Basis.PUBLIC_TASK,
    _SEVEN_YEARS,
    _("the hub; all hubs or everybody where the author chose so"),
)
_met = Field(_("to know whom the hub spoke"), Basis.PUBLIC_TASK, _SEVEN_YEARS, _HUB)
_own = Field(
    _("to propose moments instead of asking to type them"),
    Basis.PUBLIC_TASK,
    _("as long as the role"),
    _("only oneself"),
)


def export_moments(person: User) -> list[dict[str, Any]]:
    """What the person wrote in logbooks."""
    rows = models.Moment.all_objects.filter(author=person).select_related("hub").order_by("date", "pk")
    return [
        {
            "hub": row.hub.short_name,
            "date": row.date.isoformat(),
            "minutes": row.minutes,
            "kind": row.kind,
            "note": row.note,
            "result": row.result,
            "visibility": row.visibility,
        }
        for row in rows
    ]


declare(
    models.Moment,
    subject="author",
    fields={"author": _author, "note": _text, "result": _text, "contacts": _met, "attachments": _met},
    export=export_moments,  # the hours belong to the hub: the author is made anonymous with the account
)
declare(models.ClosedMonth, subject="closed_by", fields={"closed_by": _author})
declare(
    models.Proposal,
    subject="user",
    fields={"user": _own, "title": _own, "text": _own, "contacts": _own},
    export=lambda person: [
        dict(row)
        for row in models.Proposal.objects.filter(user=person).values("date", "minutes", "title", "text", "state")
    ],
    erase=lambda person: models.Proposal.objects.filter(user=person).delete()[0],
)
declare(
    models.RecurringMoment,
    subject="user",
    fields={"user": _own, "title": _own},
    export=lambda person: [
        dict(row) for row in models.RecurringMoment.objects.filter(user=person).values("title", "rhythm", "minutes")
    ],
    erase=lambda person: models.RecurringMoment.objects.filter(user=person).delete()[0],
)
declare(
    models.CalendarFeed,
    subject="user",
    fields={"user": _own, "address": _own},
    export=lambda person: [
        dict(row) for row in models.CalendarFeed.objects.filter(user=person).values("address", "read_at")
    ],
    erase=lambda person: models.CalendarFeed.objects.filter(user=person).delete()[0],
)
declare(
    models.WeeklyMail,
    subject="user",
    fields={
        "user": Field(
            _("to send the weekly mail on the day that one chose"),
            Basis.PUBLIC_TASK,
            _("as long as the role"),
            _("only oneself"),
        )
    },
    export=lambda person: [
        dict(row) for row in models.WeeklyMail.objects.filter(user=person).values("is_on", "weekday", "hour")
    ],
    erase=lambda person: models.WeeklyMail.objects.filter(user=person).delete()[0],
)
