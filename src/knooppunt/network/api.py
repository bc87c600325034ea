"""What other apps may use of the network."""

from knooppunt.network.mandates import forget_mandates, hubs_of, mandates_of, mandates_visible_to, own_hub, public_ambassadors, roles_of, team_of
from knooppunt.network.rules import (
    has_network_role,
    hub_id_of,
    is_administrator,
    is_ambassador_of_hub,
    is_board_reader_of_hub,
    is_coordinator,
    is_editor,
    is_member,
    is_programme_reader,
    is_provider_editor,
    is_somebody,
)

__all__ = [
    "forget_mandates",
    "has_network_role",
    "hub_id_of",
    "hubs_of",
    "is_administrator",
    "is_ambassador_of_hub",
    "is_board_reader_of_hub",
    "is_coordinator",
    "is_editor",
    "is_member",
    "is_programme_reader",
    "is_provider_editor",
    "is_somebody",
    "mandates_of",
    "mandates_visible_to",
    "own_hub",
    "public_ambassadors",
    "roles_of",
    "team_of",
]
