"""A hub that merges takes along what still has to be decided."""

import datetime as dt

from django.utils import timezone

from knooppunt.journal.actions.filing import file_mail, hub_log, log_address
from knooppunt.journal.actions.proposals import confirm_proposal, dismiss_proposal
from knooppunt.journal.actions.recurring import RecurringData, add_recurring
from knooppunt.journal.models import CalendarFeed, Proposal
from knooppunt.journal.tests.sources.test_filing import mail_from
from knooppunt.journal.tests.sources.test_proposals import proposed
from knooppunt.network.actions.merge import merge_hubs, undo_merge
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of


def merged(hub, target):
    return merge_hubs(hub=hub, target=target, seen=hub.version, by=None)


def test_what_waits_goes_to_the_hub_that_goes_on_and_can_be_confirmed_there(hub, other_hub, ambassador):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    waits, left = proposed(hub, ambassador, item_id=item.pk), proposed(hub, ambassador, "Iets anders", ago=2)
    dismiss_proposal(proposal=left, by=ambassador)
    assert waits.item == item
    day = timezone.localdate() - dt.timedelta(days=1)
    round_ = add_recurring(user=ambassador, hub=hub, data=RecurringData("Spreekuur", "weekly", day, 60, item=item))
    feed = CalendarFeed.objects.create(user=ambassador, hub=hub, address="https://agenda.example/a.ics")

    merged(hub, other_hub)

    for row in (waits, left, round_, feed):
        row.refresh_from_db()
    assert [waits.hub, left.hub, round_.hub, feed.hub] == [other_hub, hub, other_hub, other_hub]
    assert (waits.item, round_.item) == (None, None)
    assert confirm_proposal(proposal=waits, by=ambassador).hub == other_hub


def test_taking_the_merge_back_brings_back_what_nobody_decided(hub, other_hub, ambassador):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    waits, decided = proposed(hub, ambassador, item_id=item.pk), proposed(hub, ambassador, "Iets anders", ago=2)
    theirs = proposed(other_hub, ambassador, "Van de ander", ago=3)
    merge = merged(hub, other_hub)
    decided.refresh_from_db()
    confirm_proposal(proposal=decided, by=ambassador)

    undo_merge(merge=merge, by=None)

    for row in (waits, decided, theirs):
        row.refresh_from_db()
    assert [waits.hub, decided.hub, theirs.hub] == [hub, other_hub, other_hub]
    assert waits.item == item


def test_mail_to_the_old_address_is_filed_with_the_hub_that_goes_on(hub, other_hub, ambassador):
    old = log_address(hub_log(hub))
    merged(hub, other_hub)

    made = file_mail(data=mail_from(ambassador.email, old).as_bytes()).proposal

    assert (made.hub, made.user, made.state) == (other_hub, ambassador, Proposal.State.OPEN)
