"""A new version: what became of the items of the one before, and what is aligned moves along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from knooppunt.accounts.models import User
from knooppunt.framework.actions import copying, matching
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.items import ItemData, change_item, delete_item, restore_items
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.ties import associate
from knooppunt.framework.actions.versions import decide_mapping, map_versions, reopen_mapping
from knooppunt.framework.alignments import AlignmentSource, alignment_sources
from knooppunt.framework.case.export import package_object
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem, ItemMapping
from knooppunt.framework.queries.anchoring import anchoring_of
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

    decide_mapping(mapping=mapping, new=FrameworkItem.objects.get(pk=changed.pk), seen=mapping.version, by=editor)

    assert aligned.items == [changed.pk]
    assert (mapping.state, mapping.decided_by) == (ItemMapping.State.CONFIRMED, editor)
    with pytest.raises(Refused):
        decide_mapping(mapping=mapping, new=None, seen=mapping.version, by=editor)


def test_a_decision_stays_when_the_versions_are_compared_again(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    mapping = second.mappings.get(old=of(first, "Meldt"))
    decide_mapping(mapping=mapping, new=None, seen=mapping.version, by=editor)

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
        decide_mapping(mapping=mapping, new=of(first, "Legt"), seen=1, by=editor)


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
    client.post(one, {"new": str(of(second, "Legt").uuid), "version": mapping.version})
    mapping.refresh_from_db()
    assert (mapping.state, mapping.new) == (ItemMapping.State.CONFIRMED, of(second, "Legt"))


def test_a_decision_is_taken_back_with_one_press_until_things_moved(
    first: Framework, editor: User, signed_in: SignIn
) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    changed = of(second, "Meldt")
    change_item(item=changed, data=ItemData("Meldt dat iemand onrustig wordt en belt"), seen=changed.version, by=editor)
    client, mapping = signed_in(editor), second.mappings.get(old=of(first, "Meldt"))
    before = (mapping.state, mapping.new, mapping.likeness)
    assert before[0] == ItemMapping.State.DOUBTFUL
    one = reverse("framework:mapping", args=[second.slug, mapping.uuid])

    listed = client.post(one, {"new": str(of(second, "Legt").uuid), "version": mapping.version}, follow=True)
    mapping.refresh_from_db()
    assert mapping.likeness != before[2]  # of the one that was chosen
    client.post(one, listed.context["just_hidden"])
    mapping.refresh_from_db()
    assert (mapping.state, mapping.new, mapping.likeness) == before
    assert (mapping.decided_at, mapping.decided_by) == (None, None)

    client.post(one, {"new": "none", "version": mapping.version})
    assert "Het heeft geen opvolger" in client.get(one).content.decode()
    mapping.refresh_from_db()
    client.post(one, {"new": "open", "version": mapping.version - 1})  # somebody else looked earlier
    mapping.refresh_from_db()
    assert mapping.state == ItemMapping.State.GONE

    decide_mapping(mapping=mapping, new=changed, seen=mapping.version, by=editor)
    publish_framework(framework=second, by=editor)
    mapping.refresh_from_db()
    with pytest.raises(Refused):
        reopen_mapping(mapping=mapping, seen=mapping.version)


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


def test_copying_and_comparing_go_in_chunks(first: Framework, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        Framework.objects.filter(pk=first.pk).update(state=Framework.State.DRAFT)
        make_item(first, f"Onderdeel {number}", of(first, "Meldt" if number % 2 else "Legt"), domains=["stervensfase"])
    Framework.objects.filter(pk=first.pk).update(state=Framework.State.PUBLISHED)
    monkeypatch.setattr(copying, "CHUNK", 2)
    monkeypatch.setattr(matching, "CHUNK", 2)

    second = make_new_version(framework=first, edition="2.0", by=editor)

    def content(framework: Framework) -> list[Any]:
        rows = framework.items.order_by("order")
        return list(
            rows.values_list("full_statement", "parent__full_statement", "order", "last", "depth", "concepts__code")
        )

    def ties(framework: Framework) -> list[Any]:
        rows = framework.associations.order_by("file_order", "pk")
        return list(rows.values_list("kind", "origin__full_statement", "destination__full_statement", "is_tree"))

    assert content(second) == content(first)
    assert ties(second) == ties(first)
    assert map_versions(framework=second) == {"certain": 10, "doubtful": 0, "confirmed": 0, "gone": 0}


def test_a_copy_that_breaks_off_leaves_nothing_behind(
    first: Framework, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("full disk")

    monkeypatch.setattr(copying, "_copy_associations", broken)

    with pytest.raises(OSError, match="full disk"):
        make_new_version(framework=first, edition="2.0", by=editor)

    assert Framework.all_objects.count() == 1
    assert FrameworkItem.all_objects.count() == 3


def test_comparing_again_touches_nothing_that_stays_the_same(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    before = list(second.mappings.order_by("old").values_list("uuid", "changed_at"))

    map_versions(framework=second)

    assert list(second.mappings.order_by("old").values_list("uuid", "changed_at")) == before


def test_the_screen_knows_at_once_what_an_editor_changes(first: Framework, editor: User) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    changed, old = of(second, "Legt"), of(first, "Legt")

    def state() -> Any:
        return second.mappings.values_list("state", "new__full_statement").get(old=old)

    change_item(item=changed, data=ItemData("Iets heel anders over het zorgplan"), seen=changed.version, by=editor)
    assert state() == ("doubtful", "Iets heel anders over het zorgplan")
    change_item(item=changed, data=ItemData(old.full_statement), seen=changed.version, by=editor)
    assert state() == ("certain", old.full_statement)
    batch = delete_item(item=changed, by=editor)
    assert state() == ("doubtful", None)
    restore_items(batch=batch, framework=second, by=editor)
    assert state() == ("certain", old.full_statement)


def test_a_text_that_nothing_points_to_finds_what_is_most_alike(first: Framework, editor: User) -> None:
    second = make_framework("Raamwerk", edition="2.0")
    make_item(second, "Iets heel anders over het zorgplan")
    make_item(second, "Legt de naasten uit wat er in de laatste dagen kan gebeuren")
    Framework.objects.filter(pk=second.pk).update(previous=first)
    second.refresh_from_db()

    map_versions(framework=second)

    found = dict(second.mappings.values_list("old__full_statement", "new__full_statement"))
    assert found == {
        "De stervensfase herkennen": None,
        "Meldt dat iemand onrustig wordt en kijkt wat helpt": None,
        "Legt naasten uit wat de laatste dagen kunnen brengen": "Legt de naasten uit wat er in de laatste dagen kan gebeuren",
    }


def test_ties_of_other_frameworks_move_along(first: Framework, editor: User) -> None:
    dossier = make_framework("Dossier", kind="qualification-dossier")
    task = make_item(dossier, "Werkt in de laatste fase")
    publish_framework(framework=dossier, by=editor)
    draft = make_framework("Keuzedeel", kind="elective")
    part = make_item(draft, "Begeleidt naasten")
    said = associate(origin=task, kind="isRelatedTo", destination=of(first, "Meldt"), by=editor)
    drawn = associate(origin=part, kind="exactMatchOf", destination=of(first, "Legt"), by=editor)
    second = make_new_version(framework=first, edition="2.0", by=editor)
    late = associate(origin=of(first, "Legt"), kind="isRelatedTo", destination=task, by=editor)

    publish_framework(framework=second, by=editor)

    drawn.refresh_from_db()
    assert (drawn.destination, drawn.destination_identifier) == (of(second, "Legt"), of(second, "Legt").identifier)
    rows = FrameworkAssociation.objects.filter(kind="isRelatedTo").order_by("pk")
    assert list(rows.values_list("origin", "destination", "is_later")) == [
        (said.origin_id, of(first, "Meldt").pk, True),
        (late.origin_id, task.pk, True),
        (task.pk, of(second, "Meldt").pk, True),
        (of(second, "Legt").pk, task.pk, True),
    ]
    second.refresh_from_db()
    assert anchoring_of(second).anchored == 2


def test_two_people_who_decide_at_once(first: Framework, editor: User, signed_in: SignIn) -> None:
    second = make_new_version(framework=first, edition="2.0", by=editor)
    mapping = second.mappings.get(old=of(first, "Meldt"))
    client, one = signed_in(editor), reverse("framework:mapping", args=[second.slug, mapping.uuid])
    seen = mapping.version
    decide_mapping(mapping=mapping, new=of(second, "Legt"), seen=seen, by=editor)

    answer = client.post(
        one, {"new": "none", "version": seen}, headers={"referer": f"http://testserver{one}"}, follow=True
    )

    mapping.refresh_from_db()
    assert (mapping.state, mapping.new) == (ItemMapping.State.CONFIRMED, of(second, "Legt"))
    assert "heeft over dit onderdeel beslist terwijl je keek" in answer.content.decode()


def test_a_large_version_is_copied_and_published_by_the_worker(
    first: Framework, editor: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knooppunt.framework import tasks
    from knooppunt.framework.views import manage

    monkeypatch.setattr(manage, "AT_ONCE", 2)
    client = signed_in(editor)

    client.post(reverse("framework:new-version", args=[first.slug]), {"edition": "2.0"})
    assert not first.later.exists()
    tasks.copy_large.function(framework=first.pk, edition="2.0", by=editor.pk)
    second = first.later.get()
    assert "concept" in tasks.copy_large.function(framework=first.pk, edition="3.0", by=editor.pk)

    client.post(reverse("framework:publish", args=[second.slug]))
    second.refresh_from_db()
    assert second.is_draft
    tasks.publish_large.function(framework=second.pk, by=editor.pk)
    second.refresh_from_db()
    assert (second.state, second.items_count) == (Framework.State.PUBLISHED, 3)
