"""The examples: something in every state, the same when loaded again."""

import pytest

from knooppunt.catalogue.demo.searching import load_demo_searching
from knooppunt.catalogue.models import Collection, KeptEntry, SavedSearch
from knooppunt.catalogue.offering.demo.loader import load_demo_offering
from knooppunt.catalogue.offering.models import CheckRound, ProviderRegistration, QualityReview, Report, Submission
from knooppunt.core import registries
from knooppunt.search.api import SynonymLine, asked_in_vain

pytestmark = pytest.mark.django_db


def test_there_is_something_in_every_state_and_loading_again_adds_nothing() -> None:
    for load in registries.demo_loaders:
        load()

    assert set(Submission.objects.values_list("state", flat=True)) == set(Submission.State.values)
    assert set(ProviderRegistration.objects.values_list("state", flat=True)) == set(ProviderRegistration.State.values)
    assert set(Report.objects.values_list("state", flat=True)) == set(Report.State.values)
    assert QualityReview.objects.filter(is_enough=True).exists()
    waiting = SavedSearch.objects.filter(confirmed_at=None).count()
    assert (waiting, SavedSearch.objects.count() - waiting) == (1, 3)
    assert SynonymLine.objects.count() >= 4
    assert {row.words for row in asked_in_vain()} >= {"muziektherapie", "papiaments"}
    assert CheckRound.objects.filter(reason=CheckRound.Reason.GUIDELINE).exists()
    assert KeptEntry.objects.count() == 3
    assert Collection.objects.filter(state=Collection.State.DRAFT).exists()
    count = Submission.objects.count()
    assert load_demo_searching() == "0 searches that mail"
    load_demo_offering()
    assert Submission.objects.count() == count
