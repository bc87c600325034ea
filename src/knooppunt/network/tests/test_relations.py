"""Stages, cadence, tags, ties, one change to many, saved filters: what a hub keeps for itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import QueryDict
from django.utils import timezone

from knooppunt.core.versions import Conflict
from knooppunt.network.actions.bulk import Bulk, change_all, take_back
from knooppunt.network.actions.merge import merge_hubs, undo_merge
from knooppunt.network.actions.organisations import OrganisationData, update_organisation
from knooppunt.network.actions.segments import save_segment
from knooppunt.network.actions.stakeholders import set_cadence, set_stage, snooze, update_relation
from knooppunt.network.actions.tags import set_tags
from knooppunt.network.actions.ties import TieData, add_tie, end_tie
from knooppunt.network.actions.touches import note_touch, take_back_touch
from knooppunt.network.cadence import due_of, months_later
from knooppunt.network.models import Contact, Organisation, Role, Segment, Stage, StakeholderRelation, Tag, Tie
from knooppunt.network.queries.fading import attention_for_user, fading_of
from knooppunt.network.queries.searching import ContactSearch, OrganisationSearch
from knooppunt.network.queries.segments import contacts_in, organisations_in, segments_visible_to
from knooppunt.network.queries.ties import ties_of

from .factories import HubFactory
from .factories_people import user_with
from .factories_register import (
    ContactFactory,
    FunctionFactory,
    HubContactFactory,
    OrganisationFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 11, 15), 3, dt.date(2027, 2, 15)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
    ],
)
def test_months_later_stays_within_the_month(day, months, later):
    assert months_later(day, months) == later


def test_who_is_due_follows_touch_cadence_snooze_and_sleep(today):
    relation = RelationFactory(since=dt.date(2026, 1, 10))
    assert due_of(relation) is None

    set_cadence(row=relation, months=3)
    assert relation.due_on == dt.date(2026, 4, 10)

    note_touch(hub=relation.hub, organisation=relation.organisation, on=dt.date(2026, 2, 1), by=None)
    relation.refresh_from_db()
    assert relation.due_on == dt.date(2026, 5, 1)

    snooze(row=relation, until=dt.date(2026, 7, 1))
    assert relation.due_on == dt.date(2026, 7, 1)

    note_touch(hub=relation.hub, organisation=relation.organisation, on=dt.date(2026, 6, 1), by=None)
    relation.refresh_from_db()
    assert (relation.snoozed_until, relation.due_on) == (None, dt.date(2026, 9, 1))

    set_stage(relations=[relation], stage=Stage.DORMANT, by=None)
    relation.refresh_from_db()
    assert relation.due_on is None


def test_a_touch_typed_by_mistake_can_be_taken_back(today):
    relation = RelationFactory()
    note_touch(hub=relation.hub, organisation=relation.organisation, by=None)

    assert take_back_touch(hub=relation.hub, organisation=relation.organisation) == 1

    relation.refresh_from_db()
    assert relation.last_touch_on is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_who_fades_costs_the_same(rows, today, django_assert_num_queries):
    hub = HubFactory()
    for _row in range(rows):
        set_cadence(row=RelationFactory(hub=hub, since=today - dt.timedelta(days=400)), months=6)
        known = HubContactFactory(hub=hub, since=today - dt.timedelta(days=400))
        FunctionFactory(contact=known.contact)
        set_cadence(row=known, months=1)
    RelationFactory(hub=hub)

    with django_assert_num_queries(6):
        fading = fading_of(hub)
        for row in fading.organisations:
            assert row.organisation.name
            assert not row.owner
        for person in fading.contacts:
            assert [function.organisation.name for function in person.contact.functions.all()]

    assert (len(fading.organisations), len(fading.contacts), fading.without_cadence) == (rows, rows, 1)
    assert (fading.organisation_count, fading.contact_count) == (rows, rows)


def test_deze_week_says_how_many_are_late_of_ones_own_hubs_only(today):
    user = user_with(Role.AMBASSADOR)
    hub = user.mandates.get().hub
    set_cadence(row=RelationFactory(hub=hub, since=today - dt.timedelta(days=400)), months=6)
    set_cadence(row=RelationFactory(since=today - dt.timedelta(days=400)), months=6)

    assert [item.kind for item in attention_for_user(user)] == ["fading"]
    assert attention_for_user(user_with(Role.AMBASSADOR)) == []


def test_a_stage_is_written_down_with_what_was_before(today):
    relation = RelationFactory(stage=Stage.FIRST_CONTACT, since=dt.date(2025, 3, 1))

    update_relation(relation=relation, seen=relation.version, values={"stage": Stage.PARTNER}, by=None)
    update_relation(relation=relation, seen=relation.version, values={"next_step": "Bellen"}, by=None)

    assert list(relation.stages.values_list("stage", "on")) == [
        (Stage.FIRST_CONTACT, dt.date(2025, 3, 1)),
        (Stage.PARTNER, today),
    ]


def test_who_was_second_meets_a_conflict():
    relation = RelationFactory()
    update_relation(relation=relation, seen=1, values={"needs": "Een"}, by=None)

    with pytest.raises(Conflict):
        update_relation(relation=relation, seen=1, values={"needs": "Twee"}, by=None)


# ---- Ties -----------------------------------------------------------------------------------------------------------
def test_a_shared_tie_is_seen_by_all_hubs_and_an_own_one_by_its_hub_only():
    one, other = OrganisationFactory(), OrganisationFactory()
    mine, theirs = user_with(Role.AMBASSADOR), user_with(Role.AMBASSADOR)
    add_tie(data=TieData("lid-van", one, other), by=None)
    add_tie(data=TieData("werkt-samen", one, other, hub=mine.mandates.get().hub), by=None)

    assert [(seen.words, seen.is_first) for seen in ties_of(one, mine)] == [
        ("is lid van", True),
        ("werkt samen met", True),
    ]
    assert [(seen.words, seen.is_first) for seen in ties_of(other, theirs)] == [("is lid van", False)]
    assert ties_of(one, user_with(Role.MEMBER)) == []


def test_a_tie_with_a_person_needs_a_hub_that_knows_the_person():
    known = HubContactFactory()
    organisation = OrganisationFactory()

    with pytest.raises(ValidationError):
        add_tie(data=TieData("adviseert", known.contact, organisation), by=None)
    with pytest.raises(ValidationError):
        add_tie(data=TieData("adviseert", known.contact, organisation, hub=HubFactory()), by=None)
    tie = add_tie(data=TieData("adviseert", known.contact, organisation, hub=known.hub), by=None)

    with pytest.raises(IntegrityError):
        Tie.objects.filter(pk=tie.pk).update(hub=None)


def test_a_tie_is_recorded_once_and_ends_with_its_history_kept():
    one, other = OrganisationFactory(), OrganisationFactory()
    tie = add_tie(data=TieData("lid-van", one, other, from_date=dt.date(2024, 1, 1)), by=None)
    for wrong in (TieData("lid-van", one, other), TieData("lid-van", one, one)):
        with pytest.raises(ValidationError):
            add_tie(data=wrong, by=None)
    with pytest.raises(ValidationError):
        end_tie(tie=tie, on=dt.date(2023, 1, 1), seen=tie.version)

    end_tie(tie=tie, on=dt.date(2025, 1, 1), seen=tie.version)

    assert list(Tie.objects.on(dt.date(2024, 6, 1))) == [tie]
    assert list(Tie.objects.current()) == []


# ---- Tags, segments, searching --------------------------------------------------------------------------------------
def test_tags_of_one_hub_leave_those_of_another_alone():
    organisation = OrganisationFactory()
    mine, theirs = HubFactory(), HubFactory()
    set_tags(hub=theirs, subject=organisation, names=["van hen"])

    set_tags(hub=mine, subject=organisation, names=["Kennismarkt", "kennismarkt", "keuzedeel"])
    set_tags(hub=mine, subject=organisation, names=["keuzedeel"])

    assert set(organisation.tags.values_list("name", flat=True)) == {"van hen", "keuzedeel"}
    Tag.objects.bulk_create([Tag(hub=mine, name=f"label {n}", folded=f"label {n}") for n in range(200)])
    with pytest.raises(ValidationError):
        set_tags(hub=mine, subject=organisation, names=["nog een"])


def test_filters_on_own_data_see_only_the_hub_at_hand():
    mine = RelationFactory(stage=Stage.PARTNER)
    RelationFactory(stage=Stage.PARTNER)
    set_tags(hub=mine.hub, subject=mine.organisation, names=["a"])
    other_tag = Tag.objects.create(hub=HubFactory(), name="b", folded="b")
    other_tag.organisations.add(mine.organisation)

    def found(query, hub=mine.hub_id):
        return list(OrganisationSearch.from_query(QueryDict(query), hub).apply(Organisation.objects.all()))

    assert found("fase=partner") == [mine.organisation]
    assert found(f"tag={Tag.objects.get(name='a').pk}") == [mine.organisation]
    assert found(f"tag={other_tag.pk}") == []
    assert len(found("fase=partner&contact=nooit", None)) == 2  # without a hub these are not read at all


@pytest.mark.parametrize("query", ["contact=uit-beeld", "contact=jaar", "contact=nooit", "klopt=nee"])
def test_contacts_are_found_by_how_long_ago(query, today):
    hub = HubFactory()
    long_ago = HubContactFactory(hub=hub, since=today - dt.timedelta(days=500))
    set_cadence(row=long_ago, months=3)
    recent = HubContactFactory(hub=hub)
    note_touch(hub=hub, contact=recent.contact, by=None)
    recent.refresh_from_db()
    recent.verified_on = today
    recent.save()

    search = ContactSearch.from_query(QueryDict(query), hub.pk)

    assert list(search.apply(Contact.objects.all())) == [long_ago.contact]


def test_lists_can_be_sorted_by_who_was_not_spoken_to_for_longest(today):
    hub = HubFactory()
    recent, never, old = (RelationFactory(hub=hub) for _ in range(3))
    unknown = OrganisationFactory()
    note_touch(hub=hub, organisation=recent.organisation, by=None)
    note_touch(hub=hub, organisation=old.organisation, on=today - dt.timedelta(days=100), by=None)
    RelationFactory(organisation=recent.organisation)  # another hub's relation doubles nothing

    search = OrganisationSearch.from_query(QueryDict("sorteer=contact"), hub.pk)

    order = [never.organisation, old.organisation, recent.organisation, unknown]
    assert list(search.apply(Organisation.objects.all())) == order


def test_a_segment_is_looked_up_anew_and_never_reaches_beyond_its_hub():
    school = RelationFactory(organisation__kind="mbo")
    hub = school.hub
    OrganisationFactory(kind="mbo")
    mine = HubContactFactory(hub=hub)
    theirs = HubContactFactory()
    for known in (mine, theirs):
        FunctionFactory(contact=known.contact, organisation=school.organisation)
    segment = save_segment(hub=hub, subject="organisations", name="Mbo", query="soort=mbo", by=None)

    assert list(organisations_in(segment)) == [school.organisation]
    assert list(contacts_in(segment)) == [mine.contact]
    people = save_segment(hub=hub, subject="contacts", name="Allen", query="", by=None)
    assert list(contacts_in(people)) == [mine.contact]
    assert list(segments_visible_to(user_with(Role.AMBASSADOR))) == []
    assert save_segment(hub=hub, subject="contacts", name="Allen", query="q=a", by=None).pk == people.pk
    assert Segment.objects.count() == 2


# ---- One change to many ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("do", ["stage", "cadence", "snooze", "owner", "step"])
def test_one_change_to_many_can_be_taken_back(do, today):
    user = user_with(Role.AMBASSADOR)
    hub = user.mandates.get().hub
    one = RelationFactory(hub=hub, cadence_months=1)
    new = OrganisationFactory()
    value = {
        "stage": Stage.PARTNER,
        "cadence": 6,
        "snooze": today + dt.timedelta(days=30),
        "owner": user.pk,
        "step": "Bellen",
    }[do]
    fields = ("stage", "cadence_months", "snoozed_until", "owner_id", "next_step")
    before = StakeholderRelation.objects.values(*fields).get(pk=one.pk)

    done = change_all(hub=hub, pks=[one.organisation_id, new.pk], bulk=Bulk("organisations", do, value), by=user)

    assert done.count == 2
    assert StakeholderRelation.objects.filter(hub=hub).count() == 2
    take_back(hub=hub, back=done.back, by=user)
    rows = StakeholderRelation.objects.filter(hub=hub)
    assert list(rows.values(*fields)) == [before]


def test_taking_back_leaves_what_somebody_changed_since():
    relation = RelationFactory()
    pks = [relation.organisation_id]
    done = change_all(hub=relation.hub, pks=pks, bulk=Bulk("organisations", "stage", Stage.PARTNER), by=None)
    set_stage(relations=list(StakeholderRelation.objects.all()), stage=Stage.DORMANT, by=None)

    assert take_back(hub=relation.hub, back=done.back, by=None) == 0

    relation.refresh_from_db()
    assert relation.stage == Stage.DORMANT


def test_a_tag_for_many_and_off_again():
    known = HubContactFactory()
    had = ContactFactory()
    tag = Tag.objects.create(hub=known.hub, name="a", folded="a")
    tag.contacts.add(had)
    pks = [known.contact_id, had.pk]

    done = change_all(hub=known.hub, pks=pks, bulk=Bulk("contacts", "tag", "A"), by=None)
    assert set(tag.contacts.all()) == {known.contact, had}
    take_back(hub=known.hub, back=done.back, by=None)
    assert list(tag.contacts.all()) == [had]
    with pytest.raises(ValidationError):
        change_all(hub=known.hub, pks=pks, bulk=Bulk("contacts", "stage", "partner"), by=None)


def test_many_go_into_the_bin_together_except_what_others_work_with():
    user = user_with(Role.AMBASSADOR)
    hub = user.mandates.get().hub
    own, free, shared = RelationFactory(hub=hub).organisation, OrganisationFactory(), RelationFactory().organisation
    pks = [own.pk, free.pk, shared.pk]

    done = change_all(hub=hub, pks=pks, bulk=Bulk("organisations", "bin"), by=user)

    assert (done.count, done.kept) == (2, 1)
    assert list(Organisation.objects.all()) == [shared]
    assert take_back(hub=hub, back=done.back, by=user) == 2
    assert take_back(hub=hub, back=done.back, by=user) == 0
    assert Organisation.objects.count() == 3
    with pytest.raises(ValidationError):
        change_all(hub=hub, pks=[shared.pk], bulk=Bulk("organisations", "bin"), by=user)
    by_all = change_all(hub=hub, pks=pks, bulk=Bulk("organisations", "bin"), by=user_with(Role.COORDINATOR))
    assert by_all.count == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_deleting_many_costs_the_same(rows, django_assert_num_queries):
    hub = HubFactory()
    pks = [HubContactFactory(hub=hub).contact_id for _ in range(rows)]

    with django_assert_num_queries(14):
        done = change_all(hub=hub, pks=pks, bulk=Bulk("contacts", "bin"), by=None)

    assert not Contact.objects.exists()
    assert take_back(hub=hub, back=done.back, by=None) == rows
    assert Contact.objects.count() == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_one_change_to_many_costs_the_same(rows, django_assert_num_queries):
    hub = HubFactory()
    pks = [OrganisationFactory().pk for _ in range(rows)]

    with django_assert_num_queries(10):
        change_all(hub=hub, pks=pks, bulk=Bulk("organisations", "stage", Stage.PARTNER), by=None)

    assert StakeholderRelation.objects.filter(hub=hub, stage=Stage.PARTNER).count() == rows


def test_a_hub_that_merges_takes_along_what_it_kept_and_gets_it_back():
    hub, target = HubFactory(), HubFactory()
    alone = RelationFactory(hub=hub)
    both = RelationFactory(hub=target)
    double = RelationFactory(hub=hub, organisation=both.organisation, needs="Stages", stage=Stage.PARTNER)
    for one, name in ((hub, "a"), (target, "a"), (hub, "b")):
        Tag.objects.create(hub=one, name=name, folded=name)
    save_segment(hub=hub, subject="contacts", name="Allen", query="", by=None)
    tie = add_tie(data=TieData("lid-van", alone.organisation, both.organisation, hub=hub), by=None)
    note_touch(hub=hub, organisation=both.organisation, by=None)

    merge = merge_hubs(hub=hub, target=target, seen=hub.version, by=None)

    both.refresh_from_db()
    tie.refresh_from_db()
    assert (both.needs, both.last_touch_on, tie.hub) == ("Stages", timezone.localdate(), target)
    assert set(target.tags.values_list("name", flat=True)) == {"a", "b"}
    assert target.segments.count() == 1
    undo_merge(merge=merge, by=None)
    back = StakeholderRelation.objects.get(hub=hub, organisation=double.organisation)
    both.refresh_from_db()
    assert (back.needs, back.stage, both.needs, both.last_touch_on) == ("Stages", Stage.PARTNER, "", None)
    assert (hub.tags.count(), target.tags.count(), hub.segments.count()) == (2, 1, 1)


def test_unticking_a_hub_never_throws_away_what_it_keeps():
    relation = RelationFactory(notes="Belangrijk")
    organisation = relation.organisation
    data = OrganisationData(organisation.name, "hospice")

    with pytest.raises(ValidationError):
        update_organisation(organisation=organisation, seen=1, data=data, hubs=[], among=[relation.hub], by=None)

    StakeholderRelation.objects.update(notes="")
    update_organisation(organisation=organisation, seen=1, data=data, hubs=[], among=[relation.hub], by=None)
    assert not StakeholderRelation.objects.exists()
