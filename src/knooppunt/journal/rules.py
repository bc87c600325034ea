"""Who may do what with the logbook.

Moments belong to a hub. Its ambassadors keep them, its board reads along; others see what was shared with all hubs, and
everybody what was made a public highlight (``queries.visible``). National coordination sees totals of hours, never notes
or contacts of a hub (design: "Visible"). Each predicate takes the user and a moment or a hub; without an object it
answers "for at least one". Whether a month is closed is no matter of who: the actions refuse with a sentence.
"""

from __future__ import annotations

import rules

from knooppunt.network.api import (
    has_network_role,
    inherits_hub,
    is_ambassador_of_hub,
    is_board_reader_of_hub,
    is_coordinator,
)

belongs_to_hub = is_ambassador_of_hub | is_board_reader_of_hub | inherits_hub

rules.add_perm("journal.view_moments", has_network_role)  # the pages; what is on them follows from the query
rules.add_perm("journal.view_whole_logbook", belongs_to_hub)
rules.add_perm("journal.add_moment", is_ambassador_of_hub)
rules.add_perm("journal.change_moment", is_ambassador_of_hub)
rules.add_perm("journal.close_month", is_ambassador_of_hub)
rules.add_perm("journal.view_hours", belongs_to_hub)
rules.add_perm("journal.view_hours_totals", is_coordinator)
rules.add_perm("journal.decide_proposal", is_ambassador_of_hub)  # and only one's own: the query
rules.add_perm("journal.have_sources", is_ambassador_of_hub)  # a calendar, recurring moments, the weekly mail
rules.add_perm("journal.set_log", is_ambassador_of_hub)
