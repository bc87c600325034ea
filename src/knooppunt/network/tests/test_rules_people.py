"""Each predicate and permission: allowed and refused."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.network import rules
from knooppunt.network.mandates import forget_mandates, hubs_of, mandates_of, mandates_visible_to, own_hub
from knooppunt.network.models import Organisation, Role

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def hubs():
    return HubFactory(), HubFactory()


@pytest.fixture
def people(hubs):
    """One user per role (at the first hub), plus an ambassador of the other hub and somebody without a role."""
    here, there = hubs
    provider = Organisation.objects.create(name="Aanbieder Voorbeeld", kind="provider")
    return {
        "administrator": user_with(Role.ADMINISTRATOR, hub=None),
        "coordinator": user_with(Role.COORDINATOR, hub=None),
        "editor": user_with(Role.EDITOR, hub=None),
        "ambassador": user_with(Role.AMBASSADOR, hub=here),
        "ambassador elsewhere": user_with(Role.AMBASSADOR, hub=there),
        "board": user_with(Role.BOARD, hub=here),
        "programme": user_with(Role.PROGRAMME, hub=None),
        "member": user_with(Role.MEMBER, hub=None),
        "provider": user_with(Role.PROVIDER, hub=None, organisation=provider),
        "no role": UserFactory(),
        "visitor": AnonymousUser(),
    }


def holders(people, test):
    return {name for name, user in people.items() if test(user)}


def test_each_role_has_its_own_predicate_and_no_other_role_passes_it(people, hubs):
    here, _ = hubs
    provider = Organisation.objects.get()

    assert holders(people, lambda u: rules.is_administrator(u)) == {"administrator"}
    assert holders(people, lambda u: rules.is_coordinator(u)) == {"coordinator"}
    assert holders(people, lambda u: rules.is_editor(u)) == {"editor"}
    assert holders(people, lambda u: rules.is_programme_reader(u)) == {"programme"}
    assert holders(people, lambda u: rules.is_member(u)) == {"member"}
    assert holders(people, lambda u: rules.is_ambassador_of_hub(u, here)) == {"ambassador"}
    assert holders(people, lambda u: rules.is_ambassador_of_hub(u)) == {"ambassador", "ambassador elsewhere"}
    assert holders(people, lambda u: rules.is_board_reader_of_hub(u, here)) == {"board"}
    assert holders(people, lambda u: rules.is_provider_editor(u, provider)) == {"provider"}
    assert holders(people, lambda u: rules.is_somebody(u)) == set(people) - {"visitor"}


def test_network_roles_are_those_of_the_design_and_not_the_administrator(people):
    network = {"coordinator", "editor", "ambassador", "ambassador elsewhere", "board", "programme"}

    assert holders(people, lambda u: rules.has_network_role(u)) == network
    assert holders(people, rules.needs_second_factor) == network | {"administrator"}


def test_permissions_on_people(people, hubs):
    here, there = hubs

    def can(permission, subject):
        return holders(people, lambda u: u.is_authenticated and u.has_perm(permission, subject))

    assert can("network.manage_people", None) == {"administrator", "coordinator"}
    assert can("network.manage_hub_people", here) == {"administrator", "coordinator", "ambassador"}
    assert can("network.manage_hub_people", there) == {"administrator", "coordinator", "ambassador elsewhere"}
    assert can("network.hand_over_hub", here) == {"administrator", "coordinator", "ambassador"}
    assert can("network.manage_mandate", None) == {"administrator", "coordinator", "ambassador", "ambassador elsewhere"}


@pytest.mark.parametrize(
    ("role", "at_hub", "expected"),
    [
        (Role.ADMINISTRATOR, False, {"administrator"}),
        (Role.COORDINATOR, False, {"administrator"}),
        (Role.EDITOR, False, {"administrator", "coordinator"}),
        (Role.PROGRAMME, False, {"administrator", "coordinator"}),
        (Role.AMBASSADOR, True, {"administrator", "coordinator", "ambassador"}),
        (Role.BOARD, True, {"administrator", "coordinator", "ambassador"}),
        (Role.MEMBER, False, {"administrator", "coordinator"}),
        (Role.PROVIDER, False, {"administrator", "coordinator"}),
    ],
)
def test_who_may_give_which_role(people, hubs, role, at_hub, expected):
    here, _ = hubs

    assert holders(people, lambda u: rules.may_give(u, role, here if at_hub else None)) == expected


def test_a_superuser_flag_opens_nothing():
    user = UserFactory(is_superuser=True, is_staff=True)

    assert not user.has_perm("network.manage_people")


def test_a_misspelt_permission_shows_itself():
    with pytest.raises(LookupError, match=r"network\.mange_people"):
        UserFactory().has_perm("network.mange_people")


def test_a_mandate_holds_from_its_first_day_to_its_last(hubs):
    here, _ = hubs
    today, day = timezone.localdate(), dt.timedelta(days=1)
    cases = {
        "ends today": (today - day, today, True),
        "starts today": (today, None, True),
        "ended yesterday": (today - 9 * day, today - day, False),
        "starts tomorrow": (today + day, None, False),
    }
    for name, (start, end, holds) in cases.items():
        user = user_with(Role.AMBASSADOR, hub=here, valid_from=start, valid_until=end)
        assert rules.is_ambassador_of_hub(user, here) is holds, name


def test_an_inactive_user_holds_nothing(hubs):
    user = user_with(Role.ADMINISTRATOR, hub=None, user=UserFactory(is_active=False))

    assert mandates_of(user) == ()
    assert not user.has_perm("network.manage_people")


def test_mandates_are_read_once_per_user_object(hubs, django_assert_num_queries):
    user = user_with(Role.AMBASSADOR, hub=hubs[0])
    MandateFactory(user=user, hub=hubs[1])

    with django_assert_num_queries(1):
        assert [hub.pk for hub in hubs_of(user)] == [hub.pk for hub in hubs]
        assert own_hub(user) == hubs[0]
        assert mandates_of(user)[0].hub == hubs[0]

    MandateFactory(user=user, role=Role.EDITOR, hub=None)
    assert len(mandates_of(user)) == 2
    forget_mandates(user)
    assert len(mandates_of(user)) == 3


def test_a_thing_without_a_hub_is_a_programming_error(people):
    with pytest.raises(TypeError, match="belongs to no hub"):
        rules.is_ambassador_of_hub(people["ambassador"], object())


def test_visible_mandates(people):
    everything = 9

    seen = {name: mandates_visible_to(user).count() for name, user in people.items()}

    assert seen["administrator"] == seen["coordinator"] == everything
    assert seen["ambassador"] == 2  # the own, and the board reader of the own hub
    assert seen["board"] == seen["programme"] == seen["editor"] == seen["member"] == 1
    assert seen["no role"] == seen["visitor"] == 0
