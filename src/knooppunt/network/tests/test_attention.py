"""What is missing at a hub."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from knooppunt.network.models import Half, Hub, Invitation, Role
from knooppunt.network.queries.attention import attention_for_hub, attention_for_user, gaps_of

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + dt.timedelta(days=days)


def complete(**extra):
    hub = HubFactory(
        **{
            "commissioner": "Consortium",
            "mandate_text": "mag alles",
            "mandate_until": in_days(61),
            "agreed_hours": 10,
            "hours_period": "week",
            "effort_agreed_on": "2024-01-01",
            "role_mailbox": "hub@voorbeeld.example",
            **extra,
        }
    )
    for half in Half.values:
        MandateFactory(hub=hub, half=half, valid_until=in_days(61))
    return hub


def codes(hub):
    return [gap.code for gap in gaps_of([hub])[hub.pk]]


def test_a_complete_hub_misses_nothing():
    assert codes(complete()) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"commissioner": ""}, "commissioner-missing"),
        ({"mandate_text": "", "mandate_until": None}, "mandate-missing"),
        ({"mandate_until": in_days(-1)}, "mandate-expired"),
        ({"mandate_until": in_days(60)}, "mandate-ends"),
        ({"agreed_hours": None}, "hours-missing"),
        ({"hours_period": ""}, "hours-missing"),
        ({"effort_agreed_on": None}, "effort-missing"),
        ({"role_mailbox": ""}, "mailbox-missing"),
    ],
)
def test_each_agreement_that_is_missing_is_named(given, code):
    assert codes(complete(**given)) == [code]


def test_a_duo_of_one_half_is_named():
    hub = complete()
    hub.mandates.filter(half=Half.EDUCATION).update(half=Half.PRACTICE)

    assert codes(hub) == ["education-missing"]


def test_a_hub_without_ambassador_is_named_once():
    hub = complete()
    hub.mandates.all().delete()
    MandateFactory(hub=hub, role=Role.BOARD)

    assert codes(hub) == ["ambassador-missing"]


def test_a_mandate_of_an_ambassador_that_ends_within_sixty_days_is_named():
    hub = complete()
    hub.mandates.filter(half=Half.PRACTICE).update(valid_until=in_days(60))

    assert codes(hub) == ["ambassador-ends"]


def test_the_national_hub_needs_only_a_mailbox():
    assert codes(HubFactory(kind=Hub.Kind.NATIONAL)) == ["mailbox-missing"]


def test_an_ambassador_sees_missing_agreements_in_one_line():
    hub = HubFactory(short_name="Hier")
    user = user_with(Role.AMBASSADOR, hub=hub, half=Half.PRACTICE)

    items = attention_for_user(user)

    assert [item.kind for item in items] == ["agreements", "education-missing"]
    assert items[0].url == f"/werkplek/{hub.slug}/gegevens/"
    assert len(attention_for_hub(hub)) == 6


def test_others_see_nothing_of_it():
    HubFactory()
    member = user_with(Role.MEMBER)

    assert attention_for_user(user_with(Role.COORDINATOR)) == []
    assert attention_for_user(member) == []


@pytest.mark.parametrize("count", [1, 3])
def test_all_hubs_together_cost_one_query(django_assert_num_queries, count):
    hubs = [complete() for _number in range(count)]

    with django_assert_num_queries(1):
        gaps_of(hubs)


def test_the_first_person_of_an_installation_is_told_to_invite_somebody():
    first = user_with(Role.ADMINISTRATOR)

    assert [(item.kind, item.url) for item in attention_for_user(first)] == [("alone", reverse("network:invite"))]

    user_with(Role.COORDINATOR)
    assert attention_for_user(first) == []


def test_an_open_invitation_is_enough_to_be_no_longer_alone():
    first = user_with(Role.ADMINISTRATOR)
    later = timezone.now() + dt.timedelta(days=7)
    Invitation.objects.create(email="nieuw@voorbeeld.example", role=Role.COORDINATOR, expires_at=later)

    assert attention_for_user(first) == []


def test_who_invites_nobody_is_not_told_to():
    assert attention_for_user(user_with(Role.EDITOR)) == []
