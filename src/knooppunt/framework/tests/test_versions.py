"""A new version: what became of the items of the one before, and what is aligned moves along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from knooppunt.accounts.models import User
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.items import ItemData, change_item, delete_item
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.versions import decide_mapping, map_versions
from knooppunt.framework.alignments import AlignmentSource, alignment_sources
from knooppunt.framework.case.export import package_object
from knooppunt.framework.models import Framework, FrameworkItem, ItemMapping
from knooppunt.framework.tests.factories import make_framework, make_item

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


class Aligned:
    """Something aligned to items, as the catalogue would register it."""

    def __init__(self, *items: int) -> None:
        self.items = list(items)

    def move(self, pairs: Any, by: Any) -> int:
        moved = sum(item in pairs for item in self.items)
        self.items = [pairs.get(item, item) for item in self.items]
        return moved


@pytest.fixture
def aligned() -> Aligned:
    """Registered; the list of items is filled by the test."""
    thing = Aligned()
    alignment_sources.register("test", AlignmentSource(lambda _items, _most: {}, lambda _items: {}, thing.move))
    return thing


@pytest.fixture
def first(terms: None) -> Framework:
    """A published version with three items in a tree."""
    framework = make_framework("Raamwerk", edition="1.0")
    top = make_item(framework, "De stervensfase herkennen", kind="group")
    make_item(framework, "Meldt dat iemand onrustig wordt en kijkt wat helpt", top, levels=["mbo-2"])
    make_item(framework, "Legt naasten uit wat de laatste dagen kunnen brengen", top, levels=["hbo"])
    publish_framework(framework=framework, by=None)
    framework.refresh_from_db()
    return framework


def of(framework: Framework, text: str) -> FrameworkItem:
    found: FrameworkItem = framework.items.get(full_statement__startswith=text)
    return found


def test_a_new_version_is_a_copy_with_identifiers_of_its_own(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)

    def content(framework: Framework) -> list[Any]:
        return list(
            framework.items.order_by("order").values_list("full_statement", "depth", "order", "last", "tags", "kind")
        )

    assert content(second) == content(first)
    assert not set(first.items.values_list("identifier", flat=True)) & set(
        second.items.values_list("identifier", flat=True)
    )
    assert of(second, "Meldt").parent == of(second, "De sterv")
    assert [one.code for one in of(second, "Legt").concepts.all()] == ["hbo"]
    assert second.is_draft
    assert set(second.mappings.values_list("state", flat=True)) == {ItemMapping.State.CERTAIN}


def test_a_second_draft_and_a_version_of_a_draft_are_refused(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)

    for framework in (first, second):
        with pytest.raises(Refused):
            make_new_version(framework=framework, edition="3.0", by=editor)


def test_publishing_replaces_the_old_one_and_moves_what_is_certain(
    first: Framework, editor: User, aligned: Aligned
) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    same, other, gone = (of(first, text) for text in ("Meldt", "Legt", "De sterv"))
    changed = of(second, "Legt")
    change_item(item=changed, data=ItemData("Iets heel anders over het zorgplan"), seen=changed.version, by=editor)
    aligned.items = [same.pk, other.pk]

    moved = publish_framework(framework=second, by=editor)

    first.refresh_from_db()
    assert (first.state, moved) == (Framework.State.REPLACED, 1)
    assert aligned.items == [of(second, "Meldt").pk, other.pk]
    states = dict(second.mappings.values_list("old_id", "state"))
    assert states == {same.pk: "certain", other.pk: "doubtful", gone.pk: "certain"}


def test_a_person_decides_about_a_doubtful_one_and_it_moves_at_once_when_published(
    first: Framework, editor: User, aligned: Aligned
) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    changed = of(second, "Legt")
    change_item(item=changed, data=ItemData("Iets heel anders over het zorgplan"), seen=changed.version, by=editor)
    old = of(first, "Legt")
    aligned.items = [old.pk]
    publish_framework(framework=second, by=editor)
    mapping = second.mappings.get(old=old)

    decide_mapping(mapping=mapping, new=FrameworkItem.objects.get(pk=changed.pk), by=editor)

    assert aligned.items == [changed.pk]
    assert (mapping.state, mapping.decided_by) == (ItemMapping.State.CONFIRMED, editor)
    with pytest.raises(Refused):
        decide_mapping(mapping=mapping, new=None, by=editor)


def test_a_decision_stays_when_the_versions_are_compared_again(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    mapping = second.mappings.get(old=of(first, "Meldt"))
    decide_mapping(mapping=mapping, new=None, by=editor)

    map_versions(framework=second)

    assert second.mappings.get(old=of(first, "Meldt")).state == ItemMapping.State.GONE
    assert second.mappings.count() == 3


def test_an_item_that_was_thrown_away_is_doubtful_until_somebody_says_so(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    delete_item(item=of(second, "Meldt"), by=editor)

    map_versions(framework=second)

    mapping = second.mappings.get(old=of(first, "Meldt"))
    assert (mapping.state, mapping.new) == (ItemMapping.State.DOUBTFUL, None)


def test_an_item_of_another_version_cannot_be_the_successor(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    mapping = second.mappings.get(old=of(first, "Meldt"))

    with pytest.raises(Refused):
        decide_mapping(mapping=mapping, new=of(first, "Legt"), by=editor)


def test_what_replaced_what_goes_out_in_case(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)

    found = [one for one in package_object(second)["CFAssociations"] if one["associationType"] == "replacedBy"]

    assert {(one["originNodeURI"]["identifier"], one["destinationNodeURI"]["identifier"]) for one in found} == {
        (of(first, text).identifier, of(second, text).identifier) for text in ("De sterv", "Meldt", "Legt")
    }


def test_an_older_version_stays_readable_and_leads_on(first: Framework, editor: User, client: Client) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    publish_framework(framework=second, by=editor)

    page = client.get(first.get_absolute_url()).content.decode()
    item = client.get(of(first, "Meldt").get_absolute_url()).content.decode()
    home = client.get(reverse("framework:home")).context["framework"]

    assert f'href="{second.get_absolute_url()}"' in page
    assert f'href="{of(second, "Meldt").get_absolute_url()}"' in item
    assert home == second


def test_the_screen_shows_the_doubtful_ones_and_takes_a_decision(
    first: Framework, editor: User, signed_in: SignIn
) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    delete_item(item=of(second, "Meldt"), by=editor)
    map_versions(framework=second)
    client, mapping = signed_in(editor), second.mappings.get(old=of(first, "Meldt"))
    listed = reverse("framework:mappings", args=[second.slug])
    one = reverse("framework:mapping", args=[second.slug, mapping.uuid])

    page = client.get(listed).content.decode()
    assert "Meldt dat iemand" in page
    assert "Legt naasten uit" not in page
    assert "Legt naasten uit" in client.get(listed, {"toon": "zeker"}).content.decode()
    assert str(of(second, "Legt").uuid) in client.get(one, {"q": "naasten dagen"}).content.decode()
    client.post(one, {"new": "geen uuid"})
    mapping.refresh_from_db()
    assert mapping.state == ItemMapping.State.DOUBTFUL
    client.post(one, {"new": str(of(second, "Legt").uuid)})
    mapping.refresh_from_db()
    assert (mapping.state, mapping.new) == (ItemMapping.State.CONFIRMED, of(second, "Legt"))


def test_the_screen_costs_the_same_however_many(
    first: Framework, editor: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    client = signed_in(editor)
    client.get(reverse("framework:manage"))  # the first page of a session costs more
    costs = set()
    for count in (1, 3):
        certain = second.mappings.order_by("pk")[:count].values_list("pk", flat=True)
        second.mappings.filter(pk__in=list(certain)).update(state=ItemMapping.State.DOUBTFUL)
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse("framework:mappings", args=[second.slug]))
        costs.add(len(queries))

    assert len(costs) == 1
