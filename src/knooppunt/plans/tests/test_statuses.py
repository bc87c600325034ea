"""Setting statuses, confirming the rest, conflicts and undoing."""

import datetime as dt

import pytest
from django.utils import timezone

from knooppunt.core.models import Change, StatusChange
from knooppunt.plans.actions.refusals import PlanLocked, Refused
from knooppunt.plans.actions.statuses import SUBJECT, Wish, save_statuses, undo_statuses
from knooppunt.plans.models import PlanItem

from .factories import ItemFactory, plan_of


def wish(item, status, reason=""):
    """What somebody wants who sees ``item`` as it is now."""
    return Wish(item.pk, item.version, item.status, status, reason)


def items_of(plan):
    return list(PlanItem.objects.filter(theme__plan=plan).order_by("pk"))


def test_saving_sets_what_changed_and_confirms_the_rest_under_one_group(hub, ambassador):
    plan = plan_of(hub, activities=3)
    first, second, third = items_of(plan)

    saved = save_statuses(
        plan=plan,
        wishes=[wish(first, "behaald"), wish(second, "achter_op_schema", " Te druk. "), wish(third, "")],
        by=ambassador,
    )

    first, second, third = items_of(plan)
    assert (first.status, first.version, first.status_reason) == ("behaald", 2, "")
    assert (second.status, second.version, second.status_reason) == ("achter_op_schema", 2, "Te druk.")
    assert (third.status, third.version) == ("", 1)
    assert first.confirmed_at == second.confirmed_at == third.confirmed_at is not None
    assert third.status_at is None
    rows = StatusChange.objects.filter(group=saved.group).order_by("subject_id")
    assert [(r.subject_id, r.old, r.new, r.reason, r.act, r.by) for r in rows] == [
        (first.pk, "", "behaald", "", "set", ambassador),
        (second.pk, "", "achter_op_schema", "Te druk.", "set", ambassador),
        (third.pk, "", "", "", "confirmed", ambassador),
    ]
    assert set(Change.objects.filter(kind=SUBJECT).values_list("key", flat=True)) == {str(first.pk), str(second.pk)}


def test_leaving_behind_schedule_forgets_the_reason_but_the_history_keeps_it(hub, ambassador):
    plan = plan_of(hub)
    [item] = items_of(plan)
    save_statuses(plan=plan, wishes=[wish(item, "achter_op_schema", "Te druk.")], by=ambassador)
    item.refresh_from_db()

    save_statuses(plan=plan, wishes=[wish(item, "op_schema", "Te druk.")], by=ambassador)

    item.refresh_from_db()
    assert (item.status, item.status_reason) == ("op_schema", "")
    assert list(StatusChange.objects.order_by("id").values_list("reason", flat=True)) == ["Te druk.", ""]


def test_another_reason_is_a_change_that_leaves_the_day_of_the_status_alone(hub, ambassador):
    plan = plan_of(hub)
    [item] = items_of(plan)
    save_statuses(plan=plan, wishes=[wish(item, "achter_op_schema", "Te druk.")], by=ambassador)
    item.refresh_from_db()
    since = item.status_at

    saved = save_statuses(plan=plan, wishes=[wish(item, "achter_op_schema", "Nog te druk.")], by=ambassador)

    item.refresh_from_db()
    assert (item.status_reason, item.status_at, len(saved.changed)) == ("Nog te druk.", since, 1)


def test_the_second_of_two_people_sees_both_versions_and_overwrites_nothing(hub, ambassador, duo):
    plan = plan_of(hub, activities=2)
    first, second = items_of(plan)
    mine, rest = wish(first, "op_schema"), wish(second, "doorlopend")
    save_statuses(plan=plan, wishes=[wish(first, "behaald")], by=duo)

    saved = save_statuses(plan=plan, wishes=[mine, rest], by=ambassador)

    [conflict] = saved.conflicts
    assert (conflict.item.status, conflict.wish.status, conflict.changed_by) == ("behaald", "op_schema", str(duo))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("behaald", "doorlopend")


def test_the_rest_unchanged_does_not_confirm_what_somebody_else_changed(hub, ambassador, duo):
    plan = plan_of(hub, activities=2)
    first, second = items_of(plan)
    untouched = [wish(first, ""), wish(second, "")]
    save_statuses(plan=plan, wishes=[wish(first, "behaald")], by=duo)
    first.refresh_from_db()
    seen_by_duo = first.confirmed_at

    saved = save_statuses(plan=plan, wishes=untouched, by=ambassador)

    first.refresh_from_db()
    assert [conflict.item.pk for conflict in saved.conflicts] == [first.pk]
    assert not saved.conflicts[0].wish.touched
    assert (saved.confirmed, first.confirmed_at) == (1, seen_by_duo)


def test_the_same_tap_sent_twice_is_no_conflict_and_no_second_change(hub, ambassador):
    plan = plan_of(hub)
    [item] = items_of(plan)
    tap = wish(item, "behaald")

    save_statuses(plan=plan, wishes=[tap], by=ambassador)
    again = save_statuses(plan=plan, wishes=[tap], by=ambassador)

    assert (again.conflicts, again.group, StatusChange.objects.count()) == ([], None, 1)


def test_two_people_may_both_confirm_the_same_row(hub, ambassador, duo):
    plan = plan_of(hub)
    [item] = items_of(plan)
    same = wish(item, "")

    assert save_statuses(plan=plan, wishes=[same], by=ambassador).confirmed == 1
    assert save_statuses(plan=plan, wishes=[same], by=duo).confirmed == 1


def test_a_row_that_was_archived_meanwhile_is_counted_as_gone(hub, ambassador):
    plan = plan_of(hub, activities=2)
    first, second = items_of(plan)
    PlanItem.objects.filter(pk=first.pk).update(archived_at=timezone.now())

    saved = save_statuses(plan=plan, wishes=[wish(first, "behaald"), wish(second, "behaald")], by=ambassador)

    assert (saved.gone, len(saved.changed)) == (1, 1)


def test_rows_of_another_plan_cannot_be_smuggled_in(hub, ambassador):
    plan, other = plan_of(hub), ItemFactory()

    saved = save_statuses(plan=plan, wishes=[wish(other, "behaald")], by=ambassador)

    other.refresh_from_db()
    assert (saved.gone, other.status) == (1, "")


def test_a_locked_plan_refuses_with_a_sentence_and_changes_nothing(hub, ambassador):
    plan = plan_of(hub)
    [item] = items_of(plan)
    type(plan).objects.filter(pk=plan.pk).update(locked_at=timezone.now())  # while the page stood open

    with pytest.raises(PlanLocked, match=str(plan.year)):
        save_statuses(plan=plan, wishes=[wish(item, "behaald")], by=ambassador)

    item.refresh_from_db()
    assert (item.status, StatusChange.objects.count()) == ("", 0)


@pytest.mark.parametrize("rows", [2, 49])  # one to change and one to confirm is the least that does everything
def test_saving_costs_the_same_number_of_queries_for_two_rows_and_forty_nine(
    hub, ambassador, django_assert_num_queries, rows
):
    plan = plan_of(hub, activities=rows)
    wishes = [wish(item, "behaald" if place % 2 == 0 else "") for place, item in enumerate(items_of(plan))]

    with django_assert_num_queries(8):
        save_statuses(plan=plan, wishes=wishes, by=ambassador)


def test_undo_puts_back_statuses_reasons_and_the_day_of_confirmation(hub, ambassador):
    plan = plan_of(hub, activities=2)
    first, second = items_of(plan)
    save_statuses(
        plan=plan, wishes=[wish(first, "achter_op_schema", "Te druk."), wish(second, "op_schema")], by=ambassador
    )
    before = items_of(plan)
    saved = save_statuses(plan=plan, wishes=[wish(before[0], "behaald"), wish(before[1], "op_schema")], by=ambassador)

    back = undo_statuses(group=saved.group, plan=plan, by=ambassador)

    after = items_of(plan)
    assert [(i.status, i.status_reason, i.status_at, i.confirmed_at) for i in after] == [
        (i.status, i.status_reason, i.status_at, i.confirmed_at) for i in before
    ]
    assert (len(back.items), back.skipped) == (2, 0)


def test_undo_leaves_alone_what_changed_again_later(hub, ambassador, duo):
    plan = plan_of(hub, activities=2)
    first, second = items_of(plan)
    saved = save_statuses(plan=plan, wishes=[wish(first, "behaald"), wish(second, "behaald")], by=ambassador)
    first.refresh_from_db()
    save_statuses(plan=plan, wishes=[wish(first, "doorlopend")], by=duo)

    back = undo_statuses(group=saved.group, plan=plan, by=ambassador)

    assert [item.status for item in items_of(plan)] == ["doorlopend", ""]
    assert (len(back.items), back.skipped) == (1, 1)


def test_undoing_twice_says_that_nothing_is_left(hub, ambassador):
    plan = plan_of(hub)
    [item] = items_of(plan)
    saved = save_statuses(plan=plan, wishes=[wish(item, "behaald")], by=ambassador)
    undo_statuses(group=saved.group, plan=plan, by=ambassador)

    with pytest.raises(Refused):
        undo_statuses(group=saved.group, plan=plan, by=ambassador)


def test_undo_is_possible_for_seven_days(hub, ambassador, monkeypatch):
    plan = plan_of(hub)
    [item] = items_of(plan)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now - dt.timedelta(days=7, minutes=1))
    saved = save_statuses(plan=plan, wishes=[wish(item, "behaald")], by=ambassador)
    monkeypatch.setattr(timezone, "now", lambda: now)

    with pytest.raises(Refused):
        undo_statuses(group=saved.group, plan=plan, by=ambassador)

    item.refresh_from_db()
    assert item.status == "behaald"
