"""Who may do what with reports.

A report belongs to a hub: its ambassadors write it, its board reads along and may approve. National coordination reads
what was submitted, programme readers what was approved; both see of a report only what the hub shares with all hubs
(``document.for_reader``). The national report is the coordinator's. In which state something can be done is no matter
of who: the actions refuse with a sentence.
"""

from __future__ import annotations

from typing import Any

import rules

from knooppunt.network.api import is_ambassador_of_hub, is_board_reader_of_hub, is_coordinator, is_programme_reader

belongs_to_hub = is_ambassador_of_hub | is_board_reader_of_hub


@rules.predicate
def is_national(user: Any, report: Any = None) -> bool:
    """The object is the national report."""
    return report is None or getattr(report, "kind", "") == "national"


@rules.predicate
def is_shared(user: Any, report: Any = None) -> bool:
    """The hub has submitted a version of it."""
    return report is None or bool(getattr(report, "shared_id", None))


@rules.predicate
def is_approved(user: Any, report: Any = None) -> bool:
    """A version of it was approved."""
    return report is None or bool(getattr(report, "approved_id", None))


rules.add_perm("reports.view_reports", belongs_to_hub | is_coordinator | is_programme_reader)  # the pages
rules.add_perm(
    "reports.view_report",
    belongs_to_hub | (is_coordinator & (is_national | is_shared)) | (is_programme_reader & is_approved),
)
rules.add_perm("reports.view_hub_reports", belongs_to_hub)
rules.add_perm("reports.view_national_reports", is_coordinator | is_programme_reader)
rules.add_perm("reports.write_report", is_ambassador_of_hub | (is_coordinator & is_national))
rules.add_perm("reports.start_report", is_ambassador_of_hub)
rules.add_perm("reports.start_national_report", is_coordinator)
rules.add_perm("reports.decide_report", is_board_reader_of_hub | (is_coordinator & is_shared))
rules.add_perm("reports.ask_quote", is_ambassador_of_hub)
rules.add_perm("reports.manage_word_template", is_coordinator)
