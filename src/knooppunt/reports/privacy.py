"""What personal data reports hold, why, and how long."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from knooppunt.core.privacy import Basis, Field, OnErase, declare
from knooppunt.reports import models

_HUB = _("the hub")
_SEVEN_YEARS = _("seven years, to account for the grant; a person who leaves is made anonymous")
_who = Field(_("to show who did what"), Basis.PUBLIC_TASK, _SEVEN_YEARS, _HUB, kept_by="reports.reports")
_TEXT = _("as long as the report; a person who leaves is no longer named")
_READERS = _("the hub; of what it submits or publishes, who may read that")
_ASKED = _("one year after the question, or until the person withdraws it")
_asked = Field(_("to ask a partner for a quote"), Basis.PUBLIC_TASK, _ASKED, _HUB, kept_by="reports.forget_addresses")
_said = Field(
    _("to show what working together yields"),
    Basis.CONSENT,
    _("as long as the report, or until the person withdraws it"),
    _("whom the person agreed to: reports for hubs and consortium, or everybody"),
)


declare(models.Report, title=_("Reports"), subject="made_by", fields={"made_by": _who})
declare(
    models.Section,
    title=_("Texts of reports"),
    subject="",
    fields={"text": Field(_("to tell what was achieved"), Basis.PUBLIC_TASK, _TEXT, _READERS)},
)
declare(
    models.Snapshot,
    title=_("Frozen reports"),
    subject="by",
    fields={
        "by": replace(_who, kept_by="reports.snapshots"),
        "content": Field(_("to account for a period as it was"), Basis.PUBLIC_TASK, _TEXT, _READERS),
    },
)
declare(
    models.Quote,
    subject="contact",
    fields={
        "contact": _asked,
        "email": _asked,
        "asked_by": replace(_who, kept_by="reports.quotes"),
        "text": _said,
        "shown_as": _said,
    },
    title=_("Quotes of partners"),
    on_erase=OnErase.DELETE,
)
declare(
    models.WordTemplate,
    title=_("Word templates"),
    subject="by",
    fields={"by": replace(_who, kept_by="reports.templates")},
)
