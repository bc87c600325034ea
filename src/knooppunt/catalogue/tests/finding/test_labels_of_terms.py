"""A name that an editor gives a term is known to searching at once, without building the index anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from knooppunt.framework.api import concept
from knooppunt.network.models import Role
from knooppunt.network.tests.factories_people import user_with
from knooppunt.search.index import reading, store, writing

# The follower reads what was committed; on PostgreSQL a transaction of another test would hold it back.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


def test_a_new_name_of_a_term_finds_its_other_names(index: Callable[[], None], client: Client) -> None:
    index()
    follower = writing.Follower(str(store.current()))
    found = concept("domains", "stervensfase")
    assert found is not None
    client.force_login(user_with(Role.EDITOR))
    names = {"label_nl": found.label_nl, "hidden_nl": "wegglijtijd", "version": found.version}

    client.post(reverse("framework:concept", args=[found.uuid]), names)
    follower.follow()
    follower.close()
    reading.forget()

    groups = store.synonyms(str(store.current()))
    assert [group.find for group in groups if "wegglijtijd" in group.ask] == [("Stervensfase", "wegglijtijd")]
