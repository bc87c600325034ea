"""What other apps may use of the network."""

from knooppunt.network.actions.load import load_hubs
from knooppunt.network.actions.mandates import give_mandate
from knooppunt.network.actions.organisations import OrganisationData, create_organisation
from knooppunt.network.actions.references import move_all, move_back
from knooppunt.network.actions.touches import note_touch, refresh_touches
from knooppunt.network.mandates import (
    forget_mandates,
    holders_of,
    hubs_of,
    mandates_of,
    mandates_visible_to,
    own_hub,
    public_ambassadors,
    roles_of,
    team_of,
)
from knooppunt.network.places import Place, all_places, place_named
from knooppunt.network.places import look_up as look_up_place
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
from knooppunt.network.queries.looks import looks_at
from knooppunt.network.queries.organisations import (
    organisation_named,
    organisations_visible_to,
    relations_visible_to,
    similar_organisations,
    suggest_organisations,
)
from knooppunt.network.queries.supporting import could_take_over
from knooppunt.network.queries.teaching import levels_taught
from knooppunt.network.recalibration.ending import EndedRound, ended_rounds
from knooppunt.network.recalibration.questions import Answer as RecalibrationAnswer
from knooppunt.network.recalibration.questions import Question as RecalibrationQuestion
from knooppunt.network.recalibration.questions import questions as recalibration_questions
from knooppunt.network.rules import (
    has_network_role,
    hub_id_of,
    inherits_hub,
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
from knooppunt.network.rules_hubs import hub_ids_with

__all__ = [
    "EndedRound",
    "Gap",
    "ListedHub",
    "OrganisationData",
    "Place",
    "RecalibrationAnswer",
    "RecalibrationQuestion",
    "all_places",
    "contacts_visible_to",
    "could_take_over",
    "create_organisation",
    "ended_rounds",
    "forget_mandates",
    "gaps_of",
    "give_mandate",
    "has_network_role",
    "holders_of",
    "hub_by_slug",
    "hub_id_of",
    "hub_ids_with",
    "hub_url",
    "hubs_of",
    "inherits_hub",
    "is_administrator",
    "is_ambassador_of_hub",
    "is_board_reader_of_hub",
    "is_coordinator",
    "is_editor",
    "is_member",
    "is_programme_reader",
    "is_provider_editor",
    "is_somebody",
    "levels_taught",
    "listed_hubs",
    "load_hubs",
    "look_up_place",
    "looks_at",
    "mandates_of",
    "mandates_visible_to",
    "move_all",
    "move_back",
    "moved_to",
    "national_hub",
    "note_touch",
    "number_of",
    "organisation_named",
    "organisations_visible_to",
    "own_hub",
    "place_named",
    "public_ambassadors",
    "recalibration_questions",
    "refresh_touches",
    "region_of",
    "relations_visible_to",
    "roles_of",
    "similar_organisations",
    "suggest_organisations",
    "team_of",
]
