"""Keys, and the door through which other systems send entries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from knooppunt.catalogue.offering.actions import review as review_actions
from knooppunt.catalogue.offering.models import ApiKey, Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, StoredFileFactory
from knooppunt.catalogue.tests.offering.factories import a_proposal, a_user, signed_in
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import Organisation

pytestmark = pytest.mark.django_db
State = Submission.State


def make_key(client: Client, provider: Organisation, scope: str = "submit") -> str:
    page = client.post(
        "/werkplek/ons-aanbod/sleutels/", {"organisation": provider.pk, "name": "Systeem", "scope": scope}
    ).content.decode()
    found = re.search(r"knp_[\w-]+", page)
    assert found is not None
    return found[0]


def push(key: str, body: Any) -> Any:
    return Client().post(
        "/api/aanbod/", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )


def test_a_system_sends_the_same_entry_twice_and_nothing_happens_the_second_time(client: Client) -> None:
    provider = ProviderFactory(role_mailbox="info@voorbeeld.example")
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Twee dagdelen.", "is_on_request": True}

    first, second = (push(key, {"id": "K-1", "content": content}) for _ in range(2))

    assert (first.status_code, first.json()["outcome"]) == (201, "new")
    assert (second.status_code, second.json()["outcome"]) == (200, "same")
    submission = Submission.objects.get()
    assert (submission.state, submission.source_id) == (State.SUBMITTED, "K-1")
    entry = review_actions.approve_submission(submission=submission, by=a_user("editor"))
    assert entry.source_id == "K-1"
    third = push(key, {"id": "K-1", "content": {**content, "price_note": "Met lunch"}})
    assert (third.json()["outcome"], third.json()["entry"]) == ("published", str(entry.uuid))
    assert "knp_" not in ApiKey.objects.get().key_hash


@pytest.mark.parametrize(
    ("body", "status"),
    [("geen json", 400), ([], 400), ({"id": "1"}, 400), ({"id": "", "content": {}}, 400), ({"id": True, "content": {}}, 400),
     ({"id": "1", "content": {"kind": "x"}}, 422), ({"id": "1", "content": {"kind": "training"}}, 422),
     ({"id": "1", "content": {"kind": "training", "title": "x", "summary": "x", "hub": "bestaat-niet"}}, 422),
     ("[" * 5000, 400), ("x" * 600_000, 413),
     ('{"id": "1", "content": {"kind": "training", "title": "\\ud800"}}', 400), ('{"id": "1", "content": {"\\udc00": 1}}', 400),
     ({"id": "1", "content": {"kind": "training", "title": "x", "summary": "x", "outcomes": [{}]}}, 422),
     ({"id": "1", "content": {"kind": "training", "title": "x", "summary": "x", "languages": ["1.000,50"]}}, 422),
     ({"id": "1", "content": {"kind": "training", "title": "x", "summary": "x", "languages": "xx"}}, 422)],
)  # fmt: skip
def test_what_a_system_sends_wrong_is_told(client: Client, body: Any, status: int) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)

    answer = push(key, body)

    assert answer.status_code == status
    assert answer.json()["error"]


def put(key: str, identifier: str, body: Any) -> Any:
    return Client().put(
        f"/api/aanbod/{identifier}", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )


def test_a_system_puts_an_entry_under_its_own_identifier_and_replaces_it(client: Client) -> None:
    provider = ProviderFactory(role_mailbox="info@voorbeeld.example")
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Twee dagdelen.", "is_on_request": True}

    first, second = (put(key, "2026/K-1", content) for _ in range(2))
    assert (first.status_code, first.json()["outcome"], first.json()["id"]) == (201, "new", "2026/K-1")
    assert (second.status_code, second.json()["outcome"]) == (200, "same")
    entry = review_actions.approve_submission(submission=Submission.objects.get(), by=a_user("editor"))
    replaced = put(key, "2026/K-1", {**content, "title": "Comfortzorg in de laatste dagen"})

    assert (replaced.status_code, replaced.json()["outcome"]) == (200, "changed")
    entry.refresh_from_db()
    assert entry.title == "Comfortzorg"  # until a reviewer looked
    change = Submission.objects.get(entry=entry, state=State.SUBMITTED)
    assert change.content["title"] == "Comfortzorg in de laatste dagen"
    told = Client().get("/api/aanbod/2026/K-1", headers={"Authorization": f"Bearer {key}"}).json()
    assert (told["state"], told["content"]["title"]) == (State.SUBMITTED, "Comfortzorg in de laatste dagen")


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        ("geen json", 400, ""),
        ([1], 400, ""),
        ("x" * 600_000, 413, ""),
        (
            {"kind": "training", "title": "x", "summary": "x", "runs": [{"starts_on": "31-31-2026"}]},
            422,
            "runs.0.starts_on",
        ),
        ({"kind": "training", "title": "x", "summary": "x", "price_incl": "-1"}, 422, "price_incl"),
        (
            {"kind": "material", "title": "x", "summary": "x", "links": [{"url": "javascript:alert(1)"}]},
            422,
            "links.0.url",
        ),
        (
            {"kind": "training", "title": "x", "summary": "x", "runs": [{"starts_on": "2027-01-01"}] * 10_000},
            422,
            "runs",
        ),
    ],
)
def test_what_a_system_puts_wrong_is_told_by_field_and_nothing_is_kept(
    client: Client, body: Any, status: int, path: str
) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)

    answer = put(key, "1", body)

    assert (answer.status_code, path in answer.json().get("problems", {"": []})) == (status, True)
    assert not Submission.objects.exists()


def test_a_system_sees_nothing_of_another_provider(client: Client) -> None:
    one, other = ProviderFactory(), ProviderFactory()
    keys = [make_key(signed_in(client, a_user("provider", organisation=each)), each) for each in (one, other)]
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Kort.", "is_on_request": True}
    assert put(keys[0], "K-1", content).status_code == 201

    assert Client().get("/api/aanbod/K-1", headers={"Authorization": f"Bearer {keys[1]}"}).status_code == 404
    assert put(keys[1], "K-1", content).status_code == 201
    assert Submission.objects.count() == 2


def test_other_methods_are_refused_and_put_only_works_for_machines(client: Client) -> None:
    assert [
        client.generic(method, "/api/aanbod/K-1").status_code for method in ("TRACE", "DELETE", "PATCH", "POST")
    ] == [405] * 4
    assert client.put("/api/aanbod/").status_code == 405
    assert client.put("/aanbod/voorstellen/").status_code == 405
    assert client.put("/api/aanbod/K-1").status_code == 401


def test_the_page_about_sending_names_every_field_and_the_codes(client: Client, terms: None) -> None:
    page = client.get("/aanbieders/koppelen/").content.decode()
    assert "PUT http://testserver/api/aanbod/" in client.get("/en/aanbieders/koppelen/").content.decode()

    for text in ("PUT http://testserver/api/aanbod/", "starts_on", "concepts.levels", "mbo-4", "kr-vv"):
        assert text in page, text


def test_a_key_that_is_wrong_or_revoked_opens_nothing(client: Client) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    assert push("knp_anders", {}).status_code == 401
    client.post(f"/werkplek/ons-aanbod/sleutels/{ApiKey.objects.get().pk}/intrekken/")

    assert push(key, {}).status_code == 401
    assert Client().post("/api/aanbod/").status_code == 401


def test_a_key_has_its_own_limit_and_may_be_for_drafts_only(client: Client) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider, "draft")
    ApiKey.objects.update(per_hour=1)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Kort.", "is_on_request": True}

    first, second = push(key, {"id": "1", "content": content}), push(key, {"id": "2", "content": content})

    assert (first.status_code, second.status_code) == (201, 429)
    assert int(second["Retry-After"]) > 0
    assert Submission.objects.get().state == State.DRAFT


def test_only_the_own_organisation_gets_a_key(client: Client) -> None:
    signed_in(client, a_user("provider", organisation=ProviderFactory()))

    answer = client.post(
        "/werkplek/ons-aanbod/sleutels/", {"organisation": ProviderFactory().pk, "name": "x", "scope": "submit"}
    )

    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_the_file_of_somebody_else_is_not_published_by_knowing_its_number(client: Client) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    strange = str(StoredFileFactory().uuid)
    content = {
        "kind": "material", "title": "Lespakket", "summary": "Vijf lessen.", "files": [{"file": strange}],
        "image": strange, "image_alt": "x",
    }  # fmt: skip

    assert push(key, {"id": "1", "content": content}).status_code == 201

    assert strange not in str(Submission.objects.get().content)


def test_a_system_leaves_alone_what_somebody_else_proposed_about_its_entry(client: Client) -> None:
    provider, editor = ProviderFactory(role_mailbox="info@voorbeeld.example"), a_user("editor")
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Twee dagdelen.", "is_on_request": True}
    push(key, {"id": "K-1", "content": content})
    entry = review_actions.approve_submission(submission=Submission.objects.get(), by=editor)
    strange = review_actions.merge_into(submission=a_proposal(), entry=entry, by=editor)
    proposed = strange.content

    answer = push(key, {"id": "K-1", "content": {**content, "summary": "Drie dagdelen."}})

    assert (answer.status_code, "Iemand anders" in answer.json()["error"]) == (409, True)
    strange.refresh_from_db()
    assert (strange.content, strange.state) == (proposed, State.SUBMITTED)


def test_reviewers_hear_once_a_day_of_what_a_system_sends(client: Client) -> None:
    provider = ProviderFactory(role_mailbox="info@voorbeeld.example")
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    a_user("editor")
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Twee dagdelen.", "is_on_request": True}

    for number in range(3):
        assert push(key, {"id": f"K-{number}", "content": content}).status_code == 201

    assert list(OutboxMail.objects.values_list("kind", flat=True)) == ["catalogue.waiting"]
