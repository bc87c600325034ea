"""Suggesting, confirming, declining and moving alignments; what the framework shows of them."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from knooppunt.catalogue.actions.alignments import Judgement, add_alignment, suggest_alignments
from knooppunt.catalogue.actions.entries import hide_entry
from knooppunt.catalogue.matching import Candidate, best_matches, stem
from knooppunt.catalogue.models import Alignment
from knooppunt.catalogue.tests.factories import an_entry
from knooppunt.framework.alignments import aligned_with, alignment_counts, move_alignments
from knooppunt.network.tests.factories_people import user_with

pytestmark = pytest.mark.django_db


def _candidate(number: int, text: str, *tags: str) -> Candidate:
    return Candidate(number, text, text, frozenset(tags))


def test_an_item_fits_when_both_use_its_telling_words() -> None:
    items = [
        _candidate(1, "Herkent de stervensfase en legt naasten uit wat er gebeurt"),
        _candidate(2, "Berekent de dosering van medicijnen"),
        _candidate(3, "Werkt samen met andere disciplines"),
    ]

    found = best_matches("Je leert de stervensfase herkennen en het uitleggen aan naasten.", set(), items)

    assert [match.item for match in found] == [1]
    assert "stervensfase" in found[0].reason
    assert "naasten" in found[0].reason


def test_inflection_and_compounds_are_seen_and_empty_words_are_not() -> None:
    items = [
        _candidate(1, "Voert gesprekken over pijn en bestrijding"),
        _candidate(2, "Leert de zorg van een ander kennen"),
    ]

    found = best_matches("Een gesprek over pijnbestrijding in de zorg", set(), items)

    assert [match.item for match in found] == [1]
    assert stem("gesprekken") == stem("gesprek")


def test_the_same_terms_make_a_fit_better() -> None:
    items = [
        _candidate(1, "Bespreekt wensen rond behandeling thuis"),
        _candidate(2, "Bespreekt wensen rond behandeling elders", "hbo"),
    ]

    found = best_matches("wensen en behandeling bespreken", {"hbo"}, items)

    assert [match.item for match in found] == [2, 1]


def test_a_text_without_words_fits_nothing() -> None:
    assert best_matches("", set(), [_candidate(1, "Herkent pijn")]) == []
    assert best_matches("pijn", set(), []) == []


def test_suggestions_have_a_reason_and_do_not_come_back_once_judged(client: Client, an_item: Any) -> None:
    item = an_item(full_statement="Herkent de stervensfase en bespreekt die met naasten")
    an_item(full_statement="Iets heel anders over boekhouden")
    entry = an_entry(description="Je herkent de stervensfase en je bespreekt die met naasten.")
    client.force_login(user_with("editor"))
    address = f"/werkplek/aanbod/{entry.pk}/koppelingen/"

    client.post(address, {"act": "suggest"})

    made = Alignment.objects.get()
    assert (made.item, made.state) == (item, "suggested")
    html = unescape(client.get(address).content.decode())
    assert made.reason in html
    assert html.index("Voorgesteld op grond van de tekst") < html.index(item.title)
    client.post(address, {"act": "decline", "alignment": made.pk, "version": made.version})
    client.post(address, {"act": "suggest"})
    assert [row.state for row in Alignment.objects.all()] == ["declined"]
    assert item.title not in unescape(client.get(address).content.decode())


def test_a_person_confirms_with_type_level_depth_and_evidence(client: Client, an_item: Any) -> None:
    entry, item = an_entry(), an_item()
    row = Alignment.objects.create(entry=entry, item=item, reason="woorden", score=50)
    user = user_with("editor")
    client.force_login(user)
    address = f"/werkplek/aanbod/{entry.pk}/koppelingen/"
    said = {"type": "assesses", "level": "hbo", "depth": "shows", "evidence": "Opdracht 3"}

    client.post(address, {"act": "confirm", "alignment": row.pk, "version": "9", **said})
    row.refresh_from_db()
    assert row.state == "suggested"  # an old page changes nothing
    client.post(address, {"act": "confirm", "alignment": row.pk, "version": row.version, **said})

    row.refresh_from_db()
    assert (row.state, row.type, row.level, row.depth, row.evidence) == (
        "confirmed",
        "assesses",
        "hbo",
        "shows",
        "Opdracht 3",
    )
    assert row.confirmed_by == user


@pytest.mark.parametrize(
    "wrong", [{"type": "x"}, {"type": "teaches", "depth": "x"}, {"type": "teaches", "level": "mbo-9"}]
)
def test_other_words_are_refused(client: Client, an_item: Any, wrong: dict[str, str]) -> None:
    entry, item = an_entry(), an_item()
    client.force_login(user_with("editor"))

    response = client.post(f"/werkplek/aanbod/{entry.pk}/koppelingen/", {"act": "add", "item": item.pk} | wrong)

    assert response.status_code == 302
    assert not Alignment.objects.exists()


def test_one_finds_an_item_by_its_words_and_aligns_it_once(client: Client, an_item: Any) -> None:
    entry, item = an_entry(), an_item(full_statement="Kent de wet rond euthanasie")
    client.force_login(user_with("editor"))
    address = f"/werkplek/aanbod/{entry.pk}/koppelingen/"
    assert "Kent de wet rond euthanasie" in unescape(client.get(f"{address}?zoek=WET euthanasie").content.decode())

    for _twice in range(2):
        client.post(address, {"act": "add", "item": item.pk, "type": "teaches"})

    assert Alignment.objects.get().state == "confirmed"


def test_the_framework_shows_confirmed_alignments_of_published_entries_only(
    an_item: Any, django_assert_num_queries: Any
) -> None:
    item, user = an_item(), user_with("editor")
    shown, hidden, draft = an_entry(title="Zichtbaar"), an_entry(title="Weg"), an_entry("concept", title="Nog niet")
    for entry in (shown, hidden, draft):
        add_alignment(entry=entry, item=item, judgement=Judgement(level="hbo"), by=user)
    Alignment.objects.create(entry=an_entry(title="Misschien"), item=item, reason="woorden")
    hide_entry(entry=hidden, by=None)

    with django_assert_num_queries(3):
        found = aligned_with([item.pk])[item.pk]

    assert [(one.title, one.url) for one in found] == [("Zichtbaar", shown.get_absolute_url())]
    assert alignment_counts([item.pk]) == {item.pk: 1}


def test_alignments_move_to_the_items_of_a_new_version(an_item: Any) -> None:
    old, new, user = an_item(), an_item(), user_with("editor")
    moves, stays = an_entry(), an_entry()
    add_alignment(entry=moves, item=old, judgement=Judgement(), by=user)
    add_alignment(entry=stays, item=old, judgement=Judgement(), by=user)
    add_alignment(entry=stays, item=new, judgement=Judgement(), by=user)

    moved = move_alignments({old.pk: new.pk}, by=user)

    assert moved == 1
    assert list(moves.alignments.values_list("item_id", flat=True)) == [new.pk]
    assert sorted(stays.alignments.values_list("item_id", flat=True)) == [old.pk, new.pk]


def test_suggestions_leave_old_versions_alone(an_item: Any) -> None:
    item = an_item(full_statement="Herkent de stervensfase en bespreekt die met naasten")
    item.framework.state = "replaced"
    item.framework.save()

    assert suggest_alignments(entry=an_entry(description="De stervensfase bespreken met naasten.")) == []


def test_a_turn_of_phrase_that_all_items_share_is_no_reason() -> None:
    items = [_candidate(n, f"Blijft nabij, ook als het gesprek over {what} moeilijk is") for n, what in
             enumerate(("waarden en kansen", "dosering en rekenen", "stervensfase en afscheid", "geld en boekhouden"))]  # fmt: skip

    found = best_matches("Nabij blijven als een gesprek over afscheid in de stervensfase moeilijk is.", set(), items)

    assert [match.item for match in found] == [2]


def test_what_was_only_suggested_or_declined_is_nowhere_to_be_read_by_everybody(client: Client, an_item: Any) -> None:
    """Pages, data for machines, other forms of the page, exports of the framework, search: what a person confirmed."""
    sure, maybe, no = (
        an_item(full_statement=f"Onderdeel dat {what} is") for what in ("zeker", "misschien", "afgewezen")
    )
    entry = an_entry(title="Leren over afscheid")
    add_alignment(entry=entry, item=sure, judgement=Judgement(), by=user_with("editor"))
    Alignment.objects.create(entry=entry, item=maybe, reason="woorden", score=90)
    Alignment.objects.create(entry=entry, item=no, reason="woorden", state="declined")

    page = unescape(client.get(entry.get_absolute_url()).content.decode())
    assert sure.title in page
    assert maybe.title not in page
    assert no.title not in page
    for item, shown in ((sure, True), (maybe, False), (no, False)):
        assert (entry.title in unescape(client.get(item.get_absolute_url()).content.decode())) is shown
    framework = maybe.framework
    for kind in ("json", "csv"):
        address = reverse("framework:export", args=[framework.slug, kind])
        text = b"".join(client.get(address).streaming_content).decode()  # type: ignore[attr-defined]
        assert maybe.title in text
        assert entry.title not in text
    assert alignment_counts([sure.pk, maybe.pk, no.pk]) == {sure.pk: 1}


def test_a_suggestion_that_moves_to_a_new_version_stays_a_suggestion(an_item: Any) -> None:
    old, new, entry = an_item(), an_item(), an_entry()
    Alignment.objects.create(entry=entry, item=old, reason="woorden", score=40)

    move_alignments({old.pk: new.pk}, by=user_with("editor"))

    row = Alignment.objects.get()
    assert (row.item_id, row.state, row.confirmed_by, row.reason) == (new.pk, "suggested", None, "woorden")
    assert aligned_with([new.pk]) == {}
