"""A recalibration that ended becomes a proposed moment at the row of the plan that it was for."""

import pytest
from django.utils import timezone

from knooppunt.journal.actions.proposals import collect_proposals, confirm_proposal
from knooppunt.journal.models import Proposal
from knooppunt.plans.tests.recalibrating import ended_round

pytestmark = pytest.mark.django_db


def test_the_moment_stands_at_the_activity_with_the_result():
    hub, by, item = ended_round(silent=2, called=3)

    assert (collect_proposals(), collect_proposals()) == (1, 0)

    made = Proposal.objects.get()
    assert (made.hub, made.user, made.item, made.date) == (hub, by, item, timezone.localdate())
    assert made.title == "Herijking afgesloten: 3 contactpersonen bevestigd, 2 niet bereikt"
    assert made.minutes == 30  # ten around it and three calls of six, in quarters
    assert confirm_proposal(proposal=made, by=by).item == item
