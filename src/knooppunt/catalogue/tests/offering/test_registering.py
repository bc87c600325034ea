"""Organisations that want to keep their own entries: who looks first, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.offering.actions import providers as provider_actions
from knooppunt.catalogue.offering.actions.providers import RegistrationData
from knooppunt.catalogue.offering.models import ProviderRegistration
from knooppunt.catalogue.tests.factories import ProviderFactory
from knooppunt.catalogue.tests.offering.factories import a_hub, a_user, link_in, signed_in
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import Organisation, StakeholderRelation

pytestmark = pytest.mark.django_db


def test_an_organisation_registers_and_is_admitted(client: Client) -> None:
    editor = a_user("editor")
    filled = {
        "name": "Leerhuis De Kade (voorbeeld)",
        "kind": "nascholing",
        "person_name": "Noor Voorbeeld",
        "person_email": "noor@voorbeeld.example",
    }
    assert client.post("/aanbieders/aanmelden/", filled).status_code == 302
    link = link_in(OutboxMail.objects.get(kind="catalogue.register"))
    assert client.get(link).status_code == 200
    client.post(link)
    registration = ProviderRegistration.objects.get()
    assert registration.state == "wacht"

    reviewer = signed_in(Client(), editor)
    assert reviewer.get("/werkplek/beoordelen/aanbieders/").status_code == 200
    url = f"/werkplek/beoordelen/aanbieders/{registration.uuid}/"
    assert reviewer.post(url, {"decision": "refuse", "answer": ""}).status_code == 422
    assert reviewer.post(url, {"decision": "new", "answer": "Welkom."}).status_code == 302

    user = User.objects.get(email="noor@voorbeeld.example")
    assert user.has_perm("catalogue.offer_entries", Organisation.objects.get(name="Leerhuis De Kade (voorbeeld)"))
    assert "Welkom." in OutboxMail.objects.get(kind="catalogue.admitted").text
    assert signed_in(Client(), user).get("/werkplek/ons-aanbod/").status_code == 200


def test_a_registration_for_a_known_organisation_makes_no_second_one() -> None:
    known = ProviderFactory(name="Academie De Linde (voorbeeld)", sort_name="academie de linde voorbeeld")
    editor = a_user("editor")
    data = RegistrationData("Academie de Linde (voorbeeld)", "nascholing", "Noor Voorbeeld", "noor@voorbeeld.example")
    made = provider_actions.confirm_registration(registration=provider_actions.register_provider(data=data))

    answer = signed_in(Client(), editor).post(
        f"/werkplek/beoordelen/aanbieders/{made.uuid}/", {"decision": str(known.pk), "answer": ""}
    )

    assert answer.status_code == 302
    assert Organisation.objects.count() == 1
    assert User.objects.get(email="noor@voorbeeld.example").has_perm("catalogue.offer_entries", known)


def a_registration(**more: Any) -> ProviderRegistration:
    data = RegistrationData(
        "Leerhuis De Kade (voorbeeld)", "nascholing", "Noor Voorbeeld", "noor@voorbeeld.example", **more
    )
    return provider_actions.confirm_registration(registration=provider_actions.register_provider(data=data))


def test_the_hub_of_the_region_hears_of_a_registration_and_admits_it(client: Client) -> None:
    hub, other = a_hub(role_mailbox="noord@voorbeeld.example"), a_hub("zuid")
    page = client.get("/aanbieders/aanmelden/").content.decode()
    assert "Noord" in page
    made = a_registration(hub=hub)
    url = f"/werkplek/beoordelen/aanbieders/{made.uuid}/"

    assert OutboxMail.objects.get(kind="catalogue.registration").to == "noord@voorbeeld.example"
    signed_in(client, a_user("ambassador", hub=other))
    assert client.get(url).status_code == 404
    assert made.name not in client.get("/werkplek/beoordelen/aanbieders/").content.decode()
    signed_in(client, a_user("ambassador", hub=hub))
    assert made.name in client.get("/werkplek/beoordelen/aanbieders/").content.decode()
    assert client.post(url, {"decision": "new", "answer": "Welkom."}).status_code == 302

    made.refresh_from_db()
    assert (made.state, made.organisation.relations.get().hub) == ("toegelaten", hub)  # type: ignore[union-attr]


def test_a_hub_does_not_give_away_an_organisation_that_it_does_not_work_with(client: Client) -> None:
    hub, known = a_hub(), ProviderFactory(name="Leerhuis De Kade (voorbeeld)", sort_name="leerhuis de kade voorbeeld")
    made = a_registration(hub=hub)
    ambassador = a_user("ambassador", hub=hub)

    with pytest.raises(Refused):
        provider_actions.admit_provider(registration=made, organisation=known, by=ambassador)
    StakeholderRelation.objects.create(hub=hub, organisation=known)
    provider_actions.admit_provider(registration=made, organisation=known, by=ambassador)

    assert User.objects.get(email="noor@voorbeeld.example").has_perm("catalogue.offer_entries", known)


def test_a_national_registration_goes_to_the_editors_and_no_hub_decides(client: Client) -> None:
    editor, ambassador = a_user("editor"), a_user("ambassador", hub=a_hub())
    made = a_registration()

    assert OutboxMail.objects.get(kind="catalogue.registration").to == editor.email
    with pytest.raises(PermissionDenied):
        provider_actions.admit_provider(registration=made, organisation=None, by=ambassador)
    with pytest.raises(PermissionDenied):
        provider_actions.refuse_provider(registration=made, answer="Nee", by=ambassador)
