"""The example plans."""

import pytest

from knooppunt.core.models import StatusChange
from knooppunt.network.tests.factories import HubFactory
from knooppunt.plans.demo.loader import load_demo_plans
from knooppunt.plans.models import ActionPlan, JointOffer, PlanItem, Status
from knooppunt.plans.queries.public import public_plan
from knooppunt.plans.queries.templates import template_differences
from knooppunt.plans.queries.tree import plan_tree


@pytest.fixture
def hubs(db):
    slugs = ["noord-holland-flevoland", "ligare", "propallia"]
    return [HubFactory(slug=slug, order=order) for order, slug in enumerate(slugs)]


def test_demo_shows_every_status_every_feature_and_is_marked_as_example(hubs, year):
    load_demo_plans()

    plans = ActionPlan.objects.of_hubs()
    assert {plan.is_example for plan in ActionPlan.objects.all()} == {True}
    assert set(plans.values_list("year", flat=True)) == {2023, year - 2, year - 1, year}
    assert {plan.year for plan in plans if plan.is_locked} == {2023, year - 2}
    assert set(PlanItem.objects.values_list("status", flat=True)) == {*Status.values, ""}
    assert not PlanItem.objects.filter(status="achter_op_schema", status_reason="").exists()
    assert StatusChange.objects.dates("at", "month").count() > 3
    assert public_plan(hubs[0]) is not None
    assert set(JointOffer.objects.values_list("answer", flat=True)) == {"open", "accepted"}
    assert len(template_differences(plan_tree(plans.get(hub=hubs[0], year=year)))) == 1


def test_the_real_plan_is_among_them(hubs):
    load_demo_plans()

    tree = plan_tree(ActionPlan.objects.get(hub=hubs[0], year=2023))
    assert (len(tree.themes), tree.focus_count, tree.activity_count) == (6, 26, 23)


def test_loading_twice_changes_nothing(hubs):
    load_demo_plans()
    before = (ActionPlan.objects.count(), PlanItem.objects.count(), StatusChange.objects.count())

    assert load_demo_plans() == "0 plans"
    assert (ActionPlan.objects.count(), PlanItem.objects.count(), StatusChange.objects.count()) == before
