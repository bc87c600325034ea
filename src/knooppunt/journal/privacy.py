"""What personal data the logbook holds, why, and how long."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from knooppunt.core.privacy import Basis, Field, OnErase, declare, declare_none
from knooppunt.journal import models

_HUB = _("the hub")
_SEVEN_YEARS = _("seven years, to account for the grant; a person who leaves is made anonymous")
_author = Field(
    _("to know who did what, and to share the hours of a hub"),
    Basis.PUBLIC_TASK,
    _SEVEN_YEARS,
    _HUB,
    kept_by="journal.moments",
)
_text = Field(
    _("to remember what was done and agreed"),
    Basis.PUBLIC_TASK,
    _SEVEN_YEARS,
    _("the hub; all hubs or everybody where the author chose so"),
    kept_by="journal.moments",
)
_met = Field(_("to know whom the hub spoke"), Basis.PUBLIC_TASK, _SEVEN_YEARS, _HUB, kept_by="journal.moments")
_own = Field(
    _("to propose moments instead of asking to type them"),
    Basis.PUBLIC_TASK,
    _("as long as the role"),
    _("only oneself"),
)


_proposed = Field(
    _("to propose moments instead of asking to type them"),
    Basis.PUBLIC_TASK,
    _("90 days; then only a code stays, so that the same does not return"),
    _("only oneself; the ambassadors of the hub for mail from an unknown sender"),
    kept_by="journal.clean_proposals",
)

declare(
    models.Moment,
    subject="author",
    fields={"author": _author, "note": _text, "result": _text, "contacts": _met, "attachments": _met},
    title=_("Moments in the logbook"),  # the hours belong to the hub: the author becomes anonymous with the account
)
declare(
    models.ClosedMonth,
    subject="closed_by",
    title=_("Closed months"),
    fields={"closed_by": replace(_author, kept_by="journal.months")},
)
declare(
    models.Proposal,
    subject="user",
    fields={
        "user": _proposed,
        "title": _proposed,
        "text": _proposed,
        "sender": _proposed,
        "recipients": _proposed,
        "contacts": _proposed,
        "decided_by": replace(_author, kept_by="journal.proposals"),
    },
    title=_("Proposed moments"),
    on_erase=OnErase.DELETE,
)
declare(
    models.RecurringMoment,
    subject="user",
    fields={"user": _own, "title": _own},
    title=_("Recurring moments"),
    on_erase=OnErase.DELETE,
)
declare(
    models.CalendarFeed,
    subject="user",
    fields={"user": _own, "address": _own},
    title=_("Calendars to propose from"),
    on_erase=OnErase.DELETE,
)
declare_none(models.HubLog, title=_("Settings of a logbook"), reason="settings of a hub")
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
    title=_("Weekly mail"),
    on_erase=OnErase.DELETE,
)
