"""Every route × every persona, against the rules."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from knooppunt.core import access
from tests.access.conftest import PERSONAS, user_of
from tests.access.markers import FIELDS, MARKS, leaks, undecided
from tests.access.subjects import OWN, Subject, subjects

pytestmark = pytest.mark.django_db
ROUTES = [(name, declared) for name, _pattern, _view, declared in access.routes()]
# The example data need not hold a row of everything.
MAY_BE_EMPTY = {
    "network.Segment",
    "network.Tag",
    "network.Tie",
    "network.ResearchApplication",
    "journal.Proposal",
    "plans.PlanItem",
    "network.RecalibrationRound",
    "journal.RecurringMoment",
    "journal.CalendarFeed",
    "reports.Quote",
}
SEARCHES = [
    "/werkplek/netwerk/?q=",
    "/werkplek/netwerk/contacten/?q=",
    "/werkplek/netwerk/contacten.csv?q=",
    "/werkplek/netwerk/organisaties/zoeken/?q=",
    "/werkplek/logboek/?q=",
    "/leden/?q=",
]
CLOSED = {access.Kind.NEEDS, access.Kind.SIGNED_IN}


def test_every_route_declares_its_access() -> None:
    assert [name for name, declared in ROUTES if declared is None] == []


def test_every_route_is_tried() -> None:
    """A new route with arguments tells ``subjects.py`` which objects to try it with."""
    assert [name for name, _ in ROUTES if not subjects(name)] == []


def test_every_model_of_a_hub_is_marked_or_known_to_be_shared() -> None:
    assert undecided() == []


@pytest.mark.parametrize("slug", MARKS)
def test_the_marks_stand_where_a_hub_keeps_things_for_itself(slug: str) -> None:
    """Else the walk over all routes would find nothing because there is nothing."""
    from django.apps import apps

    empty = [
        private.model
        for private in FIELDS
        if not any(
            apps.get_model(private.model)
            ._base_manager.filter(**{f"{private.hub}__slug": slug, f"{name}__icontains": MARKS[slug]})
            .exists()
            for name in private.fields
        )
    ]
    assert set(empty) <= MAY_BE_EMPTY


@pytest.mark.parametrize("persona", ["anoniem", "ambassadeur-2", "coordinator", "contactpersoon"])
def test_searching_for_what_another_hub_keeps_finds_nothing(persona: str, client_of: Callable[[str], Client]) -> None:
    """Suggestions, filters and searches, with the mark itself as question."""
    client, wrong = client_of(persona), []
    mark = MARKS[OWN]
    for address in SEARCHES:
        answer = client.get(address + mark)
        found = leaks(persona, answer)
        # What one typed may be shown again; what stands beside it (a name, a number) may not.
        text = answer.content.decode() if not answer.streaming else ""
        if found and any(f"{mark} {word}" in text or f"{mark}-" in text for word in ("notes", "name", "needs", "note")):
            wrong.append(address)
    assert wrong == []


def ask(client: Client, subject: Subject, declared: access.Access, method: str = "") -> Any:
    """Open the route, in a transaction that is rolled back: the next question starts from the same data."""
    method = method or ("GET" if "GET" in declared.methods else "POST")
    url = reverse(subject.route, kwargs=subject.kwargs)
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(url) if method == "GET" else client.post(url, {})
        transaction.set_rollback(True)
    client.cookies = cookies  # signing out is one of the routes
    return answer


@pytest.mark.parametrize("persona", PERSONAS)
def test_routes_answer_as_the_rules_say(persona: str, client_of: Callable[[str], Client]) -> None:
    client, wrong = client_of(persona), []
    for name, declared in ROUTES:
        assert declared is not None
        for subject in subjects(name):
            answer = ask(client, subject, declared)
            if answer.status_code >= 500 and name != "readyz":  # no worker runs here
                wrong.append(f"{persona} {name} {subject.kwargs}: {answer.status_code}")
            wrong += [f"{persona} {name} {subject.kwargs}: shows {mark}" for mark in leaks(persona, answer)]
            if declared.kind not in CLOSED:
                continue
            sent_away = answer.status_code == 302 and "/inloggen/" in answer["Location"]
            if persona == "anoniem":
                if not sent_away:
                    wrong.append(f"nobody may open {name}, got {answer.status_code}")
                continue
            user = user_of(client)
            allowed = declared.kind is access.Kind.SIGNED_IN or user.has_perm(
                declared.permission, subject.rule_object()
            )
            got_in = answer.status_code not in {403, 404} and not sent_away
            if allowed and subject.visible and not got_in:
                wrong.append(f"{persona} {name} {subject.kwargs}: should be open, got {answer.status_code}")
            if not allowed and got_in:
                wrong.append(f"{persona} {name} {subject.kwargs}: should be closed, got {answer.status_code}")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_not_open_a_page_may_not_send_its_form_either(persona: str, client_of: Callable[[str], Client]) -> None:
    """Each page that also takes a form, with the objects of one's own hub and of another."""
    client, wrong = client_of(persona), []
    user = None if persona == "anoniem" else user_of(client)
    for name, declared in ROUTES:
        assert declared is not None
        if declared.kind not in CLOSED or not {"GET", "POST"} <= set(declared.methods):
            continue
        for subject in subjects(name):
            if user is not None and (
                declared.kind is access.Kind.SIGNED_IN or user.has_perm(declared.permission, subject.rule_object())
            ):
                continue
            answer = ask(client, subject, declared, "POST")
            sent_away = answer.status_code == 302 and "/inloggen/" in answer["Location"]
            if not (sent_away if user is None else sent_away or answer.status_code in {403, 404}):
                wrong.append(f"{persona} {name} {subject.kwargs}: should be closed, got {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_public_pages_set_no_cookie_and_may_be_cached(client: Client) -> None:
    wrong = []
    for name, declared in ROUTES:
        assert declared is not None
        if declared.kind is not access.Kind.PUBLIC:
            continue
        for subject in subjects(name):
            answer = ask(client, subject, declared)
            if answer.cookies or (answer.status_code == 200 and "public" not in answer.get("Cache-Control", "")):
                wrong.append((name, subject.kwargs, dict(answer.headers)))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("persona", ["ambassadeur", "coordinator"])
def test_private_pages_are_not_stored(persona: str, client_of: Callable[[str], Client]) -> None:
    client = client_of(persona)

    kept = [
        name
        for name, declared in ROUTES
        if declared is not None and declared.kind in CLOSED and "GET" in declared.methods
        for subject in subjects(name)[:1]
        if "no-store" not in ask(client, subject, declared).get("Cache-Control", "")
    ]

    assert kept == []
