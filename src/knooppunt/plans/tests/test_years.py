"""New years: copying, templates and what they offer later, comparison, closing."""

import pytest
from django.urls import reverse

from knooppunt.core.models import StatusChange
from knooppunt.plans.actions.plans import Along, add_plan, copy_plan, lock_year
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.actions.templates import answer_template
from knooppunt.plans.models import ActionPlan, PlanItem, SubResult, Theme
from knooppunt.plans.queries.templates import template_differences
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.queries.years import compare_years

from .factories import ItemFactory, NationalThemeFactory, SubResultFactory, TemplateFactory, ThemeFactory, plan_of


def copied(source, hub, year, by, **along):
    rows = set(PlanItem.objects.filter(theme__plan=source).values_list("pk", flat=True))
    return copy_plan(
        source=source, hub=hub, year=year, title=f"Actieplan {year}", items=rows, by=by, along=Along(**along)
    )


@pytest.fixture
def template(db, year):
    """A national template with one theme and two rows."""
    plan = TemplateFactory(year=year)
    theme = ThemeFactory(plan=plan, national=NationalThemeFactory(), title="Borging")
    ItemFactory(theme=theme, text="Rij een", is_shared=True)
    ItemFactory(theme=theme, text="Rij twee", is_shared=True)
    return plan


def test_copy_keeps_lineage_and_forgets_what_belongs_to_the_old_year(hub, ambassador, year):
    old = plan_of(hub, activities=1, year=year - 1)
    PlanItem.objects.update(
        status="op_schema",
        confirmed_at="2025-01-01T00:00Z",
        is_public=True,
        note="Geheim",
        owner_name="Iemand",
        hours=4,
    )
    source = PlanItem.objects.get()
    SubResultFactory(item=source, is_done=True)

    new = copied(old, hub, year, ambassador)

    item = PlanItem.objects.get(theme__plan=new)
    assert (item.lineage, item.text, item.owner_name, item.hours) == (source.lineage, source.text, "Iemand", 4)
    assert (item.status, item.confirmed_at, item.is_public, item.note, item.version) == ("", None, False, "", 1)
    assert item.uuid != source.uuid
    assert [sub.is_done for sub in SubResult.objects.filter(item=item)] == [False]
    source.refresh_from_db()
    assert (source.theme.plan, source.status) == (old, "op_schema")


def test_statuses_go_along_when_asked_and_the_history_says_so(hub, ambassador, year):
    old = plan_of(hub, activities=2, year=year - 1)
    PlanItem.objects.update(status="doorlopend")

    new = copied(old, hub, year, ambassador, statuses=True)

    assert set(PlanItem.objects.filter(theme__plan=new).values_list("status", flat=True)) == {"doorlopend"}
    assert [change.act for change in StatusChange.objects.all()] == ["copied", "copied"]


def test_themes_without_chosen_rows_stay_behind(hub, ambassador, year):
    old = plan_of(hub, activities=1, year=year - 1)
    other = ItemFactory(theme=ThemeFactory(plan=old))

    new = copy_plan(source=old, hub=hub, year=year, title="Nieuw", items={other.pk}, by=ambassador)

    assert [theme.title for theme in Theme.objects.filter(plan=new)] == [other.theme.title]


def test_a_second_plan_for_the_same_year_is_refused_with_a_sentence(hub, ambassador, year):
    old = plan_of(hub, year=year)

    with pytest.raises(Refused, match=str(year)):
        add_plan(hub=hub, year=year, title="Nog een", by=ambassador)
    with pytest.raises(Refused):
        copied(old, hub, year, ambassador)
    assert ActionPlan.objects.count() == 1


def test_copying_costs_the_same_for_one_row_and_three(hub, ambassador, year, django_assert_num_queries):
    small, large = plan_of(hub, activities=1, year=year - 2), plan_of(hub, activities=3, year=year - 1)
    for number, source in enumerate((small, large)):
        rows = set(PlanItem.objects.filter(theme__plan=source).values_list("pk", flat=True))
        with django_assert_num_queries(16):
            copy_plan(source=source, hub=hub, year=year + number, title="Nieuw", items=rows, by=ambassador)


def test_the_way_to_a_new_plan_by_hand(hub, ambassador, signed_in, year):
    plan_of(hub, focus=1, activities=1, year=year - 1)
    PlanItem.objects.filter(kind="focus").update(status="behaald")
    achieved, open_row = PlanItem.objects.order_by("-kind")
    browser = signed_in(ambassador)

    start = browser.get(reverse("plans:start", args=[hub.slug]), {"year": year, "source": ActionPlan.objects.get().pk})
    page = browser.get(start["Location"]).content.decode()
    assert f'value="{open_row.pk}" checked' in page
    assert f'value="{achieved.pk}" checked' not in page
    made = browser.post(start["Location"], {"title": "Actieplan", "row": [open_row.pk], "details": "on"})

    assert made["Location"] == f"/werkplek/noord/plan/{year}/"
    assert [row.text for row in plan_tree(ActionPlan.objects.get(year=year)).rows] == [open_row.text]


def test_a_plan_of_another_hub_cannot_be_copied(hub, ambassador, signed_in, year):
    foreign = ItemFactory(text="Van een ander").theme.plan

    page = signed_in(ambassador).get(reverse("plans:copy", args=[hub.slug, year]) + f"?bron={foreign.pk}")

    assert "Van een ander" not in page.content.decode()


def test_copy_of_the_template_is_shared_and_has_nothing_to_answer(hub, ambassador, template, year):
    plan = copied(template, hub, year, ambassador)

    assert all(item.is_shared for item in PlanItem.objects.filter(theme__plan=plan))
    assert template_differences(plan_tree(plan)) == []


def test_a_local_wording_is_left_in_peace_until_the_template_changes(hub, ambassador, template, year):
    plan = copied(template, hub, year, ambassador)
    PlanItem.objects.filter(theme__plan=plan, text="Rij een").update(text="Onze eigen woorden")
    assert template_differences(plan_tree(plan)) == []

    PlanItem.objects.filter(theme__plan=template, text="Rij een").update(text="Rij een, beter")

    [difference] = template_differences(plan_tree(plan))
    assert (difference.text, difference.row.text) == ("Rij een, beter", "Onze eigen woorden")
    assert PlanItem.objects.filter(theme__plan=plan, text="Onze eigen woorden").exists()  # never forced


@pytest.mark.parametrize(("take", "text"), [(True, "Rij een, beter"), (False, "Rij een")])
def test_an_answer_is_remembered_until_the_template_changes_again(hub, ambassador, template, year, take, text):
    plan = copied(template, hub, year, ambassador)
    source = PlanItem.objects.get(theme__plan=template, text="Rij een")
    PlanItem.objects.filter(pk=source.pk).update(text="Rij een, beter")

    answer_template(plan=plan, lineage=source.lineage, take=take, seen=1, by=ambassador)

    assert PlanItem.objects.get(theme__plan=plan, lineage=source.lineage).text == text
    assert template_differences(plan_tree(plan)) == []
    PlanItem.objects.filter(pk=source.pk).update(text="Rij een, nog beter")
    assert len(template_differences(plan_tree(plan))) == 1


def test_a_new_row_of_the_template_comes_under_the_theme_it_belongs_to(hub, ambassador, template, year):
    plan = copied(template, hub, year, ambassador)
    new = ItemFactory(theme=template.themes.get(), text="Rij drie", is_shared=True)

    [difference] = template_differences(plan_tree(plan))
    assert difference.row is None
    item = answer_template(plan=plan, lineage=new.lineage, take=True, seen=None, by=ambassador)

    assert (item.theme.title, item.theme.plan, item.is_shared) == ("Borging", plan, True)


def test_a_plan_that_never_followed_the_template_is_not_bothered(hub, template, year):
    assert template_differences(plan_tree(plan_of(hub, year=year))) == []


def test_years_stand_side_by_side_by_lineage(hub, ambassador, year):
    old = plan_of(hub, activities=2, year=year - 1)
    PlanItem.objects.update(status="op_schema")
    first, second = PlanItem.objects.all()
    new = copy_plan(source=old, hub=hub, year=year, title="Nieuw", items={first.pk}, by=ambassador)
    PlanItem.objects.filter(theme__plan=new).update(status="behaald", text="Anders gezegd")

    lines = compare_years([new, old])

    assert [(line.text, line.statuses, line.texts_differ) for line in lines] == [
        ("Anders gezegd", ["behaald", "op_schema"], True),
        (second.text, [None, "op_schema"], False),
    ]


@pytest.mark.parametrize("plans", [1, 3])
@pytest.mark.parametrize("name", ["plans", "compare"])
def test_lists_of_years_cost_the_same_number_of_queries(
    hub, ambassador, signed_in, django_assert_num_queries, plans, name, year
):
    for number in range(plans):
        plan_of(hub, activities=2, year=year - number)
    url = reverse(f"plans:{name}", args=[hub.slug])
    browser = signed_in(ambassador)
    browser.get(url)

    with django_assert_num_queries(6):
        browser.get(url)


def test_the_coordinator_closes_and_reopens_a_year_and_nobody_else_does(hub, ambassador, coordinator, signed_in, year):
    plan = plan_of(hub, year=year)
    url = reverse("plans:lock", args=[plan.pk])

    assert signed_in(ambassador).post(url, {"locked": "1"}).status_code == 403
    signed_in(coordinator).post(url, {"locked": "1"})
    plan.refresh_from_db()
    assert plan.is_locked
    assert lock_year(year=year, by=coordinator, locked=False) == 1
    plan.refresh_from_db()
    assert not plan.is_locked


def test_the_coordinator_keeps_the_templates_with_the_same_editor(ambassador, coordinator, signed_in, template):
    item = PlanItem.objects.get(text="Rij een")
    url = reverse("plans:row_edit", args=[item.pk])
    data = {"version": 1, "text": "Rij een, landelijk", "deliverable": "", "sub-TOTAL_FORMS": 0, "sub-INITIAL_FORMS": 0}

    assert signed_in(ambassador).post(url, data).status_code == 403
    assert signed_in(ambassador).get(template.get_absolute_url()).status_code == 200
    assert signed_in(ambassador).get(reverse("plans:templates")).status_code == 403
    assert signed_in(coordinator).post(url, data).status_code == 302
    item.refresh_from_db()
    assert item.text == "Rij een, landelijk"
    assert signed_in(coordinator).get(template.get_absolute_url()).status_code == 200


def test_a_new_template_begins_with_the_newest_one(coordinator, signed_in, template, year):
    answer = signed_in(coordinator).post(reverse("plans:template_add"), {"year": year + 1})

    new = ActionPlan.objects.get(year=year + 1)
    assert answer["Location"] == new.get_absolute_url()
    assert (new.is_template, [row.text for row in plan_tree(new).rows]) == (True, ["Rij een", "Rij twee"])
