"""What other apps may use of the network."""

from knooppunt.network.actions.load import load_hubs
from knooppunt.network.mandates import (
    forget_mandates,
    hubs_of,
    mandates_of,
    mandates_visible_to,
    own_hub,
    public_ambassadors,
    roles_of,
    team_of,
)
from knooppunt.network.queries.attention import Gap, gaps_of
from knooppunt.network.queries.contacts import contacts_visible_to
from knooppunt.network.queries.hubs import (
    ListedHub,
    hub_by_slug,
    hub_url,
    listed_hubs,
    moved_to,
    national_hub,
    number_of,
    region_of,
)
from knooppunt.network.queries.organisations import organisations_visible_to
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
    "Gap",
    "ListedHub",
    "contacts_visible_to",
    "forget_mandates",
    "gaps_of",
    "has_network_role",
    "hub_by_slug",
    "hub_id_of",
    "hub_url",
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
    "listed_hubs",
    "load_hubs",
    "mandates_of",
    "mandates_visible_to",
    "moved_to",
    "national_hub",
    "number_of",
    "organisations_visible_to",
    "own_hub",
    "public_ambassadors",
    "region_of",
    "roles_of",
    "team_of",
]
