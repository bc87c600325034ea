"""Giving, extending and ending roles, by every kind of person; the public name of an ambassador."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from knooppunt.accounts.api import consents_of, withdraw_consent
from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.network.actions.mandates import agree_public_naming, end_mandate, extend_mandate, give_mandate
from knooppunt.network.mandates import public_ambassadors, roles_of
from knooppunt.network.models import Mandate, Role

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def hub():
    return HubFactory()


@pytest.fixture
def givers(hub):
    return {
        "administrator": user_with(Role.ADMINISTRATOR),
        "coordinator": user_with(Role.COORDINATOR),
        "ambassador": user_with(Role.AMBASSADOR, hub=hub),
        "ambassador elsewhere": user_with(Role.AMBASSADOR, hub=HubFactory()),
        "board": user_with(Role.BOARD, hub=hub),
        "editor": user_with(Role.EDITOR),
        "programme": user_with(Role.PROGRAMME),
        "member": user_with(Role.MEMBER),
        "no role": UserFactory(),
    }


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.AMBASSADOR, {"administrator", "coordinator", "ambassador"}),
        (Role.BOARD, {"administrator", "coordinator", "ambassador"}),
        (Role.EDITOR, {"administrator", "coordinator"}),
        (Role.PROGRAMME, {"administrator", "coordinator"}),
        (Role.MEMBER, {"administrator", "coordinator"}),
        (Role.COORDINATOR, {"administrator"}),
        (Role.ADMINISTRATOR, {"administrator"}),
    ],
)
def test_giving_and_ending_follow_the_same_table(givers, hub, role, allowed):
    place = hub if role in {Role.AMBASSADOR, Role.BOARD} else None
    gave, ended = set(), set()
    for name, giver in givers.items():
        try:
            give_mandate(user=UserFactory(), role=role, hub=place, by=giver)
            gave.add(name)
        except PermissionDenied:
            pass
        try:
            end_mandate(mandate=MandateFactory(role=role, hub=place), by=giver)
            ended.add(name)
        except PermissionDenied:
            pass

    assert gave == ended == allowed


def test_a_mandate_knows_who_gave_it_and_its_history_who_changed_it(hub):
    coordinator, ambassador = user_with(Role.COORDINATOR), user_with(Role.AMBASSADOR, hub=hub)
    mandate = give_mandate(user=UserFactory(), role=Role.BOARD, hub=hub, by=coordinator)

    extend_mandate(mandate=mandate, valid_until=timezone.localdate() + 30 * DAY, by=ambassador)
    end_mandate(mandate=mandate, by=coordinator)

    assert mandate.given_by == coordinator
    history = mandate.history.order_by("history_id").values_list("history_type", "history_user_id", "version")
    assert list(history) == [("+", coordinator.pk, 1), ("~", ambassador.pk, 2), ("~", coordinator.pk, 3)]


def test_the_same_role_is_not_given_twice_at_once(hub):
    coordinator, user = user_with(Role.COORDINATOR), UserFactory()
    give_mandate(user=user, role=Role.BOARD, hub=hub, by=coordinator)

    with pytest.raises(ValidationError):
        give_mandate(user=user, role=Role.BOARD, hub=hub, by=coordinator)
    give_mandate(user=user, role=Role.BOARD, hub=HubFactory(), by=coordinator)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.AMBASSADOR},
        {"role": Role.PROVIDER},
        {"role": "king"},
        {"role": Role.EDITOR, "valid_from": dt.date(2027, 1, 2), "valid_until": dt.date(2027, 1, 1)},
    ],
)
def test_an_incomplete_mandate_is_refused(wrong):
    with pytest.raises(ValidationError):
        give_mandate(user=UserFactory(), by=None, **wrong)
    assert not Mandate.objects.exists()


def test_ending_takes_effect_at_once(hub):
    mandate = MandateFactory(hub=hub)
    assert roles_of(mandate.user) == {Role.AMBASSADOR}

    end_mandate(mandate=mandate, by=user_with(Role.COORDINATOR))

    assert roles_of(mandate.user) == frozenset()


def test_the_last_administrator_cannot_be_ended_not_even_by_oneself():
    only = user_with(Role.ADMINISTRATOR)
    closed = user_with(Role.ADMINISTRATOR, user=UserFactory(is_active=False))
    mandate = only.mandates.get()

    with pytest.raises(ValidationError):
        end_mandate(mandate=mandate, by=only)

    second = user_with(Role.ADMINISTRATOR)
    end_mandate(mandate=mandate, by=second)
    with pytest.raises(ValidationError):
        end_mandate(mandate=second.mandates.get(), by=second)
    assert closed.mandates.current().exists()


def test_an_administrator_gets_no_end_date():
    user_with(Role.ADMINISTRATOR)
    boss = user_with(Role.ADMINISTRATOR)

    with pytest.raises(ValidationError):
        extend_mandate(mandate=boss.mandates.get(), valid_until=timezone.localdate() + DAY, by=boss)


def test_extending_to_the_past_is_refused(hub):
    mandate = MandateFactory(hub=hub, valid_until=timezone.localdate() + DAY)

    with pytest.raises(ValidationError):
        extend_mandate(mandate=mandate, valid_until=timezone.localdate() - DAY, by=user_with(Role.COORDINATOR))


def test_a_name_is_public_only_with_consent_and_only_as_long(hub):
    named, silent = user_with(Role.AMBASSADOR, hub=hub), user_with(Role.AMBASSADOR, hub=hub)

    agree_public_naming(mandate=named.mandates.get(), by=named)
    agree_public_naming(mandate=named.mandates.get(), by=named)
    consent = consents_of(named).get()

    assert [mandate.user for mandate in public_ambassadors(hub)] == [named]
    assert (consent.text_version, consent.subject_label) == ("1", hub.name)
    assert consent.text
    withdraw_consent(consent=consent, by=named)
    assert not public_ambassadors(hub).exists()
    assert consents_of(named).get().withdrawn_at is not None
    with pytest.raises(PermissionDenied):
        agree_public_naming(mandate=silent.mandates.get(), by=named)


def test_somebody_elses_consent_cannot_be_withdrawn(hub):
    named = user_with(Role.AMBASSADOR, hub=hub)
    agree_public_naming(mandate=named.mandates.get(), by=named)

    with pytest.raises(PermissionError):
        withdraw_consent(consent=consents_of(named).get(), by=user_with(Role.ADMINISTRATOR))
    assert public_ambassadors(hub).exists()


def test_a_name_leaves_the_public_page_when_the_mandate_ends(hub):
    named = user_with(Role.AMBASSADOR, hub=hub)
    agree_public_naming(mandate=named.mandates.get(), by=named)

    end_mandate(mandate=named.mandates.get(), by=user_with(Role.COORDINATOR))

    assert not public_ambassadors(hub).exists()
