"""Invitations in all their states, as actions and through the link."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core.models import LinkGrant, OutboxMail
from knooppunt.network.actions.invitations import invite_person, resend_invitation, withdraw_invitation
from knooppunt.network.models import Invitation, Mandate, Organisation, Role

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db
NEW = "nieuw@voorbeeld.example"


@pytest.fixture
def hub():
    return HubFactory(name="Onderwijsknooppunt Voorbeeld")


@pytest.fixture
def ambassador(hub):
    return user_with(Role.AMBASSADOR, hub=hub)


def link_in_mail(email=NEW):
    return "/l/" + re.search(r"/l/([\w-]+)/", OutboxMail.objects.filter(to=email).latest("pk").text).group(1) + "/"


def test_accepting_makes_the_user_and_the_mandate_and_signs_in(hub, ambassador, client):
    invite_person(email=NEW.upper(), role=Role.AMBASSADOR, hub=hub, half="education", by=ambassador, name="Nel")
    link = link_in_mail()

    shown = client.get(link)
    accepted = client.post(link, {"name": "Nel Voorbeeld"})

    assert shown.status_code == 200
    assert hub.name in shown.content.decode()
    assert 'value="Nel"' in shown.content.decode()
    assert (accepted.status_code, accepted["Location"]) == (302, "/werkplek/")
    mandate = User.objects.get(email=NEW).mandates.get()
    assert (mandate.role, mandate.hub, mandate.half, mandate.given_by) == (
        Role.AMBASSADOR,
        hub,
        "education",
        ambassador,
    )
    assert client.session["_auth_user_id"] == str(mandate.user_id)
    assert mandate.user.name == "Nel Voorbeeld"
    assert not mandate.user.has_usable_password()


def test_looking_at_the_link_changes_nothing(hub, ambassador, client):
    invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)

    for _ in range(3):
        assert client.get(link_in_mail()).status_code == 200

    assert not User.objects.filter(email=NEW).exists()
    assert LinkGrant.objects.get().used_at is None


def test_somebody_with_an_account_keeps_it_and_the_second_factor_is_still_asked(hub, ambassador, client):
    from allauth.mfa.totp.internal.auth import TOTP

    known = UserFactory(email=NEW, name="Al Bekend")
    TOTP.activate(known, "JBSWY3DPEHPK3PXP")
    invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)

    accepted = client.post(link_in_mail(), {"name": "Iets Anders"})

    assert accepted["Location"] == "/account/tweede-stap/"
    assert "_auth_user_id" not in client.session
    known.refresh_from_db()
    assert known.name == "Al Bekend"
    assert known.mandates.get().role == Role.BOARD


def test_the_post_asks_for_the_token_because_it_signs_in(hub, ambassador):
    invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)
    strict = Client(enforce_csrf_checks=True)

    refused = strict.post(link_in_mail(), {"name": "Nel"})

    assert refused.status_code == 403
    assert not User.objects.filter(email=NEW).exists()


def test_an_empty_name_gets_a_sentence_and_the_link_stays_good(hub, ambassador, client):
    invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)

    assert client.post(link_in_mail(), {"name": " "}).status_code == 422
    assert client.post(link_in_mail(), {"name": "Nel"}).status_code == 302


def test_a_used_an_expired_a_withdrawn_and_a_cut_off_link_say_so(hub, ambassador, client):
    def state(change):
        Invitation.objects.all().delete()
        Mandate.objects.filter(user__email=NEW).delete()
        invitation = invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)
        link = link_in_mail()
        change(invitation, link)
        return {client.get(link).status_code, Client().post(link, {"name": "Nel"}).status_code}

    def expire(invitation, link):
        LinkGrant.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))

    assert state(lambda invitation, link: Client().post(link, {"name": "Nel"})) == {410}
    assert state(expire) == {410}
    assert state(lambda invitation, link: withdraw_invitation(invitation=invitation, by=ambassador)) == {410}
    assert client.get(link_in_mail()[:-6] + "/").status_code == 404


def test_sending_again_gives_a_new_link_of_14_days_and_ends_the_old_one(hub, ambassador, client):
    invitation = invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)
    old = link_in_mail()
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))

    resend_invitation(invitation=invitation, by=ambassador)

    assert client.get(old).status_code == 410
    assert client.get(link_in_mail()).status_code == 200
    invitation.refresh_from_db()
    assert not invitation.is_expired
    assert client.post(link_in_mail(), {"name": "Nel"}).status_code == 302


def test_an_accepted_invitation_is_neither_sent_again_nor_withdrawn(hub, ambassador, client):
    invitation = invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)
    client.post(link_in_mail(), {"name": "Nel"})

    with pytest.raises(ValidationError):
        resend_invitation(invitation=invitation, by=ambassador)
    with pytest.raises(ValidationError):
        withdraw_invitation(invitation=invitation, by=ambassador)


def test_who_may_invite_for_what(hub, ambassador):
    coordinator, board = user_with(Role.COORDINATOR), user_with(Role.BOARD, hub=hub)
    number = iter(range(100))

    def may(by, role, place=None):
        try:
            invite_person(email=f"n{next(number)}@voorbeeld.example", role=role, hub=place, by=by)
        except PermissionDenied:
            return False
        return True

    assert may(ambassador, Role.AMBASSADOR, hub)
    assert may(ambassador, Role.BOARD, hub)
    assert not may(ambassador, Role.AMBASSADOR, HubFactory())
    assert not may(ambassador, Role.EDITOR)
    assert may(coordinator, Role.AMBASSADOR, hub)
    assert not may(coordinator, Role.ADMINISTRATOR)
    assert not may(coordinator, Role.COORDINATOR)
    assert not may(board, Role.BOARD, hub)


@pytest.mark.parametrize("email", ["", "geen adres", "x@y"])
def test_a_bad_address_sends_nothing(hub, ambassador, email):
    with pytest.raises(ValidationError):
        invite_person(email=email, role=Role.BOARD, hub=hub, by=ambassador)
    assert not OutboxMail.objects.exists()


def test_no_second_invitation_while_one_waits_and_none_for_who_has_the_role(hub, ambassador):
    invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)
    has = MandateFactory(role=Role.BOARD, hub=hub).user

    for email in [NEW, has.email]:
        with pytest.raises(ValidationError):
            invite_person(email=email, role=Role.BOARD, hub=hub, by=ambassador)
    assert Invitation.objects.count() == 1


def test_a_closed_account_cannot_accept_and_the_link_is_not_spent(hub, ambassador, client):
    UserFactory(email=NEW, is_active=False)
    invite_person(email=NEW, role=Role.BOARD, hub=hub, by=ambassador)

    assert client.post(link_in_mail(), {"name": "Nel"}).status_code == 409
    assert not Mandate.objects.filter(user__email=NEW).exists()
    assert LinkGrant.objects.get().used_at is None


def test_a_provider_is_invited_for_an_organisation(client):
    coordinator = user_with(Role.COORDINATOR)
    firm = Organisation.objects.create(name="Bureau Voorbeeld", kind="nascholing")
    client.force_login(coordinator)

    unknown = client.post(
        "/werkplek/beheer/mensen/uitnodigen/", {"email": NEW, "role": "provider", "organisation": "Bestaat niet"}
    )
    sent = client.post(
        "/werkplek/beheer/mensen/uitnodigen/", {"email": NEW, "role": "provider", "organisation": "bureau voorbeeld"}
    )

    assert unknown.status_code == 422
    assert 'value="Bestaat niet"' in unknown.content.decode()
    assert sent.status_code == 302
    Client().post(link_in_mail(), {"name": "Nel"})
    assert User.objects.get(email=NEW).mandates.get().organisation == firm
