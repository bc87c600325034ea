"""A recalibration that ended is proposed for the logbook, at the row of the plan that it was for."""

import pytest
from django.utils import timezone

from knooppunt.network.tests.factories import HubFactory
from knooppunt.plans.queries.recalibrated import propose_recalibrations
from knooppunt.plans.tests.factories import ItemFactory, PlanFactory, ThemeFactory
from knooppunt.plans.tests.recalibrating import ended_round

pytestmark = pytest.mark.django_db


def test_without_an_activity_or_when_the_row_is_gone_it_stands_at_no_row(db):
    _hub, _by, item = ended_round(silent=1)
    item.archived_at = timezone.now()
    item.save()
    today = timezone.localdate()

    assert [one.item_id for one in propose_recalibrations(today, today)] == [None]


def test_the_same_activity_of_another_hub_gets_nothing(db):
    _hub, _by, item = ended_round(silent=1)
    theme = ThemeFactory(plan=PlanFactory(hub=HubFactory.create(), year=timezone.localdate().year))
    ItemFactory(theme=theme, lineage=item.lineage)
    today = timezone.localdate()

    assert [one.item_id for one in propose_recalibrations(today, today)] == [item.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_asking_costs_the_same_for_one_round_and_three(count, django_assert_num_queries):
    for _number in range(count):
        ended_round(silent=1)
    today = timezone.localdate()

    with django_assert_num_queries(3):
        assert len(list(propose_recalibrations(today, today))) == count
