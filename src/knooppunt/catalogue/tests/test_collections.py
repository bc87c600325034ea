"""Making and keeping collections."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from knooppunt.catalogue.models import Collection
from knooppunt.catalogue.tests.factories import an_entry
from knooppunt.core.models import Change
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(user_with("editor"))
    return client


def _typed(**more: Any) -> dict[str, Any]:
    return {"title": "Toolbox", "count": "2", "act": "save", "version": "1"} | more


def test_parts_stand_in_the_order_of_their_numbers(editor: Client) -> None:
    one, other = an_entry(title="Een"), an_entry(title="Twee")
    data = _typed(**{"p0-place": "2", "p0-entry": str(one.pk), "p1-place": "1", "p1-heading": "Begin",
                     "p1-entry": other.get_absolute_url(), "p1-text": "Lees dit eerst."})  # fmt: skip

    response = editor.post("/werkplek/aanbod/verzamelingen/nieuw/", data)

    made = Collection.objects.get()
    assert response.status_code == 302
    assert [(item.entry, item.heading) for item in made.items.all()] == [(other, "Begin"), (one, "")]
    assert (made.state, Change.objects.filter(kind="catalogue.collection").count()) == ("concept", 1)


def test_an_entry_that_is_not_there_is_told_at_its_row_and_the_rest_stays(editor: Client) -> None:
    response = editor.post(
        "/werkplek/aanbod/verzamelingen/nieuw/", _typed(**{"p0-entry": "999", "p1-text": "Blijft staan"})
    )

    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert "geen aanbod met dit nummer" in html
    assert "Blijft staan" in html
    assert not Collection.objects.exists()


def test_words_offer_the_entries_that_have_them_and_the_chosen_one_is_kept(editor: Client) -> None:
    first, second = an_entry(title="Rouw bij kinderen"), an_entry(title="Rouw op de werkvloer")
    an_entry(title="Casus mevrouw Voorbeeld")
    an_entry(title="Wondzorg")
    address, typed = "/werkplek/aanbod/verzamelingen/nieuw/", {"p0-entry": "rouw", "p1-text": "Blijft staan"}

    asked = editor.post(address, _typed(**typed))
    editor.post(address, _typed(**typed | {"p0-entry": ["rouw", str(second.pk)]}))

    html = unescape(asked.content.decode())
    assert asked.status_code == 422
    assert html.count('type="radio" name="p0-entry"') == 3
    assert html.index(first.title) < html.index(second.title) < html.index("mevrouw")
    assert "Wondzorg" not in html
    assert "Blijft staan" in html
    assert [item.entry for item in Collection.objects.get().items.all()] == [second, None]


def test_a_whole_title_needs_no_choice(editor: Client) -> None:
    meant = an_entry(title="Rouw")
    an_entry(title="Rouw op de werkvloer")

    editor.post("/werkplek/aanbod/verzamelingen/nieuw/", _typed(**{"p0-entry": "rouw"}))

    assert [item.entry for item in Collection.objects.get().items.all()] == [meant]


def test_a_form_that_is_sent_twice_makes_one(editor: Client) -> None:
    sent = _typed(csrfmiddlewaretoken="een")

    answers = [editor.post("/werkplek/aanbod/verzamelingen/nieuw/", sent) for _ in range(2)]

    made = Collection.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/werkplek/aanbod/verzamelingen/{made.pk}/"}


@pytest.mark.parametrize("wrong", [{"title": ""}, {"p0-entry": "{pk}", "p1-entry": "{pk}"}])
def test_a_title_is_needed_and_no_entry_comes_twice(editor: Client, wrong: dict[str, str]) -> None:
    entry = an_entry()

    response = editor.post(
        "/werkplek/aanbod/verzamelingen/nieuw/",
        _typed(**{name: text.format(pk=entry.pk) for name, text in wrong.items()}),
    )

    assert response.status_code == 422
    assert not Collection.objects.exists()


def test_more_rows_keep_what_was_typed(editor: Client) -> None:
    html = editor.post(
        "/werkplek/aanbod/verzamelingen/nieuw/", _typed(act="more", **{"p0-text": "Al getypt"})
    ).content.decode()

    assert "Al getypt" in html
    assert 'name="p4-text"' in html


def test_publishing_changing_and_deleting(editor: Client, client: Client) -> None:
    made = Collection.objects.create(title="Toolbox")
    address = f"/werkplek/aanbod/verzamelingen/{made.pk}/"

    editor.post(address, _typed(act="gepubliceerd", **{"p0-text": "Welkom"}))
    assert "Welkom" in Client().get(made.get_absolute_url()).content.decode()
    late = editor.post(address, _typed(title="Te laat"))
    assert late.status_code == 409
    assert "Te laat" in late.content.decode()
    editor.post(f"{address}weg/")
    assert Client().get(made.get_absolute_url()).status_code == 404


def test_an_ambassador_keeps_the_collections_of_the_own_hub_only(client: Client) -> None:
    hub = HubFactory()
    own, national = (
        Collection.objects.create(title="Van ons", hub=hub),
        Collection.objects.create(title="Van allen", state="gepubliceerd"),
    )
    client.force_login(user_with("ambassador", hub))

    html = client.get("/werkplek/aanbod/verzamelingen/").content.decode()

    assert "Van ons" in html
    assert "Van allen" not in html
    assert client.get(f"/werkplek/aanbod/verzamelingen/{own.pk}/").status_code == 200
    assert client.get(f"/werkplek/aanbod/verzamelingen/{national.pk}/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_collections_costs_the_same_for_any_number(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        Collection.objects.create(title=f"Lijst {number}", state="gepubliceerd")

    with django_assert_num_queries(1):
        html = client.get("/verzamelingen/").content.decode()

    assert html.count("Lijst ") >= rows
