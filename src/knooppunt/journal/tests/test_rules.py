"""Who may do what with a logbook."""

import pytest

from knooppunt.journal.tests.factories import MomentFactory
from knooppunt.network.models import Role
from knooppunt.network.tests.factories_people import user_with

ALLOWED = {
    "journal.view_moments": {"ambassador", "board", "stranger", "coordinator", "programme"},
    "journal.view_whole_logbook": {"ambassador", "board"},
    "journal.add_moment": {"ambassador"},
    "journal.change_moment": {"ambassador"},
    "journal.close_month": {"ambassador"},
    "journal.view_hours": {"ambassador", "board"},
    "journal.view_hours_totals": {"coordinator"},
}
PEOPLE = {"ambassador", "board", "stranger", "coordinator", "programme", "member", "administrator"}


@pytest.mark.parametrize("permission", ALLOWED)
def test_each_permission_is_held_by_exactly_those_who_should(
    permission, hub, ambassador, board, stranger, coordinator, member
):
    people = {
        "ambassador": ambassador,
        "board": board,
        "stranger": stranger,
        "coordinator": coordinator,
        "member": member,
        "programme": user_with(Role.PROGRAMME),
        "administrator": user_with(Role.ADMINISTRATOR),
    }
    moment = MomentFactory(hub=hub)

    holders = {name for name, user in people.items() if user.has_perm(permission, moment)}

    assert holders == ALLOWED[permission]
    assert set(people) == PEOPLE


def test_permissions_hold_for_a_hub_as_for_its_moments(hub, ambassador, stranger):
    assert ambassador.has_perm("journal.add_moment", hub)
    assert not stranger.has_perm("journal.add_moment", hub)
    assert stranger.has_perm("journal.add_moment")
