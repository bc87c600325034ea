"""Activities of several hubs, what the public sees, and what asks for attention."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.plans.actions.joint import accept_offer, leave_joint, offer_activity
from knooppunt.plans.actions.publishing import publish_rows
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.models import JointOffer, PlanItem, Theme
from knooppunt.plans.queries.public import public_plan
from knooppunt.plans.queries.reminders import reminders_for_user
from knooppunt.plans.queries.tree import plan_tree

from .factories import ItemFactory, ThemeFactory, plan_of


@pytest.fixture
def other(db):
    """Another hub with a plan of its own."""
    hub = HubFactory(short_name="Zuid", slug="zuid")
    plan_of(hub, activities=0)
    return hub


def offered(hub, other, by):
    item = PlanItem.objects.get(theme__plan__hub=hub)
    [offer] = offer_activity(item=item, hubs=[other], seen=item.version, by=by)
    return item, offer


def test_each_hub_has_its_own_row_and_status_and_sees_the_others(hub, other, ambassador):
    plan = plan_of(hub)
    _item, offer = offered(hub, other, ambassador)
    theirs = accept_offer(offer=offer, theme=Theme.objects.get(plan__hub=other), by=user_with(Role.AMBASSADOR, other))
    PlanItem.objects.filter(pk=theirs.pk).update(status="behaald")

    [mine] = plan_tree(plan).rows
    [row] = plan_tree(theirs.theme.plan).rows

    assert [(partner.hub, partner.status) for partner in mine.partners] == [("Zuid", "behaald")]
    assert [(partner.hub, partner.status) for partner in row.partners] == [("Noord", "")]
    assert row.lineage == mine.lineage


def test_asking_twice_asks_once_and_never_oneself(hub, other, ambassador):
    plan_of(hub)
    item, _offer = offered(hub, other, ambassador)

    assert offer_activity(item=item, hubs=[other, hub], seen=item.version, by=ambassador) == []
    assert JointOffer.objects.count() == 1


def test_an_activity_is_taken_into_the_own_plan_only(hub, other, ambassador):
    plan_of(hub)
    _item, offer = offered(hub, other, ambassador)

    with pytest.raises(Refused):
        accept_offer(offer=offer, theme=ThemeFactory(), by=ambassador)
    accept_offer(offer=offer, theme=Theme.objects.get(plan__hub=other), by=ambassador)
    with pytest.raises(Refused):
        accept_offer(offer=offer, theme=Theme.objects.get(plan__hub=other), by=ambassador)


def test_who_leaves_keeps_the_row_and_the_others_go_on(hub, other, ambassador):
    plan_of(hub)
    item, offer = offered(hub, other, ambassador)
    theirs = accept_offer(offer=offer, theme=Theme.objects.get(plan__hub=other), by=ambassador)

    leave_joint(item=theirs, seen=1, by=ambassador)

    theirs.refresh_from_db()
    item.refresh_from_db()
    assert (theirs.joint, item.joint is None) == (None, False)


def test_only_the_hub_that_is_asked_may_answer(hub, other, ambassador, signed_in):
    plan_of(hub)
    _item, offer = offered(hub, other, ambassador)
    url = reverse("plans:offer", args=[offer.pk])

    assert signed_in(ambassador).post(url, {"no": "1"}).status_code == 403
    asked = user_with(Role.AMBASSADOR, other)
    assert signed_in(asked).get(url).status_code == 200
    signed_in(asked).post(url, {"theme": Theme.objects.get(plan__hub=other).pk})
    offer.refresh_from_db()
    assert offer.answer == "accepted"


# ---- the public page -------------------------------------------------------------------------------------------------


def test_nothing_is_public_by_itself(hub):
    plan_of(hub)

    assert public_plan(hub) is None


def test_the_public_page_shows_chosen_rows_and_never_reasons_owners_or_notes(hub, ambassador, client):
    plan_of(hub, activities=2)
    shown, hidden = PlanItem.objects.all()
    PlanItem.objects.update(
        status="achter_op_schema",
        status_reason="MERK-REDEN",
        note="MERK-NOTITIE",
        owner_name="MERK-EIGENAAR",
        owner=ambassador,
    )
    PlanItem.objects.filter(pk=shown.pk).update(is_public=True, text="MERK-OPENBAAR")
    PlanItem.objects.filter(pk=hidden.pk).update(text="MERK-VERBORGEN")

    page = client.get(reverse("network:hub", args=[hub.slug])).content.decode()

    assert "MERK-OPENBAAR" in page
    assert "Achter op schema" in page
    private = ["MERK-REDEN", "MERK-NOTITIE", "MERK-EIGENAAR", "MERK-VERBORGEN", ambassador.name, ambassador.email]
    assert [mark for mark in private if mark in page] == []


def test_archived_and_deleted_rows_are_not_public(hub):
    plan_of(hub, activities=2)
    first, second = PlanItem.objects.all()
    PlanItem.objects.update(is_public=True)
    PlanItem.objects.filter(pk=first.pk).update(archived_at=timezone.now())
    PlanItem.objects.filter(pk=second.pk).update(binned_at=timezone.now())

    assert public_plan(hub) is None


def test_publishing_sets_exactly_what_was_ticked(hub, ambassador, signed_in):
    plan = plan_of(hub, activities=3)
    first, second, third = PlanItem.objects.all()
    PlanItem.objects.filter(pk=second.pk).update(is_public=True)

    signed_in(ambassador).post(
        reverse("plans:publish", args=[hub.slug, plan.year]),
        {"row": [first.pk], "seen": [f"{item.pk}:1" for item in (first, second, third)]},
    )

    assert list(PlanItem.objects.filter(is_public=True)) == [first]


def test_a_text_that_changed_after_it_was_read_is_not_published(hub, ambassador):
    plan = plan_of(hub)
    item = PlanItem.objects.get()
    PlanItem.objects.update(text="Niet voor iedereen", version=2)

    done = publish_rows(plan=plan, public=[item.pk], seen={item.pk: 1}, by=ambassador)

    assert (done.shown, done.conflicts) == (0, [item])
    assert not PlanItem.objects.get().is_public


# ---- attention -------------------------------------------------------------------------------------------------------


def kinds(user):
    return [item.kind for item in reminders_for_user(user)]


def test_a_missing_plan_asks_for_attention(ambassador):
    assert kinds(ambassador) == ["plan-missing"]


def test_rows_silent_for_sixty_days_and_rows_without_reason_ask_for_attention(hub, ambassador):
    plan_of(hub, activities=3)
    first, second, third = PlanItem.objects.all()
    now = timezone.now()
    assert kinds(ambassador) == []  # a row without status is new, not silent

    PlanItem.objects.filter(pk=first.pk).update(status="op_schema", confirmed_at=now - dt.timedelta(days=61))
    PlanItem.objects.filter(pk=second.pk).update(status="op_schema", confirmed_at=now - dt.timedelta(days=59))
    assert kinds(ambassador) == ["plan-stale"]

    PlanItem.objects.filter(pk=third.pk).update(status="achter_op_schema", confirmed_at=now)
    assert kinds(ambassador) == ["plan-stale", "plan-unexplained"]


def test_a_request_to_carry_something_together_asks_for_attention(hub, other, ambassador):
    plan_of(hub)
    ItemFactory(theme=Theme.objects.get(plan__hub=other))
    item = PlanItem.objects.get(theme__plan__hub=other)
    offer_activity(item=item, hubs=[hub], seen=1, by=ambassador)

    assert kinds(ambassador) == ["joint-offer"]
