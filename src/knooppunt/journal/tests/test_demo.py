"""The example moments."""

import pytest

from knooppunt.journal.demo.loader import HUBS, load_demo_moments
from knooppunt.journal.models import ClosedMonth, Moment
from knooppunt.network.tests.factories import HubFactory


@pytest.mark.django_db
def test_two_years_for_three_hubs_once(today):
    for slug in HUBS:
        HubFactory(slug=slug)

    load_demo_moments()
    count = Moment.objects.count()
    load_demo_moments()

    assert Moment.objects.count() == count > 500
    assert Moment.objects.values("hub").distinct().count() == 3
    assert Moment.objects.filter(date__gte=today).count() == 0
    assert (today - Moment.objects.order_by("date").first().date).days > 700
    assert Moment.objects.filter(visibility="public", is_highlight=True).count() == 6
    assert Moment.objects.exclude(result="").exists()
    assert ClosedMonth.objects.exists()
