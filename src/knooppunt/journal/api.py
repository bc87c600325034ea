"""What other apps may use of the logbook."""

from knooppunt.journal.actions.moments import MomentData, add_moment
from knooppunt.journal.hours import hours_number, hours_words
from knooppunt.journal.periods import Period, agreed_minutes, period_of
from knooppunt.journal.queries.hours import HubHours, Part, hub_hours, kinds_of, national_hours, themes_of
from knooppunt.journal.queries.listing import MomentSearch, with_details
from knooppunt.journal.queries.reporting import ReportedMoment, ReportedTheme, first_met, moments_for_report
from knooppunt.journal.queries.timeline import moments_about, public_highlights
from knooppunt.journal.queries.visible import Sight, moments_visible_to, sight_of, whole_logbook_of

__all__ = [
    "HubHours",
    "MomentData",
    "MomentSearch",
    "Part",
    "Period",
    "ReportedMoment",
    "ReportedTheme",
    "Sight",
    "add_moment",
    "agreed_minutes",
    "first_met",
    "hours_number",
    "hours_words",
    "hub_hours",
    "kinds_of",
    "moments_about",
    "moments_for_report",
    "moments_visible_to",
    "national_hours",
    "period_of",
    "public_highlights",
    "sight_of",
    "themes_of",
    "whole_logbook_of",
    "with_details",
]
