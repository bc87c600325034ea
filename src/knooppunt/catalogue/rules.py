"""Who may do what with the catalogue.

Editors and the coordinator keep all of it; the ambassadors of a hub keep the regional offer of their hub. What a provider
may do with its own entries stands in the permissions of offering. Predicates take the user and an entry or collection.
"""

from __future__ import annotations

from typing import Any

import rules

from knooppunt.network.api import is_ambassador_of_hub, is_coordinator, is_editor, mandates_of
from knooppunt.network.models import Role


@rules.predicate
def is_provider_of_entry(user: Any, entry: Any = None) -> bool:
    """Keeps the offer of the organisation that offers this entry; without an entry: of some organisation."""
    own = [mandate.organisation_id for mandate in mandates_of(user) if mandate.role == Role.PROVIDER]
    return bool(own) if entry is None else entry.provider_id in own


keeps = is_editor | is_coordinator | is_ambassador_of_hub

rules.add_perm("catalogue.view_entries", keeps)  # the list in the workspace; what is on it follows from the query
rules.add_perm("catalogue.add_entry", keeps)
rules.add_perm("catalogue.change_entry", keeps)
rules.add_perm("catalogue.publish_entry", keeps)
rules.add_perm("catalogue.delete_entry", keeps)
rules.add_perm("catalogue.merge_entry", keeps)  # asked for both
rules.add_perm("catalogue.align_entry", keeps)
rules.add_perm("catalogue.change_collection", keeps)
