"""What is kept about me: seen, taken along, removed."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.test import Client

from knooppunt.accounts.models import User
from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core.models import PrivacyAct

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    return UserFactory.create(email="mij@voorbeeld.example", name="Mij Voorbeeld")


@pytest.fixture
def browser(me: User) -> Client:
    client = Client()
    client.force_login(me)
    return client


def test_one_button_gives_everything_as_json_and_as_a_page(browser: Client, me: User) -> None:
    answer = browser.post("/mijn/gegevens/meenemen/")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("gegevens.json"))
        page = archive.read("gegevens.html").decode()
    assert told["known_as"]["emails"] == [me.email]
    assert "mij@voorbeeld.example" in page
    assert "mij" not in answer["Content-Disposition"].removeprefix("attachment")
    assert PrivacyAct.objects.get().kind == "exported"


def test_looking_changes_nothing(browser: Client, me: User) -> None:
    assert browser.get("/mijn/gegevens/").status_code == 200
    assert browser.get("/mijn/gegevens/verwijderen/").status_code == 200
    assert browser.get("/mijn/gegevens/meenemen/").status_code == 405
    me.refresh_from_db()
    assert me.name == "Mij Voorbeeld"


def test_removing_asks_for_ones_own_address(browser: Client, me: User) -> None:
    answer = browser.post("/mijn/gegevens/verwijderen/", {"email": "iemand@voorbeeld.example"})

    assert answer.status_code == 422
    assert User.objects.filter(email=me.email).exists()


def test_after_removing_the_account_is_anonymous_and_signed_out(browser: Client, me: User) -> None:
    answer = browser.post("/mijn/gegevens/verwijderen/", {"email": "MIJ@voorbeeld.example "})

    assert answer.status_code == 302
    me.refresh_from_db()
    assert (me.name, me.is_active, me.email) == ("", False, f"weg-{me.pk}@anoniem.invalid")
    assert browser.get("/mijn/").status_code == 302
    assert PrivacyAct.objects.get().by is None
