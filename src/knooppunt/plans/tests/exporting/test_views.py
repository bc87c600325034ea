"""The downloads: who gets them, and what is in them for whom."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.core.documents.pdf import PdfError
from knooppunt.network.models import Hub, Role
from knooppunt.network.tests.factories_people import user_with
from knooppunt.plans.tests.exporting.examples import make_hub, make_item, make_plan, make_theme

pytestmark = pytest.mark.django_db
KINDS = ["pdf", "docx", "xlsx", "json"]


def make_secret_plan() -> Hub:
    hub = make_hub()
    theme = make_theme(make_plan(hub))
    make_item(theme, status="achter_op_schema", status_reason="REDEN", owner_name="NAAM", note="NOTITIE")
    return hub


def address(kind: str, hub: Hub, year: int = 2023) -> str:
    return reverse(f"plans:download-{kind}", args=[hub.slug, year])


def signed_in(role: str, hub: Hub | None = None) -> Client:
    client = Client()
    client.force_login(user_with(role, hub))
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_the_addresses_are_those_of_the_design(kind: str) -> None:
    assert address(kind, Hub(slug="ligare")) == f"/werkplek/ligare/plan/2023/download.{kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_an_ambassador_downloads_the_plan_as_a_file(kind: str) -> None:
    hub = make_secret_plan()

    response = signed_in(Role.AMBASSADOR, hub).get(address(kind, hub))

    name = f'attachment; filename="actieplan-noord-holland-flevoland-2023.{kind}"'
    assert (response.status_code, response["Content-Disposition"]) == (200, name)
    assert "no-store" in response["Cache-Control"]
    assert response.content[:4] == {"pdf": b"%PDF", "json": b"{\n  "}.get(kind, b"PK\x03\x04")


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_not_of_the_network_gets_nothing(kind: str) -> None:
    hub = make_secret_plan()
    stranger = Client()
    stranger.force_login(UserFactory())

    assert Client().get(address(kind, hub)).status_code == 302
    assert stranger.get(address(kind, hub)).status_code == 403
    assert signed_in(Role.MEMBER).get(address(kind, hub)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_that_is_not_there_is_not_found(kind: str) -> None:
    hub = make_secret_plan()

    assert signed_in(Role.AMBASSADOR, hub).get(address(kind, hub, 2019)).status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "reason", "note"),
    [
        (Role.AMBASSADOR, True, True, True),
        (Role.BOARD, True, True, True),
        (Role.AMBASSADOR, False, False, False),
        (Role.COORDINATOR, False, True, False),
        (Role.PROGRAMME, False, True, False),
    ],
)
def test_reasons_and_notes_are_in_the_file_for_who_may_see_them(role: str, own: bool, reason: bool, note: bool) -> None:
    hub = make_secret_plan()
    needs_hub = role in {Role.AMBASSADOR, Role.BOARD}
    client = signed_in(role, (hub if own else make_hub("ander", "Ander")) if needs_hub else None)

    row = json.loads(client.get(address("json", hub)).content)["themes"][0]["focus_items"][0]

    assert ("reason" in row, "note" in row, "owner" in row) == (reason, note, note)


def test_a_file_to_pass_on_leaves_out_reasons_owners_and_notes() -> None:
    hub = make_secret_plan()

    content = signed_in(Role.AMBASSADOR, hub).get(address("json", hub) + "?delen").content.decode()

    assert "Iets doen" in content
    assert not any(word in content for word in ("REDEN", "NAAM", "NOTITIE"))


def test_when_no_pdf_can_be_made_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> bytes:
        raise PdfError("too late")

    monkeypatch.setattr("knooppunt.plans.views.exporting.plan_pdf", fail)
    hub = make_secret_plan()
    client = signed_in(Role.AMBASSADOR, hub)

    response = client.get(address("pdf", hub))

    assert (response.status_code, response["Location"]) == (302, f"/werkplek/{hub.slug}/plan/2023/")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_download_costs_the_same_for_one_row_and_three(
    kind: str, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hub = make_hub()
    theme = make_theme(make_plan(hub))
    for number in range(rows):
        make_item(theme, f"Punt {number}", status="behaald")
    client = signed_in(Role.AMBASSADOR, hub)

    client.get(address(kind, hub))  # the first request of a session also notes where it comes from

    with django_assert_num_queries(7):
        client.get(address(kind, hub))
