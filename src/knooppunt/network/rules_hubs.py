"""Who may do what with hubs and the register: permissions composed from the predicates of ``rules``."""

from __future__ import annotations

from typing import Any

import rules

from knooppunt.network.mandates import mandates_of
from knooppunt.network.models import Contact, Organisation, Role
from knooppunt.network.rules import (
    has_network_role,
    is_administrator,
    is_ambassador_of_hub,
    is_board_reader_of_hub,
    is_coordinator,
    is_programme_reader,
)


def hub_ids_with(user: Any, *roles: str) -> frozenset[int]:
    """The hubs at which ``user`` holds one of ``roles`` today."""
    return frozenset(mandate.hub_id for mandate in mandates_of(user) if mandate.hub_id and mandate.role in roles)


@rules.predicate
def knows_contact(user: Any, contact: Contact | None = None) -> bool:
    """Ambassador or board reader of a hub to which the contact belongs."""
    mine = hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    return bool(mine) and (contact is None or contact.hub_contacts.filter(hub_id__in=mine).exists())


@rules.predicate
def keeps_contact(user: Any, contact: Contact | None = None) -> bool:
    """Ambassador of a hub to which the contact belongs."""
    mine = hub_ids_with(user, Role.AMBASSADOR)
    return bool(mine) and (contact is None or contact.hub_contacts.filter(hub_id__in=mine).exists())


@rules.predicate
def only_own_hubs_use(user: Any, organisation: Organisation | None = None) -> bool:
    """Ambassador of every hub that works with the organisation; deleting takes nothing away from others."""
    mine = hub_ids_with(user, Role.AMBASSADOR)
    return bool(mine) and (organisation is None or not organisation.relations.exclude(hub_id__in=mine).exists())


rules.add_perm("network.manage_hubs", is_administrator | is_coordinator)
rules.add_perm("network.edit_hub", is_administrator | is_coordinator | is_ambassador_of_hub)
rules.add_perm("network.run_hub", is_ambassador_of_hub | is_board_reader_of_hub)
rules.add_perm(
    "network.view_hub",
    is_administrator | is_coordinator | is_programme_reader | is_ambassador_of_hub | is_board_reader_of_hub,
)
# Organisations are shared by the network; contacts and notes belong to a hub, and no national role sees them.
rules.add_perm("network.view_organisations", has_network_role)
rules.add_perm("network.edit_organisations", is_coordinator | is_ambassador_of_hub)
rules.add_perm("network.delete_organisation", is_coordinator | only_own_hubs_use)
rules.add_perm("network.view_contacts", knows_contact)
rules.add_perm("network.edit_contacts", keeps_contact)
rules.add_perm("network.view_notes", is_ambassador_of_hub | is_board_reader_of_hub)
rules.add_perm("network.edit_notes", is_ambassador_of_hub)
rules.add_perm("network.edit_research", is_ambassador_of_hub)
