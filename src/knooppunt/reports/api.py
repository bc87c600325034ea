"""What other apps may use of the reports."""

from knooppunt.reports.queries.listing import ListedReport, listed
from knooppunt.reports.queries.visible import published_reports, reports_visible_to

__all__ = ["ListedReport", "listed", "published_reports", "reports_visible_to"]
