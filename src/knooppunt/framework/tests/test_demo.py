"""The example data: everything made up says so, nothing comes twice."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from knooppunt.framework.demo import loader
from knooppunt.framework.models import Framework, FrameworkStatus, ItemMapping
from knooppunt.network.tests.factories_register import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_example_is_complete_marked_and_loaded_once() -> None:
    OrganisationFactory(kind="mbo")
    loaders = (
        loader.load_demo_concepts,
        loader.load_demo_frameworks,
        loader.load_demo_statuses,
        loader.load_demo_draft,
    )

    for _again in range(2):
        for load in loaders:
            load()

    frameworks = Framework.objects.order_by("pk")
    assert [framework.is_example for framework in frameworks] == [True] * 5
    assert [framework.items_count for framework in frameworks] == [120, 8, 5, 4, 4]
    assert all("oorbeeld" in framework.title for framework in frameworks)
    main = frameworks[0]
    assert {code for item in main.items.all() for code in item.tags.get("levels", ())} == {
        "mbo-2", "mbo-3", "mbo-4", "hbo", "hbo-master", "wo-6", "wo-7", "wo-8",
    }  # fmt: skip
    assert {item.kind.code for item in main.items.select_related("kind") if item.kind} == {
        "group", "knowledge", "skill", "attitude", "task", "behaviour", "team-role",
    }  # fmt: skip
    assert FrameworkStatus.objects.count() == 2
    draft = frameworks[4]
    assert draft.is_draft
    assert draft.mappings.filter(state=ItemMapping.State.DOUBTFUL).count() == 2


def test_the_examples_can_be_taken_in_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    for _again in range(2):
        call_command("import_framework", "--example")

    assert capsys.readouterr().out.count("oorbeeld") >= 4
    assert Framework.objects.current().count() == 4
    with pytest.raises(CommandError):
        call_command("import_framework")
