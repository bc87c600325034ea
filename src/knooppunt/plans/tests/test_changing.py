"""Changing what a plan says: rows, themes, order, archive, bin, conflicts, closed years."""

import pytest
from django.urls import reverse
from django.utils import timezone

from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.refusals import PlanLocked, Refused
from knooppunt.plans.actions.rows import (
    SubWish,
    add_item,
    archive_item,
    change_item,
    delete_item,
    move_item,
    place_item,
)
from knooppunt.plans.actions.themes import add_theme, change_theme, delete_theme, move_theme, restore_batch
from knooppunt.plans.models import PlanItem, SubResult, Theme
from knooppunt.plans.queries.tree import letter, plan_tree
from knooppunt.plans.queries.visible import Sight

from .factories import ItemFactory, SubResultFactory, ThemeFactory, plan_of

ALL = Sight(reasons=True, notes=True)


def edit_data(item, **changed):
    """What the edit form of ``item`` sends."""
    data = {
        "version": item.version,
        "text": item.text,
        "deliverable": item.deliverable,
        "owner": "",
        "owner_name": item.owner_name,
        "planned_from": "",
        "planned_until": "",
        "hours": "",
        "handover_to": "",
        "note": "",
        "sub-TOTAL_FORMS": 0,
        "sub-INITIAL_FORMS": 0,
    }
    return data | changed


def labels(plan):
    return [(row.label, row.text) for row in plan_tree(plan).rows]


@pytest.mark.parametrize(("position", "text"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba")])
def test_letters_go_on_after_z(position, text):
    assert letter(position) == text


def test_editing_a_row_keeps_its_history_with_who_did_it(hub, ambassador, signed_in):
    plan = plan_of(hub)
    item = PlanItem.objects.get()
    old = item.text

    answer = signed_in(ambassador).post(
        reverse("plans:row_edit", args=[item.pk]),
        edit_data(item, text="Nieuwe tekst", hours="12,5", owner=ambassador.pk),
    )

    item.refresh_from_db()
    assert answer["Location"] == f"{plan.get_absolute_url()}#r{item.pk}"
    assert (item.text, str(item.hours), item.owner, item.version) == ("Nieuwe tekst", "12.5", ambassador, 2)
    newest = item.history.first()
    assert (newest.text, newest.history_user) == ("Nieuwe tekst", ambassador)
    page = signed_in(ambassador).get(reverse("plans:row", args=[item.pk])).content.decode()
    assert "Nieuwe tekst" in page
    assert str(ambassador) in page
    assert old not in page or "Eerst stond er" in page


def test_second_editor_of_a_text_sees_both_and_may_save_again(hub, ambassador, duo, signed_in):
    plan_of(hub)
    item = PlanItem.objects.get()
    url = reverse("plans:row_edit", args=[item.pk])
    mine = edit_data(item, text="Mijn tekst")
    signed_in(duo).post(url, edit_data(item, text="Tekst van de ander"))

    answer = signed_in(ambassador).post(url, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mijn tekst" in page
    assert "Tekst van de ander" in page
    assert str(duo) in page
    item.refresh_from_db()
    assert item.text == "Tekst van de ander"
    signed_in(ambassador).post(url, mine | {"version": item.version})
    item.refresh_from_db()
    assert item.text == "Mijn tekst"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 4001),
        ("hours", "1\x07"),
        ("hours", "-1"),
        ("hours", "NaN"),
        ("hours", "99999999"),
        ("planned_from", "31-31-2026"),
        ("owner", "999999"),
        ("owner_name", "x" * 121),
    ],
)
def test_bad_input_keeps_what_was_typed_and_says_what_is_wrong(hub, ambassador, signed_in, field, value):
    plan_of(hub)
    item = PlanItem.objects.get()

    answer = signed_in(ambassador).post(
        reverse("plans:row_edit", args=[item.pk]), edit_data(item, note="Dit typte ik", **{field: value})
    )

    item.refresh_from_db()
    assert (answer.status_code, item.version) == (422, 1)
    page = answer.content.decode()
    assert "Dit typte ik" in page
    assert "error-summary" in page


def test_a_period_that_ends_before_it_starts_is_refused(hub, ambassador, signed_in):
    plan_of(hub)
    item = PlanItem.objects.get()
    data = edit_data(item, planned_from="2026-05-01", planned_until="2026-04-01")

    answer = signed_in(ambassador).post(reverse("plans:row_edit", args=[item.pk]), data)

    assert "Draai ze om" in answer.content.decode()


def test_an_owner_must_belong_to_the_hub(hub, ambassador, coordinator, signed_in):
    plan_of(hub)
    item = PlanItem.objects.get()

    signed_in(ambassador).post(reverse("plans:row_edit", args=[item.pk]), edit_data(item, owner=coordinator.pk))

    item.refresh_from_db()
    assert item.owner is None


def test_sub_results_are_added_ticked_reordered_and_dropped_in_one_save(hub, ambassador):
    plan_of(hub)
    item = PlanItem.objects.get()
    one, two, three = SubResultFactory.create_batch(3, item=item)
    wishes = [
        SubWish("Drie", is_done=True, pk=three.pk),
        SubWish("Nieuw"),
        SubWish(one.text, pk=one.pk),
        SubWish("", pk=two.pk),
    ]

    change_item(item=item, seen=1, by=ambassador, sub_results=wishes)

    kept = SubResult.objects.filter(item=item)
    assert [(sub.text, sub.is_done) for sub in kept] == [("Drie", True), ("Nieuw", False), (one.text, False)]
    assert SubResult.all_objects.get(pk=two.pk).is_binned


def test_a_sub_result_of_another_row_cannot_be_taken(hub, ambassador):
    plan_of(hub)
    item, foreign = PlanItem.objects.get(), SubResultFactory()

    change_item(item=item, seen=1, by=ambassador, sub_results=[SubWish("Gestolen", pk=foreign.pk)])

    foreign.refresh_from_db()
    assert foreign.text != "Gestolen"


def test_rows_move_up_and_down_and_the_numbers_follow(hub, ambassador):
    plan = plan_of(hub, activities=3)
    first, second, third = PlanItem.objects.all()

    move_item(item=third, step=-1, by=ambassador)
    move_item(item=first, step=-1, by=ambassador)  # already on top

    assert labels(plan) == [("1.a", first.text), ("1.b", third.text), ("1.c", second.text)]


def test_arranging_works_without_script_one_press_at_a_time(hub, ambassador, signed_in):
    plan = plan_of(hub, activities=2)
    first, second = PlanItem.objects.all()
    url = reverse("plans:arrange", args=[hub.slug, plan.year])
    browser = signed_in(ambassador)

    answer = browser.post(url, {"move": f"row:{second.pk}:up"})

    assert answer["Location"] == f"{url}#row{second.pk}"
    assert [text for _label, text in labels(plan)] == [second.text, first.text]
    for wrong in ("row:x:up", "row:1:sideways", "plan:1:up", "", f"row:{ItemFactory().pk}:up"):
        assert browser.post(url, {"move": wrong}).status_code == 404


def test_themes_move_with_their_rows(hub, ambassador):
    plan = plan_of(hub)
    second = ThemeFactory(plan=plan)
    item = ItemFactory(theme=second)

    move_theme(theme=second, step=-1, by=ambassador)

    assert labels(plan)[0] == ("1.a", item.text)


def test_a_row_moves_to_another_theme_of_its_own_plan_only(hub, ambassador):
    plan = plan_of(hub)
    item, target = PlanItem.objects.get(), ThemeFactory(plan=plan)

    place_item(item=item, theme=target, kind=PlanItem.Kind.FOCUS, seen=1, by=ambassador)

    assert labels(plan) == [("2.1", item.text)]
    with pytest.raises(Refused):
        place_item(item=item, theme=ThemeFactory(), kind=PlanItem.Kind.FOCUS, seen=2, by=ambassador)


def test_an_archived_row_does_not_count_and_comes_back(hub, ambassador):
    plan = plan_of(hub, activities=2)
    item = PlanItem.objects.first()

    archive_item(item=item, seen=1, by=ambassador)
    tree = plan_tree(plan)
    assert (len(tree.rows), [row.pk for row in tree.archived]) == (1, [item.pk])

    archive_item(item=item, seen=2, by=ambassador, archived=False)
    assert len(plan_tree(plan).rows) == 2


def test_a_deleted_row_comes_back_with_its_sub_results(hub, ambassador, signed_in):
    plan = plan_of(hub)
    item = PlanItem.objects.get()
    sub = SubResultFactory(item=item)
    browser = signed_in(ambassador)

    answer = browser.post(reverse("plans:row_delete", args=[item.pk]), follow=True)
    assert not PlanItem.objects.exists()
    assert not SubResult.objects.exists()
    batch = PlanItem.all_objects.get().bin_batch
    assert reverse("plans:restore", args=[plan.pk, batch.pk]) in answer.content.decode()

    browser.post(reverse("plans:restore", args=[plan.pk, batch.pk]))
    assert PlanItem.objects.get() == item
    assert SubResult.objects.get() == sub


def test_a_deleted_theme_takes_its_rows_along_and_brings_them_back(hub, ambassador):
    plan = plan_of(hub, focus=1, activities=2)
    theme = Theme.objects.get()

    batch = delete_theme(theme=theme, by=ambassador)
    assert plan_tree(plan).rows == []

    restore_batch(batch=batch, plan=plan, by=ambassador)
    assert len(plan_tree(plan).rows) == 3


def test_a_batch_of_another_plan_is_not_restored_from_here(hub, ambassador, signed_in):
    plan = plan_of(hub)
    batch = delete_item(item=ItemFactory(), by=ambassador)

    assert signed_in(ambassador).post(reverse("plans:restore", args=[plan.pk, batch.pk])).status_code == 404


def test_a_theme_that_changed_meanwhile_is_not_overwritten(hub, ambassador, duo):
    plan_of(hub)
    mine, theirs = Theme.objects.get(), Theme.objects.get()
    theirs.title = "Van de ander"
    change_theme(theme=theirs, seen=1, by=duo)

    mine.title = "Van mij"
    with pytest.raises(Conflict):
        change_theme(theme=mine, seen=1, by=ambassador)


def test_a_closed_year_refuses_every_change(hub, ambassador):
    plan = plan_of(hub, activities=2)
    item, theme = PlanItem.objects.first(), Theme.objects.get()
    type(plan).objects.update(locked_at=timezone.now())

    changes = [
        lambda: add_item(theme=theme, kind="focus", text="Nieuw", by=ambassador),
        lambda: change_item(item=item, seen=1, by=ambassador),
        lambda: move_item(item=item, step=1, by=ambassador),
        lambda: place_item(item=item, theme=theme, kind="focus", seen=1, by=ambassador),
        lambda: archive_item(item=item, seen=1, by=ambassador),
        lambda: delete_item(item=item, by=ambassador),
        lambda: add_theme(plan=plan, title="Nieuw", goal="", national=None, by=ambassador),
        lambda: change_theme(theme=theme, seen=1, by=ambassador),
        lambda: move_theme(theme=theme, step=1, by=ambassador),
        lambda: delete_theme(theme=theme, by=ambassador),
    ]
    for change in changes:
        with pytest.raises(PlanLocked):
            change()
    assert PlanItem.objects.count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_tree_costs_the_same_number_of_queries(hub, django_assert_num_queries, rows):
    plan = plan_of(hub, focus=rows, activities=rows)
    for item in PlanItem.objects.all():
        SubResultFactory(item=item)

    with django_assert_num_queries(3):
        plan_tree(plan, sight=ALL)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("arrange", 7), ("publish", 7), ("history", 7)])
def test_pages_around_a_plan_cost_the_same_number_of_queries(
    hub, ambassador, signed_in, django_assert_num_queries, name, queries, rows
):
    plan = plan_of(hub, activities=rows)
    url = reverse(f"plans:{name}", args=[hub.slug, plan.year])
    browser = signed_in(ambassador)
    browser.get(url)

    with django_assert_num_queries(queries):
        browser.get(url)
