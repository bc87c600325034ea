"""The pages that compose many apps, the privacy desk and the consents cost the same for one row and for three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.models import Consent as AccountConsent
from knooppunt.accounts.models import User
from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core import retention
from knooppunt.core.models import PrivacyAct
from knooppunt.core.persons.finding import all_models
from knooppunt.network.models import Consent, Contact, ContactLook, Hub, RecalibrationReply, Succession
from knooppunt.network.recalibration.actions import start_round
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import HubContactFactory

pytestmark = pytest.mark.django_db
both = pytest.mark.parametrize("number", [1, 3])
DESK = "/werkplek/beheer/privacy/"


def browser_of(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator() -> User:
    """Who keeps the desk."""
    user: User = MandateFactory.create(role="administrator", hub=None).user
    return user


def waiting_contact(hub: Hub, number: int) -> Contact:
    """A contact of the hub who answered in a round, and named a successor."""
    contact: Contact = HubContactFactory.create(hub=hub, contact__email=f"mens{number}@voorbeeld.example").contact
    Succession.objects.create(hub=hub, contact=contact, name=f"Opvolger {number}")
    return contact


@both
def test_this_week_costs_the_same_with_one_thing_to_do_and_with_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = MandateFactory.create(role="ambassador", hub=HubFactory.create()).user
    for _two in range(2):
        MandateFactory.create(role="ambassador", hub=HubFactory.create(), user=user)
    for one, hub in enumerate(Hub.objects.order_by("pk")[:number]):
        contact = waiting_contact(hub, one)
        start_round(
            hub=hub, title="Herijking", about="", contacts=[contact], asked=[], own_question="",
            closes_on=timezone.localdate() + timedelta(days=30), by=user,
        )  # fmt: skip
    RecalibrationReply.objects.update(state="changed", needs_look=True)
    browser = browser_of(user)
    browser.get("/werkplek/")

    with django_assert_num_queries(19):
        page = browser.get("/werkplek/")

    kinds = [item.kind for item in [*page.context["week"].attention, *page.context["week"].more]]
    assert (kinds.count("succession"), kinds.count("recalibration")) == (number, number)


def test_the_desk_costs_the_same_for_one_look_and_act_and_for_three(
    administrator: User,
) -> None:
    """The number follows the number of models, so it is taken from the first page."""
    contact = HubContactFactory.create(contact__email="kim@gezocht.example").contact
    browser, counts = browser_of(administrator), []
    for rows in (1, 3):
        while ContactLook.objects.count() < rows:
            ContactLook.objects.create(contact=contact, by=UserFactory.create())
            PrivacyAct.objects.create(kind=PrivacyAct.Kind.EXPORTED, by=UserFactory.create())
            HubContactFactory.create(contact=contact)
        browser.post(DESK, {"email": contact.email, "act": "look"})
        with CaptureQueriesContext(connection) as asked:
            page = browser.post(DESK, {"email": contact.email, "act": "look"})
        counts.append(len(asked))
        assert (len(page.context["looks"]), len(page.context["acts"])) == (rows, rows)

    assert counts[0] == counts[1]
    assert counts[0] < 3 * len(all_models())


@both
def test_the_periods_cost_the_same_for_one_run_and_for_three(
    administrator: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(number):
        retention.run(by=administrator)
        UserFactory.create(joined_at=timezone.now() - timedelta(days=900))
    browser = browser_of(administrator)
    browser.get(f"{DESK}termijnen/")

    with django_assert_num_queries(47):
        page = browser.get(f"{DESK}termijnen/")

    assert len(page.context["acts"]) == number


def test_the_register_asks_the_database_nothing_of_its_own(
    administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(administrator)
    browser.get(f"{DESK}register/")

    with django_assert_num_queries(3):
        browser.get(f"{DESK}register/")
    for kind in ("csv", "xlsx", "json"):
        with django_assert_num_queries(3):
            browser.get(f"{DESK}register.{kind}")


@both
def test_the_consents_of_a_contact_cost_the_same_for_one_and_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contact = HubContactFactory.create(contact__email="kim@zelf.example").contact
    for _one in range(number):
        Consent.objects.create(contact=contact, purpose="directory", text="Ja", text_version="1", source="contact",
                               withdrawn_at=timezone.now(), withdrawn_source="contact")  # fmt: skip
    browser = browser_of(UserFactory.create(email=contact.email))
    browser.get("/mijn/contactgegevens/")

    with django_assert_num_queries(10):
        page = browser.get("/mijn/contactgegevens/")

    assert len(page.context["given"]) == number


@both
def test_the_consents_of_an_account_cost_the_same_for_one_and_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = UserFactory.create()
    for one in range(number):
        AccountConsent.objects.create(user=user, kind=f"soort-{one}", text="Ja")
    browser = browser_of(user)
    browser.get("/mijn/")

    with django_assert_num_queries(6):
        page = browser.get("/mijn/")

    assert len(page.context["consents"]) == number


def test_what_is_kept_of_me_costs_the_same_for_one_row_and_for_three() -> None:
    user = UserFactory.create()
    browser, counts = browser_of(user), []
    for rows in (1, 3):
        while (one := AccountConsent.objects.count()) < rows:
            AccountConsent.objects.create(user=user, kind=f"soort-{one}", text="Ja")
        browser.get("/mijn/gegevens/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/mijn/gegevens/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] < 3 * len(all_models())
