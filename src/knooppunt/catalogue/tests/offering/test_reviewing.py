"""The queue of reviewers: whose it is, notes, the provider that is not known yet, and every decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import an_entry
from knooppunt.catalogue.tests.offering.factories import a_hub, a_proposal, a_user, link_in, signed_in
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import Organisation

pytestmark = pytest.mark.django_db
State = Submission.State


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_the_same_number_of_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    editor = a_user("editor")
    for number in range(count):
        a_proposal(title=f"Voorstel {number}")
    signed_in(client, editor).get("/werkplek/beoordelen/")

    with django_assert_num_queries(6):
        assert client.get("/werkplek/beoordelen/").content.decode().count("Voorstel ") >= count


def test_a_hub_reviews_its_own_region_only(client: Client) -> None:
    north = a_hub("noord")
    ambassador = a_user("ambassador", hub=north)
    own, other = a_proposal(hub="noord", title="Avond in de regio"), a_proposal(title="Dag voor iedereen")
    signed_in(client, ambassador)

    page = client.get("/werkplek/beoordelen/").content.decode()
    assert "Avond in de regio" in page
    assert "Dag voor iedereen" not in page
    assert client.get(f"/werkplek/beoordelen/{own.uuid}/").status_code == 200
    assert client.get(f"/werkplek/beoordelen/{other.uuid}/").status_code == 404
    assert client.post(f"/werkplek/beoordelen/{other.uuid}/goedkeuren/").status_code == 404


def test_internal_notes_stay_among_reviewers(client: Client) -> None:
    editor, submission = a_user("editor"), a_proposal()
    reviewer = signed_in(Client(), editor)
    url = f"/werkplek/beoordelen/{submission.uuid}/"
    reviewer.post(f"{url}notitie/", {"text": "Alleen voor ons", "audience": "internal"})
    reviewer.post(f"{url}notitie/", {"text": "Voor jou", "audience": "provider"})

    link = link_in(OutboxMail.objects.get(kind="catalogue.confirm"))
    theirs, ours = client.get(link).content.decode(), reviewer.get(url).content.decode()

    assert "Voor jou" in theirs
    assert "Alleen voor ons" not in theirs
    assert "Voor jou" in ours
    assert "Alleen voor ons" in ours


def test_an_unknown_provider_is_asked_for_and_can_be_added(client: Client) -> None:
    submission = a_proposal()
    signed_in(client, a_user("editor"))
    url = f"/werkplek/beoordelen/{submission.uuid}/goedkeuren/"

    assert client.post(url, {"organisation": "Academie De Linde (voorbeeld)"}).status_code == 422
    new = {"organisation": "Academie De Linde (voorbeeld)", "make_new": "on", "kind": "nascholing"}
    assert client.post(url, new).status_code == 302

    assert Entry.objects.get().provider == Organisation.objects.get(name="Academie De Linde (voorbeeld)")


def test_every_decision_has_its_page(client: Client) -> None:
    editor, other = a_user("editor"), a_user("editor")
    north = a_hub("noord")
    signed_in(client, editor)
    one, two, three = a_proposal(), a_proposal(), a_proposal()
    base = "/werkplek/beoordelen"

    client.post(f"{base}/{one.uuid}/nemen/")
    client.post(f"{base}/{two.uuid}/nemen/", {"to": other.pk})
    client.post(f"{base}/{three.uuid}/doorgeven/", {"hub": north.pk})
    states = {
        one.pk: (State.IN_REVIEW, editor.pk, None),
        two.pk: (State.IN_REVIEW, other.pk, None),
        three.pk: (State.SUBMITTED, None, north.pk),
    }
    for found in Submission.objects.all():
        assert (found.state, found.assignee_id, found.hub_id) == states[found.pk]
    assert client.post(f"{base}/{one.uuid}/terug/", {"reason": ""}).status_code == 422
    client.post(f"{base}/{one.uuid}/terug/", {"reason": "Noem de prijs."})
    assert client.get(f"{base}/{two.uuid}/afwijzen/").status_code == 200
    client.post(f"{base}/{two.uuid}/afwijzen/", {"reason": ""})
    assert set(Submission.objects.values_list("state", flat=True)) == {State.RETURNED, State.WITHDRAWN, State.SUBMITTED}
    for which in ("wacht", "bij-indiener", "klaar", "onzin"):
        assert client.get(f"{base}/?lijst={which}&mijn=1&page=99").status_code == 200


def test_likely_the_same_is_laid_side_by_side(client: Client) -> None:
    entry, submission = an_entry(), a_proposal()
    signed_in(client, a_user("editor"))
    url = f"/werkplek/beoordelen/{submission.uuid}/"

    assert f"/zelfde/{entry.pk}/" in client.get(url).content.decode()
    assert client.get(f"{url}zelfde/{entry.pk}/").status_code == 200
    client.post(f"{url}zelfde/{entry.pk}/")

    submission.refresh_from_db()
    assert submission.entry == entry
    assert client.get(url).status_code == 200


def test_a_long_queue_is_searched_by_title_and_provider(client: Client) -> None:
    client.force_login(a_user("editor"))
    a_proposal(title="Rouw op school")
    assert 'role="search"' not in client.get("/werkplek/beoordelen/").content.decode()  # all of it is in sight
    a_proposal(title="Waken")

    found = client.get("/werkplek/beoordelen/?q=linde+rouw").content.decode()
    nothing = client.get("/werkplek/beoordelen/?q=<b>%00").content.decode()

    assert ("Rouw op school" in found, "Waken" in found) == (True, False)
    assert ("Geen voorstel met ‘&lt;b&gt;’" in nothing, "Rouw op school" in nothing) == (True, False)
