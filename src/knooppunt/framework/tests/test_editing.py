"""Editing drafts: items, their order, conflicts, bin, and what is no longer allowed once published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from knooppunt.accounts.models import User
from knooppunt.core import bin
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import Conflict
from knooppunt.framework.actions.items import (
    ItemData,
    change_item,
    delete_item,
    move_item,
    move_step,
    restore_items,
    retire_item,
)
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.ties import associate, dissociate, restore_association
from knooppunt.framework.case.export import package_object
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem
from knooppunt.framework.queries.history import tie_history
from knooppunt.framework.tests.factories import make_framework, make_item, make_published, term

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def shape(framework: Framework) -> list[tuple[str, int, int, int]]:
    """Text, depth, order and last of every living item."""
    rows = FrameworkItem.objects.filter(framework=framework).order_by("order")
    return list(rows.values_list("full_statement", "depth", "order", "last"))


@pytest.fixture
def tree(terms: None) -> dict[str, FrameworkItem]:
    """A with B and C under it, D under B; E beside A."""
    framework = make_framework("Boom")
    found = {"A": make_item(framework, "A")}
    for name, parent in (("B", "A"), ("C", "A"), ("D", "B")):
        found[name] = make_item(framework, name, found[parent])
    found["E"] = make_item(framework, "E")
    return found


def test_new_items_come_at_the_end_under_their_parent(tree: dict[str, FrameworkItem]) -> None:
    assert shape(tree["A"].framework) == [
        ("A", 0, 1, 4),
        ("B", 1, 2, 3),
        ("D", 2, 3, 3),
        ("C", 1, 4, 4),
        ("E", 0, 5, 5),
    ]


def test_moving_takes_along_what_stands_below(tree: dict[str, FrameworkItem], editor: User) -> None:
    move_item(item=tree["B"], parent=tree["E"], before=None, by=editor)

    assert shape(tree["A"].framework) == [
        ("A", 0, 1, 2),
        ("C", 1, 2, 2),
        ("E", 0, 3, 5),
        ("B", 1, 4, 5),
        ("D", 2, 5, 5),
    ]
    places = {
        one["originNodeURI"]["title"]: one["destinationNodeURI"]["title"]
        for one in package_object(Framework.objects.get())["CFAssociations"]
    }
    assert places == {"A": "Boom", "B": "E", "C": "A", "D": "B", "E": "Boom"}


def test_an_item_cannot_stand_under_itself(tree: dict[str, FrameworkItem], editor: User) -> None:
    before = shape(tree["A"].framework)

    for target in ("B", "D"):
        with pytest.raises(Refused):
            move_item(item=tree["B"], parent=FrameworkItem.objects.get(pk=tree[target].pk), before=None, by=editor)

    assert shape(tree["A"].framework) == before


def test_a_step_up_and_down_and_not_over_the_edge(tree: dict[str, FrameworkItem], editor: User) -> None:
    for up in (True, True):
        move_step(item=FrameworkItem.objects.get(pk=tree["C"].pk), up=up, by=editor)
    assert [row[0] for row in shape(tree["A"].framework)] == ["A", "C", "B", "D", "E"]

    for _again in range(2):
        move_step(item=FrameworkItem.objects.get(pk=tree["C"].pk), up=False, by=editor)
    assert [row[0] for row in shape(tree["A"].framework)] == ["A", "B", "D", "C", "E"]


def test_deleting_takes_along_what_stands_below_and_comes_back_whole(
    tree: dict[str, FrameworkItem], editor: User
) -> None:
    framework = tree["A"].framework
    before = shape(framework)

    batch = delete_item(item=tree["B"], by=editor)
    assert shape(framework) == [("A", 0, 1, 2), ("C", 1, 2, 2), ("E", 0, 3, 3)]
    assert len(package_object(framework)["CFAssociations"]) == 3

    restore_items(batch=batch, framework=framework, by=editor)
    assert shape(framework) == before
    assert len(package_object(framework)["CFAssociations"]) == 5


def test_a_batch_of_another_framework_does_not_come_back(tree: dict[str, FrameworkItem], editor: User) -> None:
    other = make_framework("Ander")
    batch = delete_item(item=tree["B"], by=editor)

    with pytest.raises(Refused):
        restore_items(batch=batch, framework=other, by=editor)


def test_two_editors_of_one_item_meet(tree: dict[str, FrameworkItem], editor: User) -> None:
    item = tree["A"]
    change_item(item=item, data=ItemData("Eerste"), seen=1, by=editor)

    with pytest.raises(Conflict):
        change_item(item=FrameworkItem.objects.get(pk=item.pk), data=ItemData("Tweede"), seen=1, by=editor)

    assert FrameworkItem.objects.get(pk=item.pk).full_statement == "Eerste"


def test_changing_keeps_terms_history_and_the_rest_of_the_file(terms: None, editor: User) -> None:
    framework = make_framework("Rijk")
    item = make_item(framework, "Oud", levels=["mbo-2"], kind="skill")
    FrameworkItem.objects.filter(pk=item.pk).update(case={"onbekend": 1, "CFItemTypeURI": {"title": "Skill"}})
    item.refresh_from_db()

    data = ItemData("Nieuw", kind=term("item-kinds", "attitude"), tags={"levels": [term("levels", "hbo")]})
    changed = change_item(item=item, data=data, seen=item.version, by=editor)

    assert (changed.tags, changed.education_level, changed.item_type) == ({"levels": ["hbo"]}, ["hbo"], "attitude")
    assert changed.case == {"onbekend": 1}
    assert [one.code for one in changed.concepts.all()] == ["hbo"]
    assert [one.full_statement for one in changed.history.all()] == ["Nieuw", "Oud"]
    assert changed.history.latest().history_user == editor


def test_the_history_of_an_imported_item_begins_with_the_file(terms: None, editor: User) -> None:
    framework = make_framework("Uit een bestand")
    item = FrameworkItem.objects.create(framework=framework, full_statement="Zoals het kwam", order=1, last=1)
    item.history.all().delete()

    change_item(item=item, data=ItemData("Anders"), seen=1, by=editor)

    assert [one.full_statement for one in item.history.all()] == ["Anders", "Zoals het kwam"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_an_item_needs_a_text_of_a_reasonable_length(terms: None, editor: User, text: str) -> None:
    item = make_item(make_framework(), "Goed")

    with pytest.raises(Refused):
        change_item(item=item, data=ItemData(text), seen=1, by=editor)


def test_a_published_version_does_not_change(terms: None, editor: User) -> None:
    framework = make_published(items=2)
    first, second = framework.items.order_by("order")
    before = package_object(framework)

    for change in (
        lambda: change_item(item=first, data=ItemData("Anders"), seen=first.version, by=editor),
        lambda: move_step(item=second, up=True, by=editor),
        lambda: delete_item(item=first, by=editor),
        lambda: retire_item(item=first, is_retired=True, by=editor),
        lambda: make_item(framework, "Erbij"),
        lambda: publish_framework(framework=framework, by=editor),
    ):
        with pytest.raises(Refused):
            change()

    assert package_object(framework) == before


def test_an_empty_framework_is_not_published(terms: None) -> None:
    with pytest.raises(Refused):
        publish_framework(framework=make_framework(), by=None)


def test_a_tie_is_said_once_and_can_be_taken_away(terms: None, editor: User) -> None:
    framework = make_published(items=2)
    first, second = framework.items.order_by("order")

    tie = associate(origin=first, kind="isRelatedTo", destination=second, by=editor)
    assert associate(origin=first, kind="isRelatedTo", destination=second, by=editor) == tie
    with pytest.raises(Refused):
        associate(origin=first, kind="isRelatedTo", destination=first, by=editor)
    with pytest.raises(Refused):
        associate(origin=first, kind="isChildOf", destination=second, by=editor)
    batch = dissociate(association=tie, by=editor)
    assert not first.outgoing.filter(is_tree=False).exists()
    bin.restore(batch, by=editor)
    assert first.outgoing.filter(is_tree=False).count() == 1


def told(item: FrameworkItem) -> list[tuple[str, str]]:
    """What the history of an item's ties says, and who did it."""
    return [(event.what, event.who) for event in tie_history(item)]


def test_who_tied_took_away_and_brought_back_is_kept_at_both_ends(terms: None, editor: User) -> None:
    framework = make_published(items=2)
    first, second = framework.items.order_by("order")
    tie = associate(origin=first, kind="precedes", destination=second, by=editor)
    batch = dissociate(association=tie, by=editor)
    restore_association(batch=batch, by=editor)

    here, there, who = f"Volgende stap ‘{second.title}’", f"Komt na ‘{first.title}’", str(editor)
    acts = ("weer verbonden", "losgemaakt", "verbonden")
    assert told(first) == [(f"{act}: {here}", who) for act in acts]
    assert told(second) == [(f"{act}: {there}", who) for act in acts]

    bin.bin_objects(objects=[tie], by=editor, label="weg")
    FrameworkAssociation.all_objects.filter(pk=tie.pk).delete()
    assert len(told(first)) >= 3  # what is gone for good stays told


def test_deleting_an_item_tells_at_the_other_end_that_the_tie_went(terms: None, editor: User) -> None:
    framework = make_framework()
    first, second = make_item(framework, "Eerste"), make_item(framework, "Tweede")
    associate(origin=first, kind="precedes", destination=second, by=editor)

    batch = delete_item(item=first, by=editor)
    assert [what.split(":")[0] for what, _who in told(second)] == ["losgemaakt", "verbonden"]
    restore_items(batch=batch, framework=framework, by=editor)
    assert told(second)[0][0].startswith("weer verbonden")


def test_the_ties_of_a_published_version_stay_and_later_ones_stand_beside_it(terms: None, editor: User) -> None:
    framework = make_framework()
    first, second = make_item(framework, "Eerste"), make_item(framework, "Tweede")
    own = associate(origin=first, kind="precedes", destination=second, by=editor)
    publish_framework(framework=framework, by=editor)
    framework.refresh_from_db()
    first.refresh_from_db()
    before = package_object(framework)

    with pytest.raises(Refused):
        dissociate(association=FrameworkAssociation.objects.get(pk=own.pk), by=editor)
    later = associate(origin=first, kind="isRelatedTo", destination=second, by=editor)

    assert (own.is_later, later.is_later) == (False, True)
    assert package_object(framework) == before
    everything = package_object(framework, later=True)["CFAssociations"]
    assert len(everything) == len(before["CFAssociations"]) + 1
    dissociate(association=later, by=editor)
    assert package_object(framework, later=True) == before


# ---- Pages ----------------------------------------------------------------------------------------------------------
def test_an_editor_makes_a_framework_from_nothing_to_published(terms: None, editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)

    client.post(reverse("framework:add"), {"title": "Nieuw raamwerk", "kind": "competency", "order": "5"})
    framework = Framework.objects.get()
    add = reverse("framework:item-add", args=[framework.slug])
    client.post(add, {"full_statement": "Het eerste deel", "kind": "group"})
    top = framework.items.get()
    client.post(f"{add}?onder={top.uuid}", {"full_statement": "Een vaardigheid", "levels": ["mbo-3"], "more": "1"})
    page = client.get(reverse("framework:edit", args=[framework.slug]), {"onder": str(top.uuid)})
    assert "Een vaardigheid" in page.content.decode()
    assert Client().get(framework.get_absolute_url()).status_code == 404

    assert client.get(reverse("framework:publish", args=[framework.slug])).status_code == 200
    client.post(reverse("framework:publish", args=[framework.slug]))

    assert "Het eerste deel" in Client().get(framework.get_absolute_url()).content.decode()


def test_a_clash_shows_both_texts_and_the_chosen_one_wins(
    tree: dict[str, FrameworkItem], editor: User, signed_in: SignIn
) -> None:
    client, item = signed_in(editor), tree["A"]
    change_item(item=item, data=ItemData("Van de ander"), seen=1, by=editor)
    address = reverse("framework:item-edit", args=[item.uuid])

    clash = client.post(address, {"version": "1", "full_statement": "Van mij", "levels": ["mbo-2", "mbo-3"]})

    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Van de ander" in page
    assert "Van mij" in page
    assert page.count('name="levels"') == 2
    client.post(address, {"version": "2", "full_statement": "Van mij", "levels": ["mbo-2", "mbo-3"]})
    assert FrameworkItem.objects.get(pk=item.pk).full_statement == "Van mij"


def test_what_was_typed_stays_when_something_is_wrong(
    tree: dict[str, FrameworkItem], editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(
        reverse("framework:item-edit", args=[tree["A"].uuid]),
        {"version": "1", "full_statement": "", "abbreviated": "Mijn korte titel"},
    )

    assert response.status_code == 422
    assert "Mijn korte titel" in response.content.decode()


def test_deleting_on_the_page_can_be_undone(tree: dict[str, FrameworkItem], editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)

    answer = client.post(reverse("framework:item-delete", args=[tree["B"].uuid]), follow=True)

    page = answer.content.decode()
    assert "prullenbak" in page
    undo = next(part for part in page.split('"') if "/terug/" in part)
    client.post(undo)
    assert len(shape(tree["A"].framework)) == 5


def test_moving_on_the_page(tree: dict[str, FrameworkItem], editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)
    address = reverse("framework:item-move", args=[tree["D"].uuid])

    assert client.get(address, {"onder": str(tree["E"].uuid)}).status_code == 200
    client.post(address, {"onder": str(tree["E"].uuid)})

    assert FrameworkItem.objects.get(full_statement="D").parent == tree["E"]


def test_a_draft_framework_goes_into_the_bin_and_comes_back(terms: None, editor: User, signed_in: SignIn) -> None:
    framework, client = make_framework("Weg ermee"), signed_in(editor)

    page = client.post(reverse("framework:delete", args=[framework.slug]), follow=True).content.decode()
    assert not Framework.objects.exists()

    client.post(next(part for part in page.split('"') if "/terug/" in part))
    assert Framework.objects.get() == framework


def test_tying_two_items_by_searching(terms: None, editor: User, signed_in: SignIn) -> None:
    dossier = make_framework("Dossier", kind="qualification-dossier")
    origin = make_item(dossier, "Begeleidt naasten")
    target = make_item(make_framework("Raamwerk"), "Vraagt rustig door over verlies")
    client = signed_in(editor)
    address = reverse("framework:item-tie", args=[origin.uuid])

    found = client.get(address, {"q": "rustig verlies"})
    assert str(target.uuid) in found.content.decode()
    client.post(address, {"kind": "isRelatedTo", "other": str(target.uuid)})
    tie = origin.outgoing.get(is_tree=False)
    assert tie.destination == target
    client.post(reverse("framework:item-untie", args=[origin.uuid, tie.uuid]))
    assert not origin.outgoing.filter(is_tree=False).exists()


@pytest.mark.parametrize(
    ("data", "status"), [({"kind": "isRelatedTo", "other": "x"}, 302), ({"kind": "onzin", "other": ""}, 302)]
)
def test_a_tampered_tie_gets_a_sentence(
    tree: dict[str, FrameworkItem], editor: User, signed_in: SignIn, data: dict[str, str], status: int
) -> None:
    response = signed_in(editor).post(reverse("framework:item-tie", args=[tree["A"].uuid]), data)

    assert response.status_code == status
    assert not tree["A"].outgoing.filter(is_tree=False).exists()


def test_the_details_of_a_published_version_hardly_change(terms: None, editor: User, signed_in: SignIn) -> None:
    framework = make_published("Vast")

    signed_in(editor).post(
        reverse("framework:details", args=[framework.slug]),
        {"version": str(framework.version), "title": "Anders", "kind": "elective", "order": "7"},
    )

    framework.refresh_from_db()
    assert (framework.title, framework.kind.code, framework.order) == ("Vast", "competency", 7)


def test_only_editors_and_the_coordinator_come_in(
    terms: None, editor: User, ambassador: User, reader: User, signed_in: SignIn
) -> None:
    framework = make_framework()
    addresses = [reverse("framework:manage"), reverse("framework:edit", args=[framework.slug])]

    answers = {
        name: [signed_in(user).get(address).status_code for address in addresses]
        for name, user in (("editor", editor), ("ambassador", ambassador), ("reader", reader))
    }

    assert answers == {"editor": [200, 200], "ambassador": [403, 403], "reader": [403, 403]}


def test_the_list_and_a_branch_cost_the_same_however_long(
    terms: None, editor: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(editor)
    client.get(reverse("framework:manage"))  # the first page of a session costs more
    costs = set()
    for count in (1, 3):
        framework = make_framework(f"Lijst {count}")
        for number in range(count):
            make_item(framework, f"Onderdeel {number}", kind="skill")
        with django_assert_max_num_queries(40) as queries:
            client.get(reverse("framework:manage"))
            client.get(reverse("framework:edit", args=[framework.slug]))
        costs.add(len(queries))

    assert len(costs) == 1  # the number itself depends on what other apps put on pages of the workspace


def test_untying_on_the_page_can_be_undone_and_is_told(terms: None, editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)
    framework = make_published(items=2)
    first, second = framework.items.order_by("order")
    tie = associate(origin=first, kind="isRelatedTo", destination=second, by=editor)
    address = reverse("framework:item-edit", args=[first.uuid])
    untie = reverse("framework:item-untie", args=[first.uuid, tie.uuid])
    assert untie in client.get(address).content.decode()

    page = client.post(untie, follow=True).content.decode()
    assert untie not in page
    assert f"losgemaakt: Hangt samen met ‘{second.title}’" in page
    undo = reverse("framework:restore", args=[BinBatch.objects.get().pk])
    assert undo in page

    page = client.post(undo, follow=True).content.decode()
    assert untie in page
    assert "weer verbonden" in page


def test_a_published_version_offers_no_untying_of_its_own_ties(terms: None, editor: User, signed_in: SignIn) -> None:
    framework = make_framework()
    first, second = make_item(framework, "Eerste"), make_item(framework, "Tweede")
    tie = associate(origin=first, kind="precedes", destination=second, by=editor)
    publish_framework(framework=framework, by=editor)
    client, untie = signed_in(editor), reverse("framework:item-untie", args=[first.uuid, tie.uuid])

    assert untie not in client.get(reverse("framework:item-edit", args=[first.uuid])).content.decode()
    answer = client.post(untie, follow=True)

    assert "Dit verband hoort bij de gepubliceerde versie" in answer.content.decode()
    assert FrameworkAssociation.objects.filter(pk=tie.pk).exists()


@pytest.mark.parametrize(("kind", "there", "back"), [
    ("isPeerOf", "Staat naast", "Staat naast"),
    ("isPartOf", "Is onderdeel van", "Bestaat uit"),
    ("exactMatchOf", "Is hetzelfde als", "Is hetzelfde als"),
    ("precedes", "Volgende stap", "Komt na"),
    ("isRelatedTo", "Hangt samen met", "Hangt samen met"),
    ("replacedBy", "Is vervangen door", "Vervangt"),
    ("exemplar", "Voorbeeld", "Is een voorbeeld van"),
    ("hasSkillLevel", "Niveau", "Is het niveau van"),
    ("isTranslationOf", "Is een vertaling van", "Is vertaald als"),
    ("ext:leertToe", "leertToe", "leertToe, andersom"),
])  # fmt: skip
def test_every_kind_of_tie_reads_well_from_both_ends(
    terms: None, editor: User, signed_in: SignIn, kind: str, there: str, back: str
) -> None:
    framework = make_framework("Raamwerk", edition="1")
    one, other = make_item(framework, "Het ene"), make_item(framework, "Het andere")
    associate(origin=one, kind=kind, destination=other, by=editor)
    client = signed_in(editor)

    def said(item: FrameworkItem) -> str:
        page = client.get(reverse("framework:item-edit", args=[item.uuid])).content.decode()
        section = page.partition('id="verband"')[2].partition("</ul>")[0]
        return " ".join(strip_tags(section.partition("<ul")[2].partition(">")[2]).split())

    assert said(one) == f"{there}: Het andere (Raamwerk 1)Weghalen: Het andere"
    assert said(other) == f"{back}: Het ene (Raamwerk 1)Weghalen: Het ene"
