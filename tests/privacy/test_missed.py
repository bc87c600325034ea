"""Somebody's name that was typed into the search box is forgotten too."""

from __future__ import annotations

from pathlib import Path

import pytest

from knooppunt.core import persons
from knooppunt.network.models import Contact
from knooppunt.search import missed
from knooppunt.search.models import MissedQuery

pytestmark = pytest.mark.django_db


def test_questions_with_the_name_go_counted_or_not_and_others_stay(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    contact = Contact.objects.create(name="Zoë van de Plantenga", sort_name="zoe van de plantenga")
    missed.note("cursus Plantenga zoe")
    missed.note("rouw bij zoe")
    missed.count_noted()
    for text in ("Zoë van de Plantenga", "mantelzorg in Zwolle"):
        missed.note(text)
    person = persons.person_of_row(contact)

    found = persons.everything_about(person)["elsewhere"]["search.missed"]["found"]
    persons.erase_person(person, by=None)
    missed.count_noted()

    assert [one["words"] for one in found] == ["cursus plantenga zoe"]
    assert sorted(MissedQuery.objects.values_list("words", flat=True)) == ["mantelzorg zwolle", "rouw zoe"]
