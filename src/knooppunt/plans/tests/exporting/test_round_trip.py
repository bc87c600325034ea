"""An exported plan can be imported again, and comes back the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knooppunt.plans.exporting.content import plan_content
from knooppunt.plans.exporting.docx import plan_docx
from knooppunt.plans.exporting.xlsx import plan_xlsx
from knooppunt.plans.importing.read import read_plan
from knooppunt.plans.importing.tree import ParsedPlan
from knooppunt.plans.models import ActionPlan, SubResult
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.queries.visible import Sight
from knooppunt.plans.tests.exporting.examples import FORMULA_TEXTS, make_item, make_nhf_plan, make_plan, make_theme

pytestmark = pytest.mark.django_db
ALL = Sight(reasons=True, notes=True)


def exported(plan: ActionPlan) -> bytes:
    tree = plan_tree(plan, sight=ALL)
    return plan_xlsx(tree, plan_content(tree, sight=ALL))


def content_of(plan: ActionPlan) -> list[object]:
    """What a workbook carries of a plan, as the importer would say it."""
    return [
        (
            node.theme.title,
            node.theme.goal,
            [(row.text, row.status, row.reason) for row in node.focus],
            [
                (row.text, row.status, row.reason, tuple(result.text for result in row.sub_results), row.deliverable)
                for row in node.activities
            ],
        )
        for node in plan_tree(plan, sight=ALL).themes
    ]


def content_read(parsed: ParsedPlan) -> list[object]:
    return [
        (
            theme.title,
            theme.goal,
            [(item.text, item.status, item.reason) for item in theme.focus_items],
            [(item.text, item.status, item.reason, item.sub_items, item.deliverable) for item in theme.activities],
        )
        for theme in parsed.themes
    ]


def test_the_workbook_of_the_real_plan_is_read_back_equal() -> None:
    plan = make_nhf_plan()

    parsed = read_plan(exported(plan), "plan.xlsx")

    assert content_read(parsed) == content_of(plan)
    assert parsed.warnings == ()


def test_owners_periods_and_hours_come_back() -> None:
    plan = make_plan()
    theme = make_theme(plan)
    make_item(
        theme,
        kind="activity",
        owner_name="Voorbeeld Jansen",
        planned_from=dt.date(2023, 1, 2),
        planned_until=dt.date(2023, 12, 31),
        hours=Decimal("7.5"),
        handover_to="Een school",
    )

    (item,) = read_plan(exported(plan), "plan.xlsx").themes[0].activities

    assert (item.owner, item.handover_to) == ("Voorbeeld Jansen", "Een school")
    assert (item.planned_from, item.planned_until) == (dt.date(2023, 1, 2), dt.date(2023, 12, 31))
    assert item.hours == Decimal("7.5")


@pytest.mark.parametrize("text", FORMULA_TEXTS)
def test_text_that_looks_like_a_formula_comes_back_as_it_was(text: str) -> None:
    plan = make_plan()
    make_item(make_theme(plan), text, kind="activity")

    (item,) = read_plan(exported(plan), "plan.xlsx").themes[0].activities

    assert item.text == text


def test_results_of_a_focus_item_are_not_given_to_an_activity() -> None:
    plan = make_plan()
    first, second = make_theme(plan, "Eerste"), make_theme(plan, "Tweede", order=1)
    make_item(first, "Een activiteit", kind="activity")
    focus = make_item(second, "Een punt", deliverable="Een rapport")
    SubResult.objects.create(item=focus, text="Een resultaat")

    parsed = read_plan(exported(plan), "plan.xlsx")

    assert parsed.themes[0].activities[0].sub_items == ()
    assert parsed.themes[1].focus_items[0].text == "Een punt\n• Een resultaat\nEen rapport"


def test_the_word_file_is_understood_by_the_importer_too() -> None:
    plan = make_nhf_plan()
    SubResult.objects.all().update(is_done=False)
    tree = plan_tree(plan, sight=ALL)
    document = plan_docx(plan_content(tree, sight=ALL), language="nl")

    parsed = read_plan(document, "plan.docx")

    assert parsed.counts() == {"themes": 6, "focus_items": 26, "activities": 23}
    assert [
        [(item.text, item.status) for item in (*theme.focus_items, *theme.activities)] for theme in parsed.themes
    ] == [[(row.text, row.status) for row in node.rows] for node in tree.themes]
