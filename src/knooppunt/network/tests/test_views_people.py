"""The pages with people: who gets in, what they list, constant queries."""

import pytest
from django.utils import timezone

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.network.actions.invitations import invite_person
from knooppunt.network.models import Invitation, Role

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return HubFactory(slug="hier")


@pytest.fixture
def ambassador(hub):
    return user_with(Role.AMBASSADOR, hub=hub)


@pytest.fixture
def coordinator():
    return user_with(Role.COORDINATOR)


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


def test_who_gets_into_which_page(client, hub, ambassador, coordinator):
    people = {
        "administrator": user_with(Role.ADMINISTRATOR),
        "coordinator": coordinator,
        "ambassador": ambassador,
        "elsewhere": user_with(Role.AMBASSADOR),
        "board": user_with(Role.BOARD, hub=hub),
        "editor": user_with(Role.EDITOR),
        "member": user_with(Role.MEMBER),
    }
    national, local = "/werkplek/beheer/mensen/", "/werkplek/hier/mensen/"

    assert {n for n, u in people.items() if status(client, u, national) == 200} == {"administrator", "coordinator"}
    for url in [local, local + "uitnodigen/", "/werkplek/hier/overdragen/"]:
        allowed = {n for n, u in people.items() if status(client, u, url) == 200}
        assert allowed == {"administrator", "coordinator", "ambassador"}, url
    assert status(client, people["board"], local) == 403
    assert status(client, coordinator, "/werkplek/bestaat-niet/mensen/") == 404


def test_an_ambassador_sees_only_the_people_of_the_own_hub(client, hub, ambassador):
    elsewhere = user_with(Role.AMBASSADOR)
    editor = user_with(Role.EDITOR)
    client.force_login(ambassador)

    page = client.get("/werkplek/hier/mensen/").content.decode()

    assert ambassador.email in page
    assert elsewhere.email not in page
    assert editor.email not in page


@pytest.mark.parametrize("show", ["now", "ended", "invited", "history"])
def test_the_list_costs_the_same_for_one_row_and_many(
    client, hub, ambassador, coordinator, show, django_assert_num_queries
):
    def fill(count):
        for _ in range(count):
            MandateFactory(hub=HubFactory(), given_by=coordinator)
            MandateFactory(hub=HubFactory(), valid_from="2020-01-01", valid_until="2020-12-31")
            invite_person(email=UserFactory().email, role=Role.BOARD, hub=HubFactory(), by=coordinator)

    client.force_login(coordinator)
    url = f"/werkplek/beheer/mensen/?show={show}"
    client.get(url)
    counts = {"now": 6, "ended": 6, "invited": 6, "history": 6}
    for more in [1, 3]:
        fill(more)
        with django_assert_num_queries(counts[show]):
            assert client.get(url).status_code == 200


def test_filters_by_role_hub_and_words_and_odd_values_change_nothing(client, hub, ambassador, coordinator):
    board = user_with(Role.BOARD, hub=hub, user=UserFactory(name="Bea Bestuur"))
    client.force_login(coordinator)

    def names(query):
        response = client.get(f"/werkplek/beheer/mensen/?{query}")
        return {row.user_id for row in response.context["page"]}

    assert names("role=board") == {board.pk}
    assert names("hub=hier") == {board.pk, ambassador.pk}
    assert names("q=bestuur") == {board.pk}
    assert names("role=koning&hub=nergens&page=99&show=x") == {board.pk, ambassador.pk, coordinator.pk}


def test_inviting_from_the_page_of_the_hub_cannot_reach_beyond_it(client, hub, ambassador):
    other = HubFactory()
    client.force_login(ambassador)
    url = "/werkplek/hier/mensen/uitnodigen/"

    too_much = client.post(url, {"email": "a@voorbeeld.example", "role": "coordinator"})
    sent = client.post(url, {"email": "b@voorbeeld.example", "role": "board", "hub": other.pk})

    assert too_much.status_code == 422
    assert sent.status_code == 302
    assert Invitation.objects.get().hub == hub


def test_ending_asks_first_and_the_last_administrator_stays(client, hub):
    boss = user_with(Role.ADMINISTRATOR)
    mandate = MandateFactory(hub=hub, role=Role.BOARD)
    client.force_login(boss)

    asked = client.get(f"/werkplek/mandaten/{mandate.pk}/beeindigen/")
    ended = client.post(f"/werkplek/mandaten/{mandate.pk}/beeindigen/")
    client.post(f"/werkplek/mandaten/{boss.mandates.get().pk}/beeindigen/")

    assert asked.status_code == 200
    assert ended.status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid_until < timezone.localdate()
    assert boss.mandates.current().exists()


def test_an_ambassador_cannot_touch_what_is_not_of_the_own_hub(client, ambassador, coordinator):
    foreign = MandateFactory(role=Role.BOARD)
    invitation = invite_person(email="x@voorbeeld.example", role=Role.BOARD, hub=foreign.hub, by=coordinator)
    client.force_login(ambassador)

    assert client.post(f"/werkplek/mandaten/{foreign.pk}/beeindigen/").status_code == 404
    assert client.post(f"/werkplek/mandaten/{foreign.pk}/verlengen/", {"valid_until": ""}).status_code == 404
    assert client.post(f"/werkplek/uitnodigingen/{invitation.pk}/intrekken/").status_code == 404
    assert client.post(f"/werkplek/uitnodigingen/{invitation.pk}/opnieuw/").status_code == 404


def test_a_member_may_see_but_not_end_the_own_mandate(client):
    member = user_with(Role.MEMBER)
    client.force_login(member)

    assert client.post(f"/werkplek/mandaten/{member.mandates.get().pk}/beeindigen/").status_code == 403


def test_extending_says_what_is_wrong_and_saves_what_is_right(client, hub, ambassador):
    mandate = MandateFactory(hub=hub, role=Role.BOARD)
    client.force_login(ambassador)
    url = f"/werkplek/mandaten/{mandate.pk}/verlengen/"

    assert client.post(url, {"valid_until": "2020-01-01"}).status_code == 422
    assert client.post(url, {"valid_until": "geen datum"}).status_code == 422
    assert client.post(url, {"valid_until": "2199-12-31"}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid_until.year == 2199


def test_own_page_shows_roles_and_takes_the_consent(client, hub, ambassador):
    client.force_login(ambassador)

    before = client.get("/mijn/").content.decode()
    client.post(f"/werkplek/mandaten/{ambassador.mandates.get().pk}/openbaar/")
    after = client.get("/mijn/").content.decode()

    assert hub.name in before
    assert "/openbaar/" in before
    assert "/openbaar/" not in after
    assert "/intrekken/" in after


def test_only_the_administrator_resets_a_second_step_and_the_person_is_told_and_signed_out(client, coordinator):
    from allauth.mfa.totp.internal.auth import TOTP
    from django.test import Client

    from knooppunt.core.models import OutboxMail

    person, boss = user_with(Role.MEMBER), user_with(Role.ADMINISTRATOR)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    theirs = Client()
    theirs.force_login(person)
    url = f"/werkplek/beheer/mensen/{person.pk}/tweede-stap/"
    client.force_login(coordinator)

    assert client.post(url).status_code == 403
    assert person.authenticator_set.exists()
    client.force_login(boss)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    assert not person.authenticator_set.exists()
    assert theirs.get("/mijn/").status_code == 302
    assert OutboxMail.objects.get().to == person.email
