"""Handing a hub over: mandates, invitations, what the successor sees, who did it."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core.models import OutboxMail
from knooppunt.network.actions.handover import hand_over_hub
from knooppunt.network.actions.invitations import invite_person
from knooppunt.network.models import HubHandover, Invitation, Mandate, Role
from knooppunt.network.queries.people import people_history, people_list

from .factories import HubFactory
from .factories_people import MandateFactory, user_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WEEK = dt.timedelta(days=7)


@pytest.fixture
def hub():
    return HubFactory()


@pytest.fixture
def leaving(hub):
    return MandateFactory(hub=hub, half="practice")


def test_a_known_successor_starts_on_the_day_the_predecessor_stops(hub, leaving):
    successor, day = UserFactory(), TODAY() + WEEK

    hand_over_hub(hub=hub, leaving=[leaving], email=successor.email.upper(), on=day, by=leaving.user)

    leaving.refresh_from_db()
    taken = successor.mandates.get()
    assert leaving.valid_until == taken.valid_from == day
    assert (taken.role, taken.hub, taken.half, taken.given_by) == (Role.AMBASSADOR, hub, "practice", leaving.user)
    assert leaving.history.first().history_user == leaving.user


def test_on_the_day_itself_both_can_work_and_the_day_after_only_the_successor(hub, leaving, monkeypatch):
    successor, day = UserFactory(), TODAY()
    hand_over_hub(hub=hub, leaving=[leaving], email=successor.email, on=day, by=leaving.user)
    both = {leaving.user_id, successor.pk}

    assert set(Mandate.objects.current().filter(hub=hub).values_list("user_id", flat=True)) == both
    monkeypatch.setattr(timezone, "localdate", lambda: day + dt.timedelta(days=1))
    assert set(Mandate.objects.current().filter(hub=hub).values_list("user_id", flat=True)) == {successor.pk}


def test_a_new_successor_is_invited_and_gets_the_open_invitations_at_accepting(hub, leaving):
    open_one = invite_person(email="bestuur@voorbeeld.example", role=Role.BOARD, hub=hub, by=leaving.user)
    other = invite_person(email="ander@voorbeeld.example", role=Role.BOARD, hub=hub, by=user_with(Role.COORDINATOR))
    day = TODAY() + WEEK

    handover = hand_over_hub(
        hub=hub, leaving=[leaving], email="nieuw@voorbeeld.example", name="Nel", on=day, by=leaving.user
    )
    mail = OutboxMail.objects.get(to="nieuw@voorbeeld.example")
    link = "/l/" + re.search(r"/l/([\w-]+)/", mail.text).group(1) + "/"
    Client().post(link, {"name": "Nel"})

    successor = User.objects.get(email="nieuw@voorbeeld.example")
    assert successor.mandates.get().valid_from == day
    handover.refresh_from_db()
    assert handover.successor == successor
    open_one.refresh_from_db()
    other.refresh_from_db()
    assert open_one.invited_by == successor
    assert other.invited_by != successor


def test_the_open_invitations_of_the_predecessor_move_at_once_to_a_known_successor(hub, leaving):
    successor = UserFactory()
    invitation = invite_person(email="bestuur@voorbeeld.example", role=Role.BOARD, hub=hub, by=leaving.user)

    hand_over_hub(hub=hub, leaving=[leaving], email=successor.email, on=TODAY(), by=leaving.user)

    invitation.refresh_from_db()
    assert invitation.invited_by == successor


def test_the_successor_sees_people_invitations_and_history_of_before(hub, leaving):
    successor = UserFactory()
    invite_person(email="bestuur@voorbeeld.example", role=Role.BOARD, hub=hub, by=leaving.user)
    hand_over_hub(hub=hub, leaving=[leaving], email=successor.email, on=TODAY(), by=leaving.user, note="Tot ziens")

    assert people_list(successor, show="invited").count() == 1
    assert {row.user_id for row in people_list(successor, show="now")} == {leaving.user_id, successor.pk}
    entries = people_history(successor, hub=hub)
    assert {entry.who for entry in entries} >= {str(leaving.user)}
    assert "Tot ziens" in {entry.why for entry in entries}


def test_the_duo_partner_who_does_not_leave_keeps_the_mandate(hub, leaving):
    partner = MandateFactory(hub=hub, half="education")

    hand_over_hub(hub=hub, leaving=[leaving], email=UserFactory().email, on=TODAY(), by=user_with(Role.COORDINATOR))

    partner.refresh_from_db()
    assert partner.valid_until is None


def test_who_may_hand_over(hub, leaving):
    refused = [
        user_with(Role.AMBASSADOR, hub=HubFactory()),
        user_with(Role.BOARD, hub=hub),
        user_with(Role.EDITOR),
        user_with(Role.PROGRAMME),
        UserFactory(),
    ]
    for by in refused:
        with pytest.raises(PermissionDenied):
            hand_over_hub(hub=hub, leaving=[leaving], email="x@voorbeeld.example", on=TODAY(), by=by)
    for by in [user_with(Role.COORDINATOR), user_with(Role.ADMINISTRATOR), leaving.user]:
        other = MandateFactory(hub=hub)
        hand_over_hub(hub=hub, leaving=[other], email=UserFactory().email, on=TODAY(), by=by)


def test_a_past_day_nobody_leaving_or_a_foreign_mandate_change_nothing(hub, leaving):
    foreign = MandateFactory(hub=HubFactory())
    by = leaving.user
    wrong = [
        {"leaving": [leaving], "on": TODAY() - WEEK},
        {"leaving": [], "on": TODAY()},
        {"leaving": [foreign], "on": TODAY()},
    ]
    for one in wrong:
        with pytest.raises(ValidationError):
            hand_over_hub(hub=hub, email="x@voorbeeld.example", by=by, **one)

    assert not HubHandover.objects.exists()
    assert not Invitation.objects.exists()


def test_a_successor_who_is_ambassador_there_already_is_refused_as_a_whole(hub, leaving):
    partner = MandateFactory(hub=hub)

    with pytest.raises(ValidationError):
        hand_over_hub(hub=hub, leaving=[leaving], email=partner.user.email, on=TODAY(), by=leaving.user)

    leaving.refresh_from_db()
    assert leaving.valid_until is None


def test_the_pages_show_what_goes_along_before_anything_happens(hub, leaving, client):
    client.force_login(leaving.user)
    url, day = f"/werkplek/{hub.slug}/overdragen/", TODAY() + WEEK
    data = {
        "leaving": leaving.pk,
        "email": "nieuw@voorbeeld.example",
        "on": day.isoformat(),
        "note": "Alles staat klaar",
    }

    form = client.get(url)
    asked = client.post(url, data)
    before = HubHandover.objects.count()
    back = client.post(url, {**data, "change": "1"})
    done = client.post(url, {**data, "confirm": "1"})

    assert form.status_code == asked.status_code == 200
    assert 'name="confirm"' in asked.content.decode()
    assert before == 0
    assert "nieuw@voorbeeld.example" in back.content.decode()
    assert (done.status_code, HubHandover.objects.get().note) == (302, "Alles staat klaar")


def test_the_page_keeps_what_was_typed_when_something_is_wrong(hub, leaving, client):
    client.force_login(leaving.user)

    answer = client.post(
        f"/werkplek/{hub.slug}/overdragen/", {"leaving": leaving.pk, "email": "fout", "on": "31-02-2027", "name": "Nel"}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="fout"' in page
    assert 'value="31-02-2027"' in page
    assert 'value="Nel"' in page
