"""Who may do what with plans.

Plans are visible for the network (design: "Visible"). Reasons stay with the hub and with who reads nationally; notes and
owners stay with the hub. Each predicate takes the user and a plan (or a hub, where no plan exists yet); without an
object it answers "for at least one". Whether a year is locked is no matter of who: the actions refuse with a sentence.
"""

from __future__ import annotations

from typing import Any

import rules

from knooppunt.network.api import (
    has_network_role,
    inherits_hub,
    is_ambassador_of_hub,
    is_board_reader_of_hub,
    is_coordinator,
    is_programme_reader,
)


@rules.predicate
def is_national_template(user: Any, plan: Any = None) -> bool:
    """The object is a template that the coordinator maintains."""
    return plan is None or getattr(plan, "is_template", False)


belongs_to_hub = is_ambassador_of_hub | is_board_reader_of_hub | inherits_hub

rules.add_perm("plans.view_plan", has_network_role)
rules.add_perm("plans.view_reasons", belongs_to_hub | is_coordinator | is_programme_reader)
rules.add_perm("plans.view_notes", belongs_to_hub | (is_national_template & is_coordinator))
rules.add_perm("plans.change_plan", is_ambassador_of_hub | (is_national_template & is_coordinator))
rules.add_perm("plans.set_status", is_ambassador_of_hub)
rules.add_perm("plans.publish_plan", is_ambassador_of_hub)
rules.add_perm("plans.copy_plan", is_ambassador_of_hub)
rules.add_perm("plans.import_plan", is_ambassador_of_hub)
rules.add_perm("plans.manage_templates", is_coordinator)
rules.add_perm("plans.manage_rounds", is_coordinator)
rules.add_perm("plans.lock_plan", is_coordinator)
rules.add_perm("plans.view_overview", has_network_role)
