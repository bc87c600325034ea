"""Who may do what with frameworks, lists of terms and the status at organisations.

Published frameworks and terms are public. Editors keep them; the network sees how far organisations are, and
ambassadors, coordinators and editors write that down.
"""

from __future__ import annotations

import rules

from knooppunt.network.api import has_network_role, is_ambassador_of_hub, is_coordinator, is_editor

rules.add_perm("framework.edit_frameworks", is_editor | is_coordinator)
rules.add_perm("framework.edit_concepts", is_editor | is_coordinator)
rules.add_perm("framework.view_statuses", has_network_role)


@rules.predicate
def runs_some_hub(user: object, _subject: object = None) -> bool:
    """Runs a hub, whichever: organisations are shared by all hubs."""
    return bool(is_ambassador_of_hub(user, None))


rules.add_perm("framework.set_status", runs_some_hub | is_coordinator | is_editor)
