"""``knooppunt search``: what it prints, and a sentence for what it cannot read."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knooppunt.search.documents import Document, sources
from knooppunt.search.tests.conftest import Shelf


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.put(
        Document(key="1", title="Rouw bij kinderen", own_id="R-7", facets={"kind": ["les"]}, places=[(52.38, 4.64)]),
        Document(key="2", title="Rouw in de wijk", facets={"kind": ["training"]}, places=[(52.1, 5.1)]),
    )
    known = {"Haarlem": (52.381, 4.637)}
    mine = replace(shelf.source(), locate=known.get)
    sources.unregister("shelf")
    sources.register("shelf", mine)
    shelf.build()
    return shelf


def asked(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


def test_a_question_gives_all_that_a_program_needs(filled: Shelf) -> None:
    answer = json.loads(asked("rouww kinderen", "--format", "json"))

    assert answer["suggestion"] == "rouw kinderen"
    hit = answer["hits"][0]
    assert (hit["id"], hit["source_id"], hit["title"]) == ("1", "R-7", "Rouw bij kinderen")
    assert hit["score"] > 0
    assert any("kinderen" in reason for reason in hit["reasons"])
    assert answer["facets"]["kind"] == [{"value": "les", "count": 1, "selected": False}]


def test_near_a_place_with_or_without_a_radius(filled: Shelf) -> None:
    near = json.loads(asked("rouw", "--filter", "near=Haarlem", "--format", "json"))
    assert [(hit["id"], hit["distance_km"]) for hit in near["hits"]] == [("1", 0.2)]

    for wider in (["near=Haarlem,60"], ["plaats=Haarlem", "straal=60"], ["straal=60 km", "near=Haarlem"]):
        filters = [part for one in wider for part in ("--filter", one)]
        found = json.loads(asked("rouw", *filters, "--sort", "distance", "--format", "json"))
        assert [hit["id"] for hit in found["hits"]] == ["1", "2"], wider


def test_a_file_with_questions_gives_a_list(filled: Shelf, tmp_path) -> None:
    path = tmp_path / "vragen.txt"
    path.write_text("rouw\n\nkinderen\n", encoding="utf-8")

    assert [row["total"] for row in json.loads(asked("--file", str(path), "--format", "json"))] == [2, 1]


def test_people_read_titles_reasons_and_counts(filled: Shelf) -> None:
    text = asked("rouw")

    assert "rouw: 2" in text
    assert "Rouw in de wijk" in text
    assert "kind: les 1, training 1" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "vraag"),
        (["x", "--filter", "near=Nergenshuizen"], "Nergenshuizen"),
        (["x", "--filter", "near=Haarlem,-3"], "-3"),
        (["x", "--filter", "near=Haarlem,ver"], "'ver'"),
        (["x", "--filter", "near=Nergenshuizen,ver"], "Nergenshuizen"),
        (["x", "--filter", "straal=ver"], "ver"),
        (["x", "--filter", "kleur=rood"], "kleur=rood"),
        (["x", "--sort", "distance"], "distance"),
        (["x", "--limit", "0"], "--limit"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(filled: Shelf, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        asked(*arguments)
