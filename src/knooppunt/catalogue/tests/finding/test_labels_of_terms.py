"""A name that an editor gives a term is known to searching at once, without building the index anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from knooppunt.accounts.models import User
from knooppunt.framework.actions.concepts import ConceptData, change_concept
from knooppunt.framework.api import concept
from knooppunt.search.index import reading, store, writing

pytestmark = pytest.mark.django_db


def test_a_new_name_of_a_term_finds_its_other_names(index: Callable[[], None]) -> None:
    index()
    follower = writing.Follower(str(store.current()))
    found = concept("domains", "stervensfase")
    assert found is not None
    names = ConceptData(found.label_nl, hidden_nl=["wegglijtijd"])

    change_concept(
        concept=found, data=names, seen=found.version, by=User.objects.create(email="redacteur@voorbeeld.example")
    )
    follower.follow()
    follower.close()
    reading.forget()

    groups = store.synonyms(str(store.current()))
    assert [group.find for group in groups if "wegglijtijd" in group.ask] == [("Stervensfase", "wegglijtijd")]
