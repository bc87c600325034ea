"""A recalibration that ended is proposed for the logbook, at the row of the plan that it was for."""

import datetime as dt

import pytest
from django.utils import timezone

from knooppunt.core.registries import PlanActivity
from knooppunt.journal.actions.proposals import collect_proposals, confirm_proposal
from knooppunt.journal.models import Proposal
from knooppunt.network.models import Contact
from knooppunt.network.recalibration.actions import start_round
from knooppunt.network.recalibration.deciding import decide
from knooppunt.network.recalibration.ending import end_round
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import HubContactFactory
from knooppunt.plans.queries.recalibrated import propose_recalibrations
from knooppunt.plans.tests.factories import ItemFactory, PlanFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def ended_round(*, silent=0, called=0):
    """A round of a new hub for an activity of its plan, with so many contacts; gives hub, ambassador and activity."""
    today, hub = timezone.localdate(), HubFactory.create()
    by = MandateFactory.create(role="ambassador", hub=hub).user
    item = ItemFactory(theme=ThemeFactory(plan=PlanFactory(hub=hub, year=today.year)), text="Stakeholders herijken")
    for number in range(silent + called):
        HubContactFactory.create(hub=hub, contact__email="" if number < called else f"m{number}@voorbeeld.example")
    made = start_round(
        hub=hub,
        title="Herijking",
        about="",
        contacts=list(Contact.objects.filter(hubs=hub)),
        asked=[],
        own_question="",
        closes_on=today + dt.timedelta(days=30),
        by=by,
        activity=PlanActivity(item.lineage, item.text, today.year),
    )
    for reply in made.replies.filter(contact__email=""):
        decide(reply=reply, decision="called", by=by)
    end_round(round=made, by=by)
    return hub, by, item


def test_the_moment_stands_at_the_activity_with_the_result(db):
    hub, by, item = ended_round(silent=2, called=3)

    assert (collect_proposals(), collect_proposals()) == (1, 0)

    made = Proposal.objects.get()
    assert (made.hub, made.user, made.item, made.date) == (hub, by, item, timezone.localdate())
    assert made.title == "Herijking afgesloten: 3 contactpersonen bevestigd, 2 niet bereikt"
    assert made.minutes == 30  # ten around it and three calls of six, in quarters
    assert confirm_proposal(proposal=made, by=by).item == item


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
