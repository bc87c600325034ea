"""Writing moments."""

import datetime as dt

import pytest

from knooppunt.core.models import Change
from knooppunt.core.versions import Conflict
from knooppunt.journal.actions.bulk import BulkChange, change_moments
from knooppunt.journal.actions.moments import (
    MomentData,
    add_moment,
    change_moment,
    delete_moments,
    repeat_moment,
    restore_moments,
)
from knooppunt.journal.actions.months import close_month, reopen_month
from knooppunt.journal.actions.refusals import MonthClosed, Refused
from knooppunt.journal.models import Moment
from knooppunt.journal.tests.factories import MomentFactory, contact, organisation
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of


@pytest.fixture
def item(hub):
    """An activity of the plan of this year."""
    return PlanItem.objects.get(theme__plan=plan_of(hub))


def test_adding_keeps_everything_and_notes_the_change(hub, ambassador, item, today):
    school, anna = organisation("ROC Voorbeeld", hub), contact("Anna Voorbeeld", hub)
    data = MomentData(
        today, 90, "visit", item, None, [school], [anna], " kennis gemaakt ", "een afspraak", True, "network"
    )

    moment = add_moment(hub=hub, data=data, by=ambassador)

    moment.refresh_from_db()
    assert (moment.minutes, moment.kind, moment.note, moment.result) == (90, "visit", "kennis gemaakt", "een afspraak")
    assert (moment.item, moment.theme, moment.author) == (item, item.theme, ambassador)
    assert list(moment.organisations.all()) == [school]
    assert list(moment.contacts.all()) == [anna]
    assert moment.history.get().history_user == ambassador
    assert list(Change.objects.values_list("kind", "key")) == [("journal.moment", str(moment.pk))]


def test_what_everybody_may_read_is_a_highlight(hub, ambassador, today):
    moment = add_moment(hub=hub, data=MomentData(today, 5, visibility="public"), by=ambassador)

    assert moment.is_highlight


@pytest.mark.parametrize(
    ("day", "minutes", "said"),
    [
        (dt.timedelta(days=1), 60, "nog niet geweest"),
        (dt.timedelta(days=-4000), 60, "te lang geleden"),
        (dt.timedelta(0), 0, "minstens één minuut"),
        (dt.timedelta(0), 25 * 60, "hoogstens 16 uur"),
    ],
)
def test_odd_dates_and_durations_are_refused_with_a_sentence(day, minutes, said, hub, ambassador, today):
    with pytest.raises(Refused, match=said):
        add_moment(hub=hub, data=MomentData(today + day, minutes), by=ambassador)

    assert not Moment.objects.exists()


def test_a_text_of_20000_characters_is_refused(hub, ambassador, today):
    with pytest.raises(Refused, match="5000"):
        add_moment(hub=hub, data=MomentData(today, 5, note="x" * 20_000), by=ambassador)


def test_an_activity_of_another_hub_is_refused(hub, other_hub, ambassador, today):
    theirs = PlanItem.objects.get(theme__plan=plan_of(other_hub))

    with pytest.raises(Refused, match="ander knooppunt"):
        add_moment(hub=hub, data=MomentData(today, 60, item=theirs), by=ambassador)


def test_a_contact_of_another_hub_is_refused(hub, other_hub, ambassador, today):
    with pytest.raises(Refused, match="contactpersonen"):
        add_moment(hub=hub, data=MomentData(today, 60, contacts=[contact("Bram Voorbeeld", other_hub)]), by=ambassador)


def test_changing_raises_the_version_and_replaces_people(hub, ambassador, today):
    moment = MomentFactory(hub=hub)
    moment.organisations.add(organisation("ROC Oud", hub))
    new = organisation("ROC Nieuw", hub)

    change_moment(moment=moment, data=MomentData(today, 30, organisations=[new]), seen=1, by=ambassador)

    moment.refresh_from_db()
    assert (moment.minutes, moment.version) == (30, 2)
    assert list(moment.organisations.all()) == [new]


def test_changing_what_somebody_else_changed_is_a_conflict_and_changes_nothing(hub, ambassador, duo, today):
    moment = MomentFactory(hub=hub)
    change_moment(moment=Moment.objects.get(), data=MomentData(today, 30), seen=1, by=duo)

    with pytest.raises(Conflict):
        change_moment(moment=moment, data=MomentData(today, 45), seen=1, by=ambassador)

    assert Moment.objects.get().minutes == 30


def test_a_contact_who_left_the_hub_stays_with_what_they_did(hub, ambassador, today):
    anna = contact("Anna Voorbeeld", hub)
    moment = MomentFactory(hub=hub)
    moment.contacts.add(anna)
    anna.hub_contacts.all().delete()

    change_moment(moment=moment, data=MomentData(today, 30, contacts=[anna]), seen=1, by=ambassador)

    assert list(moment.contacts.all()) == [anna]


def test_deleting_can_be_taken_back(hub, ambassador):
    moments = MomentFactory.create_batch(2, hub=hub)

    batch = delete_moments(moments=moments, by=ambassador)
    assert not Moment.objects.exists()

    restore_moments(batch=batch, hub=hub, by=ambassador)
    assert Moment.objects.count() == 2


def test_a_batch_of_another_hub_does_not_come_back_here(hub, other_hub, ambassador):
    batch = delete_moments(moments=[MomentFactory(hub=other_hub)], by=ambassador)

    with pytest.raises(Refused):
        restore_moments(batch=batch, hub=hub, by=ambassador)


def test_repeating_copies_what_for_and_with_whom_but_not_what_it_yielded(hub, ambassador, today):
    original = MomentFactory(hub=hub, date=today - dt.timedelta(days=9), result="een afspraak", is_highlight=True)
    original.organisations.add(organisation("ROC Voorbeeld", hub))

    (again,) = repeat_moment(moment=original, days=[today], by=ambassador)

    assert (again.date, again.minutes, again.note) == (today, original.minutes, original.note)
    assert (again.result, again.is_highlight, again.visibility) == ("", False, "hub")
    assert again.organisations.count() == 1


class TestClosedMonth:
    """A closed month refuses changes with a sentence, whatever the door."""

    @pytest.fixture
    def old(self, hub, ambassador, last_month):
        """A moment in a month that is closed."""
        moment = MomentFactory(hub=hub, date=last_month)
        close_month(hub=hub, month=last_month, by=ambassador)
        return moment

    def test_adding(self, old, hub, ambassador):
        with pytest.raises(MonthClosed, match="gesloten"):
            add_moment(hub=hub, data=MomentData(old.date, 60), by=ambassador)

    def test_moving_out_of_it(self, old, ambassador, today):
        with pytest.raises(MonthClosed):
            change_moment(moment=old, data=MomentData(today, 60), seen=1, by=ambassador)

    def test_moving_into_it(self, old, hub, ambassador):
        with pytest.raises(MonthClosed):
            change_moment(moment=MomentFactory(hub=hub), data=MomentData(old.date, 60), seen=1, by=ambassador)

    def test_deleting(self, old, ambassador):
        with pytest.raises(MonthClosed):
            delete_moments(moments=[old], by=ambassador)

    def test_bringing_back(self, hub, ambassador, last_month):
        batch = delete_moments(moments=[MomentFactory(hub=hub, date=last_month)], by=ambassador)
        close_month(hub=hub, month=last_month, by=ambassador)

        with pytest.raises(MonthClosed):
            restore_moments(batch=batch, hub=hub, by=ambassador)

    def test_repeating(self, old, hub, ambassador):
        with pytest.raises(MonthClosed):
            repeat_moment(moment=MomentFactory(hub=hub), days=[old.date], by=ambassador)

    def test_many_at_once_changes_none(self, old, hub, ambassador):
        fresh = MomentFactory(hub=hub)

        with pytest.raises(MonthClosed):
            change_moments(
                hub=hub,
                moments=[old, fresh],
                change=BulkChange(kind="mail"),
                seen={old.pk: 1, fresh.pk: 1},
                by=ambassador,
            )

        assert not Moment.objects.filter(kind="mail").exists()

    def test_other_hubs_go_on(self, old, other_hub, stranger):
        add_moment(hub=other_hub, data=MomentData(old.date, 60), by=stranger)

    def test_reopening_lets_changes_in_again(self, old, hub, ambassador):
        reopen_month(hub=hub, month=old.date, by=ambassador)

        add_moment(hub=hub, data=MomentData(old.date, 60), by=ambassador)
        assert Moment.objects.count() == 2

    def test_this_month_cannot_be_closed_yet(self, hub, ambassador, today):
        with pytest.raises(Refused, match="nog niet om"):
            close_month(hub=hub, month=today, by=ambassador)


def test_one_change_to_many_leaves_alone_what_somebody_changed(hub, ambassador, item):
    mine, theirs = MomentFactory(hub=hub), MomentFactory(hub=hub, version=2)

    done = change_moments(
        hub=hub,
        moments=[mine, theirs],
        change=BulkChange(purpose=item, kind="mail", visibility="public"),
        seen={mine.pk: 1, theirs.pk: 1},
        by=ambassador,
    )

    assert (done.changed, done.conflicts) == (1, 1)
    mine.refresh_from_db()
    assert (mine.item, mine.theme, mine.kind, mine.is_highlight, mine.version) == (item, item.theme, "mail", True, 2)
    theirs.refresh_from_db()
    assert (theirs.item, theirs.kind) == (None, "")


def test_one_change_to_many_can_take_the_activity_away(hub, ambassador, item):
    moment = MomentFactory(hub=hub, item=item, theme=item.theme)

    change_moments(hub=hub, moments=[moment], change=BulkChange(purpose=False), seen={moment.pk: 1}, by=ambassador)

    moment.refresh_from_db()
    assert (moment.item, moment.theme) == (None, None)
