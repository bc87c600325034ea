"""The pages of the recalibration and of one's own record cost the same for one and for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import RecalibrationAsk
from knooppunt.network.recalibration.ending import end_round, ended_rounds, report_facts
from knooppunt.network.recalibration.tests.conftest import World
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_register import FunctionFactory, HubContactFactory

both = pytest.mark.parametrize("number", [1, 3])


@both
def test_the_list_of_rounds(
    world: World, ambassador: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.contact(email="")
    for year in range(number):
        end_round(round=world.start(), by=world.by, on=timezone.localdate() - timedelta(days=365 * year))
    world.start()

    with django_assert_num_queries(17):
        page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/")

    assert len(page.context["ended"]) == number


@both
def test_the_snapshot_with_its_difference(
    world: World, ambassador: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.contact(email="")
    end_round(round=world.start(), by=world.by, on=timezone.localdate() - timedelta(days=365))
    for one in range(number):
        world.contact(f"Nieuw {one} Voorbeeld")
    round_ = world.start()
    end_round(round=round_, by=world.by)

    with django_assert_num_queries(22):  # one: whether a newer round forbids to open it again
        page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/")

    assert len(page.context["difference"]["contacts"]["new"]) == number


@both
def test_the_call_list(
    world: World, ambassador: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        world.contact(f"Stil {one} Voorbeeld", email="")
    round_ = world.start()

    with django_assert_num_queries(19):
        page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/bellen/")

    assert len(page.context["looks"]) == number


@both
def test_the_look_at_the_first_of_many(
    world: World,
    ambassador: Client,
    answer: Callable[..., Any],
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [world.contact(f"Mens {one} Voorbeeld", phone="1") for one in range(number)]
    round_ = world.start()
    for one in people:
        answer(world.link(one), "change", phone="2")

    with django_assert_num_queries(20):
        page = ambassador.get(f"/werkplek/{world.hub.slug}/herijking/{round_.pk}/nalopen/")

    assert page.context["progress"].look == number


@both
def test_the_page_behind_the_link_with_the_questions_of_many_hubs(
    world: World, client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contact = world.contact()
    for _one in range(number - 1):
        HubContactFactory.create(hub=(hub := HubFactory.create()), contact=contact)
        FunctionFactory.create(contact=contact)
        world.start(hub)
    world.start()

    link = world.link(contact)
    with django_assert_num_queries(6):
        page = client.get(link)

    assert len(page.context["hubs"]) == number
    assert RecalibrationAsk.objects.count() == OutboxMail.objects.filter(kind="network.recalibration").count() == 1


@both
def test_the_own_record_at_many_hubs(
    world: World, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(number):
        contact = world.contact("Kim Voorbeeld", email="kim@voorbeeld.example")
        FunctionFactory.create(contact=contact)
    browser = Client()
    browser.force_login(UserFactory.create(email="kim@voorbeeld.example"))

    with django_assert_num_queries(19):
        page = browser.get("/mijn/contactgegevens/")

    assert len(page.context["functions"]) == 2 * number


@both
def test_what_reports_and_plans_are_told(
    world: World, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(number):
        hub = HubFactory.create()
        world.contact(hub=hub)
        end_round(round=world.start(hub), by=world.by)
    today = timezone.localdate()

    with django_assert_num_queries(1):
        assert len(report_facts(None, today, today)) == number
    with django_assert_num_queries(2):
        assert len(ended_rounds(today, today)) == number
