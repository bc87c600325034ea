"""Who may open the pages that belong to no single app."""

import rules

from knooppunt.network.api import is_administrator, is_coordinator, is_editor

rules.add_perm("portal.manage", is_administrator | is_coordinator | is_editor)
rules.add_perm("portal.manage_system", is_administrator)
rules.add_perm("portal.manage_privacy", is_administrator)
