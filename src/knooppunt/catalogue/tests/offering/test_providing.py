"""The workspace of providers: drafts, sending in, changing at once or after a review, next year and stopping."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import EntryState
from knooppunt.catalogue.offering.actions.review import merge_into
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_draft, a_proposal, a_user, signed_in, typed

pytestmark = pytest.mark.django_db
State = Submission.State


@pytest.mark.parametrize("count", [1, 3])
def test_providers_ask_the_same_number_of_questions(client: Client, django_assert_num_queries: Any, count: int) -> None:
    for _ in range(count):
        an_entry()

    with django_assert_num_queries(3):
        client.get("/aanbieders/", headers={"HX-Request": "true"})


@pytest.mark.parametrize("count", [1, 3])
def test_a_provider_asks_the_same_number_of_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    provider = ProviderFactory()
    for number in range(count):
        an_entry(provider=provider, title=f"Training {number}")

    with django_assert_num_queries(6):
        answer = client.get(f"/aanbieders/{provider.pk}/", headers={"HX-Request": "true"})
    assert answer.content.decode().count("result__title") == count


@pytest.mark.parametrize("count", [1, 3])
def test_own_entries_ask_the_same_number_of_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    for number in range(count):
        an_entry(provider=provider, title=f"Training {number}")
        a_draft(provider, user, title=f"Concept {number}")
    signed_in(client, user).get("/werkplek/ons-aanbod/")

    with django_assert_num_queries(8):
        assert client.get("/werkplek/ons-aanbod/").content.decode().count("Training ") >= count


def test_who_offers_nothing_has_no_page(client: Client) -> None:
    provider = ProviderFactory()
    an_entry(state=EntryState.DRAFT, provider=provider)

    assert client.get(f"/aanbieders/{provider.pk}/").status_code == 404
    assert provider.name not in client.get("/aanbieders/").content.decode()


def test_a_provider_adds_saves_looks_and_sends_in(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    signed_in(client, a_user("provider", organisation=provider))

    client.post("/werkplek/ons-aanbod/nieuw/", {"kind": "training", "title": "Comfortzorg"})
    draft = Submission.objects.get()
    assert (draft.state, draft.organisation) == (State.DRAFT, provider)
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/"
    half = typed(summary="", title="Comfortzorg", act="save", version=draft.version)
    assert client.post(f"{url}invullen/", half | {"act": "submit"}).status_code == 422
    assert "Zwolle" in client.post(f"{url}invullen/", half | {"group": "runs"}).content.decode()
    assert client.post(f"{url}invullen/", half).status_code == 302
    draft.refresh_from_db()
    client.post(f"{url}insturen/")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT  # without a summary it stays
    assert client.post(f"{url}invullen/", typed(act="save", version=draft.version)).status_code == 302
    assert client.get(url).status_code == 200
    client.post(f"{url}insturen/")

    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert client.get(f"{url}invullen/").status_code == 302


def test_two_windows_of_one_draft_are_a_conflict(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    draft = a_draft(provider, user)
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/invullen/"
    signed_in(client, user).post(url, typed(act="save", version=1))

    answer = client.post(url, typed(title="Mijn andere tekst", act="save", version=1))

    assert answer.status_code == 409
    assert "Mijn andere tekst" in answer.content.decode()
    assert [(one.field, one.now) for one in answer.context["other"]] == [("title", "Waken bij stervenden")]


def test_what_was_typed_in_a_window_that_came_too_late_is_not_lost(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    draft = a_draft(provider, user)
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/"
    signed_in(client, user).post(f"{url}insturen/")

    answer = client.post(f"{url}invullen/", typed(title="Mijn late tekst", act="save", version=draft.version))

    assert answer.status_code == 409
    assert "Mijn late tekst" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title != "Mijn late tekst"


def test_another_organisation_sees_nothing_of_a_draft(client: Client) -> None:
    provider = ProviderFactory()
    draft = a_draft(provider, a_user("provider", organisation=provider))
    entry = an_entry(provider=provider)
    signed_in(client, a_user("provider", organisation=ProviderFactory()))

    for path in ("", "invullen/", "data/"):
        assert client.get(f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/{path}").status_code == 404
    for path in ("wijzigen/", "kopieren/", "volgend-jaar/", "stoppen/"):
        assert client.post(f"/werkplek/ons-aanbod/{entry.pk}/{path}").status_code == 404


def test_dates_change_at_once_and_texts_after_a_review(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    entry = an_entry(provider=provider)
    signed_in(client, user).post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    draft = Submission.objects.get()
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/"
    days = {"days": "10-12-2030\n17-12-2030", "place": "Assen", "price_incl": "95"}
    assert client.post(f"{url}data/", days).status_code == 302
    client.post(f"{url}insturen/")
    draft.refresh_from_db()
    entry.refresh_from_db()
    assert draft.state == State.APPROVED
    assert [run.place for run in entry.runs.all()] == ["Assen", "Assen"]

    client.post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    second = Submission.objects.open().get()
    content = EntryContent.from_stored(second.content).to_dict() | {"title": "Andere titel"}
    Submission.objects.filter(pk=second.pk).update(content=content)
    client.post(f"/werkplek/ons-aanbod/voorstel/{second.uuid}/insturen/")

    second.refresh_from_db()
    entry.refresh_from_db()
    assert (second.state, entry.title) == (State.SUBMITTED, "Zorg in de laatste dagen")


@pytest.mark.parametrize(
    ("field", "text"), [("days", "31-02-2030"), ("days", ""), ("price_incl", "-1"), ("enrol_url", "javascript:x")]
)
def test_wrong_dates_are_told_where_they_stand(client: Client, field: str, text: str) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    draft = a_draft(provider, user)

    answer = signed_in(client, user).post(
        f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/data/", {"days": "10-12-2030", field: text}
    )

    assert answer.status_code == 422
    draft.refresh_from_db()
    assert len(draft.content["runs"]) == 1


def test_to_next_year_copy_and_stop(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    entry = an_entry(provider=provider, runs=[a_run(20, place="Assen", state="full")])
    signed_in(client, user)

    client.post(f"/werkplek/ons-aanbod/{entry.pk}/volgend-jaar/")
    moved = Submission.objects.get(entry=entry)
    old, new = moved.content["runs"]
    days = [dt.date.fromisoformat(run["starts_on"]) for run in (old, new)]
    assert days[1] - days[0] == dt.timedelta(weeks=52)
    assert [run.get("state") for run in (old, new)] == ["full", "planned"]
    client.post(f"/werkplek/ons-aanbod/{entry.pk}/kopieren/")
    copied = Submission.objects.get(entry=None)
    assert "runs" not in copied.content
    assert copied.title.startswith("Zorg in de laatste dagen")
    assert client.get(f"/werkplek/ons-aanbod/{entry.pk}/stoppen/").status_code == 200
    client.post(f"/werkplek/ons-aanbod/{entry.pk}/stoppen/")
    entry.refresh_from_db()
    assert entry.state == EntryState.ARCHIVED


@pytest.mark.parametrize("step", ["wijzigen", "volgend-jaar"])
def test_who_may_not_change_now_is_told_why(client: Client, step: str) -> None:
    provider = ProviderFactory()
    entry = an_entry(provider=provider)
    merge_into(submission=a_proposal(), entry=entry, by=a_user("editor"))

    answer = signed_in(client, a_user("provider", organisation=provider)).post(
        f"/werkplek/ons-aanbod/{entry.pk}/{step}/", follow=True
    )

    assert answer.redirect_chain == [("/werkplek/ons-aanbod/", 302)]
    assert "Iemand anders stelde een wijziging" in answer.content.decode()


def test_a_thousand_under_way_stand_on_pages_of_their_own(client: Client) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    for number in range(21):
        a_draft(provider, user, title=f"Concept {number}")
    signed_in(client, user)

    first = client.get("/werkplek/ons-aanbod/").content.decode()
    every = client.get("/werkplek/ons-aanbod/?lijst=onderweg").content.decode()

    assert (first.count("<b><a"), every.count("<b><a")) == (20, 21)
    assert "Toon alle 21" in first
    assert (
        "Er is niets onderweg."
        in signed_in(client, a_user("provider", organisation=ProviderFactory()))
        .get("/werkplek/ons-aanbod/?lijst=onderweg")
        .content.decode()
    )


def test_a_double_press_copies_once(client: Client) -> None:
    provider = ProviderFactory()
    entry = an_entry(provider=provider)
    signed_in(client, a_user("provider", organisation=provider))
    page = client.get("/werkplek/ons-aanbod/").content.decode()
    token = re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]

    for _ in range(2):
        client.post(f"/werkplek/ons-aanbod/{entry.pk}/kopieren/", {"csrfmiddlewaretoken": token})

    assert Submission.objects.count() == 1


def test_a_draft_that_was_withdrawn_is_back_with_one_press_unless_another_took_its_place(client: Client) -> None:
    provider = ProviderFactory()
    user, entry = a_user("provider", organisation=provider), an_entry(provider=provider)
    signed_in(client, user).post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    draft = Submission.objects.get()
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/"

    page = client.post(f"{url}intrekken/", follow=True).content.decode()
    assert "Haal het terug" in page
    client.post(f"{url}intrekken/", {"act": "reopen"})
    draft.refresh_from_db()
    assert draft.state == State.DRAFT

    client.post(f"{url}intrekken/")
    client.post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    answer = client.post(f"{url}intrekken/", {"act": "reopen"}, follow=True)
    draft.refresh_from_db()
    assert (draft.state, "al een wijziging" in answer.content.decode()) == (State.WITHDRAWN, True)
