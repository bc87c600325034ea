"""Lists of terms: shipped, found by any name, never overwritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation

from knooppunt.framework import api
from knooppunt.framework.actions.load import shipped_schemes
from knooppunt.framework.models import Concept, ConceptScheme

pytestmark = pytest.mark.django_db


def test_loading_makes_every_shipped_term_once() -> None:
    shipped = [(row["code"], term["code"]) for row in shipped_schemes() for term in row["concepts"]]

    made = api.load_concepts()

    assert sorted((concept.scheme.code, concept.code) for concept in made) == sorted(shipped)
    assert api.load_concepts() == []
    assert Concept.objects.count() == len(shipped)


def test_loading_leaves_what_an_editor_changed() -> None:
    api.load_concepts()
    Concept.objects.of("levels").filter(code="mbo-2").update(label_nl="mbo twee")

    api.load_concepts()

    changed = api.concept("levels", "mbo-2")
    assert changed is not None
    assert changed.label_nl == "mbo twee"


def test_a_topic_stands_under_its_domain_in_another_list() -> None:
    api.load_concepts()

    topic = api.concept("topics", "palliatieve-sedatie")

    assert topic is not None
    assert topic.parent is not None
    assert (topic.parent.scheme.code, topic.parent.code) == ("domains", "stervensfase")


def test_a_retired_term_can_no_longer_be_chosen_but_is_still_found() -> None:
    api.load_concepts()
    Concept.objects.of("forms").filter(code="symposium").update(retired_on=timezone.localdate())
    Concept.objects.of("forms").filter(code="blended").update(retired_on=timezone.localdate() + dt.timedelta(days=1))

    codes = [found.code for found in api.concepts("forms")]

    assert "symposium" not in codes
    assert "blended" in codes
    assert "symposium" in [found.code for found in api.concepts("forms", retired=True)]
    assert api.concept("forms", "symposium") is not None


def test_the_canmeds_roles_show_both_names_in_the_language_of_the_reader() -> None:
    api.load_concepts()
    role = api.concept("canmeds", "zorgverlener")
    assert role is not None

    with translation.override("nl"):
        assert role.both == "zorgverlener | medisch handelen"
    with translation.override("en"):
        assert role.both == "care provider | medical expert"


@pytest.mark.parametrize(
    "text", ["acp", "Proactieve  Zorgplanning", "advance care planning", "proactieve-zorgplanning"]
)
def test_a_term_is_found_by_any_of_its_names(text: str) -> None:
    api.load_concepts()

    found = api.find_concept("topics", text)

    assert found is not None
    assert found.code == "proactieve-zorgplanning"
    assert api.find_concept("levels", text) is None


def test_an_alias_of_one_term_never_hides_the_preferred_name_of_another() -> None:
    scheme = ConceptScheme.objects.create(code="test", title_nl="Test")
    Concept.objects.create(scheme=scheme, code="first", label_nl="eerste", also_nl=["tweede"])
    second = Concept.objects.create(scheme=scheme, code="second", label_nl="tweede")

    assert api.find_concept("test", "tweede") == second


def test_names_that_mean_the_same_feed_searching() -> None:
    scheme = ConceptScheme.objects.create(code="test", title_nl="Test")
    Concept.objects.create(scheme=scheme, code="vs", label_nl="verpleegkundig specialist", hidden_nl=["VS"])
    Concept.objects.create(scheme=scheme, code="one", label_nl="alleen")
    Concept.objects.create(scheme=scheme, code="old", label_nl="oud", also_nl=["older"], retired_on="2020-01-01")

    assert api.synonym_groups() == [["verpleegkundig specialist", "VS"]]


def test_several_lists_cost_one_query_however_long(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    scheme = ConceptScheme.objects.create(code="one", title_nl="Een")
    ConceptScheme.objects.create(code="two", title_nl="Twee")
    for expected in (1, 3):
        while scheme.concepts.count() < expected:
            number = scheme.concepts.count()
            Concept.objects.create(scheme=scheme, code=f"c{number}", label_nl=f"Term {number}")
        with django_assert_num_queries(1):
            found = api.concepts_of("one", "two")
            assert [len(found["one"]), len(found["two"])] == [expected, 0]
