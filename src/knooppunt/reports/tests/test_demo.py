"""The example reports: every state, once, and visibly made up."""

import pytest

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.network.models import Hub, Mandate, Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.reports.demo.loader import FIRST, SECOND, THIRD, load_demo_reports
from knooppunt.reports.models import Kind, Report

pytestmark = pytest.mark.django_db


def test_reports_stand_in_every_state_and_are_loaded_once():
    for slug in (FIRST, SECOND, THIRD):
        Mandate.objects.create(user=UserFactory(), role=Role.AMBASSADOR, hub=HubFactory(slug=slug))
    Mandate.objects.create(user=UserFactory(), role=Role.COORDINATOR)

    load_demo_reports()

    assert set(Report.objects.values_list("state", flat=True)) == {
        "draft",
        "frozen",
        "submitted",
        "returned",
        "approved",
    }
    assert Report.objects.filter(published__isnull=False).count() == 2
    assert set(Report.objects.values_list("kind", flat=True)) >= {Kind.HALF_YEAR, Kind.UPDATE, Kind.NATIONAL}
    assert not Report.objects.filter(is_example=False).exists()
    assert load_demo_reports() == "0 reports"
    assert Hub.objects.count() == 3
