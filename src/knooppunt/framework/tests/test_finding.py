"""Items in search: published ones, by every name of their terms, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from knooppunt.accounts.models import User
from knooppunt.framework import finding
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.models import FrameworkItem
from knooppunt.framework.tests.factories import make_framework, make_item, make_published, term

pytestmark = pytest.mark.django_db


def test_only_items_of_versions_in_force_are_found(terms: None, editor: User) -> None:
    first = make_published("Eerste versie")
    make_item(make_framework("Concept"), "Verborgen")
    assert list(finding.every_key()) == [str(item.pk) for item in first.items.all()]

    second = make_new_version(framework=first, edition="2", by=editor)
    publish_framework(framework=second, by=editor)

    assert list(finding.every_key()) == [str(item.pk) for item in second.items.all()]
    everything = [str(pk) for pk in FrameworkItem.objects.values_list("pk", flat=True)]
    assert {document.key for document in finding.load([*everything, "geen nummer"])} == set(finding.every_key())


def test_a_retired_item_is_not_found(terms: None) -> None:
    framework = make_published(items=2)
    FrameworkItem.objects.filter(code="", position=0).update(retired_on="2020-01-01")

    assert len(list(finding.every_key())) == framework.items.count() - 1


def test_a_document_carries_the_names_and_facets_of_its_terms(terms: None) -> None:
    framework = make_framework("Rollen")
    item = make_item(framework, "Bespreekt wensen", kind="skill", levels=["mbo-3"], canmeds=["zorgverlener"])
    publish_framework(framework=framework, by=None)

    with translation.override("en"):  # who has the index built in English keeps the same in it
        document = finding.load([str(item.pk)])[0]

    assert document.facets["level"] == ["mbo-3"]
    assert document.facets["canmeds"] == ["zorgverlener"]
    assert {"vaardigheid", "Rollen", "mbo niveau 3", "zorgverlener", "medisch handelen"} <= set(document.keywords)
    assert document.url == item.get_absolute_url()


def test_a_changed_term_touches_the_items_that_carry_it(terms: None) -> None:
    item = make_published().items.get()

    assert list(finding.of_concepts([str(term("levels", "mbo-3").pk)])) == [str(item.pk)]
    assert list(finding.of_concepts([str(term("levels", "hbo").pk), "x"])) == []


def test_loading_costs_the_same_however_many(terms: None, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        framework = make_published(f"Aantal {count}", items=count)
        keys = [str(item.pk) for item in framework.items.all()]
        with django_assert_num_queries(2):
            assert len(finding.load(keys)) == count
