"""Which sections each kind of report has, in the order in which it begins. Pure."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.reports.models import Kind

TITLES: dict[str, Promise] = {
    "summary": _("In short"),
    "highlights": _("What succeeded"),
    "plan": _("The plan by theme"),
    "behind": _("What takes more time"),
    "themes": _("Results by theme"),
    "meetings": _("Meetings and reach"),
    "partners": _("Results by partner"),
    "organisations": _("Whom we spoke"),
    "recalibration": _("Recalibration of the network"),
    "hours": _("Hours"),
    "catalogue": _("New in the catalogue"),
    "quotes": _("What partners say"),
    "hubs": _("Hub by hub"),
    "outlook": _("Looking ahead"),
}

SECTIONS: dict[str, tuple[str, ...]] = {
    Kind.HALF_YEAR: (
        "summary", "highlights", "plan", "behind", "themes", "meetings", "partners", "organisations", "recalibration", "hours",
        "catalogue", "quotes", "outlook",
    ),
    Kind.PARTNER: ("summary", "highlights", "themes", "quotes", "outlook"),
    Kind.UPDATE: ("summary", "highlights", "plan", "behind", "outlook"),
    Kind.NATIONAL: ("summary", "hubs", "highlights", "plan", "partners", "recalibration", "hours", "outlook"),
}  # fmt: skip

# On one page there is no room for everything.
ONE_PAGE = frozenset({Kind.PARTNER, Kind.UPDATE})
