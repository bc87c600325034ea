"""The examples: something in every state, the same when loaded again."""

import pytest

from knooppunt.catalogue.offering.demo.loader import load_demo_offering
from knooppunt.catalogue.offering.models import ProviderRegistration, QualityReview, Report, Submission
from knooppunt.core import registries

pytestmark = pytest.mark.django_db


def test_there_is_something_in_every_state_and_loading_again_adds_nothing() -> None:
    for load in registries.demo_loaders:
        load()

    assert set(Submission.objects.values_list("state", flat=True)) == set(Submission.State.values)
    assert set(ProviderRegistration.objects.values_list("state", flat=True)) == set(ProviderRegistration.State.values)
    assert set(Report.objects.values_list("state", flat=True)) == set(Report.State.values)
    assert QualityReview.objects.filter(is_enough=True).exists()
    count = Submission.objects.count()
    load_demo_offering()
    assert Submission.objects.count() == count
