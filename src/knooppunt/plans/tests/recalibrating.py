"""A recalibration that ended, for the tests of what is proposed after it."""

import datetime as dt

from django.utils import timezone

from knooppunt.core.registries import PlanActivity
from knooppunt.network.models import Contact
from knooppunt.network.recalibration.actions import start_round
from knooppunt.network.recalibration.deciding import decide
from knooppunt.network.recalibration.ending import end_round
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import HubContactFactory
from knooppunt.plans.tests.factories import ItemFactory, PlanFactory, ThemeFactory


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
