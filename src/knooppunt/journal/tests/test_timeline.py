"""Moments on the pages of what they were about."""

import datetime as dt

import pytest

from knooppunt.core.registries import timeline_of
from knooppunt.journal.queries.timeline import plan_row_extras, public_highlights
from knooppunt.journal.tests.factories import MomentFactory, contact, organisation
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of

MARK = "GEHEIM-MERKTEKEN"


@pytest.fixture
def item(hub):
    """An activity of the plan of this year."""
    return PlanItem.objects.get(theme__plan=plan_of(hub))


@pytest.fixture
def about(hub, item):
    """Two moments about everything: one shared, one of the hub."""
    school, anna = organisation("ROC Voorbeeld", hub), contact("Anna Voorbeeld", hub)
    for visibility, note in (("network", "gedeeld"), ("hub", MARK)):
        moment = MomentFactory(hub=hub, item=item, theme=item.theme, note=note, visibility=visibility, minutes=45)
        moment.organisations.add(school)
        moment.contacts.add(anna)
    return {"organisation": school.pk, "contact": anna.pk, "activity": item.pk, "theme": item.theme_id}


@pytest.mark.parametrize("kind", ["organisation", "contact", "activity", "theme"])
def test_the_own_hub_sees_its_moments_with_each(kind, about, ambassador):
    assert {entry.text for entry in timeline_of(kind, about[kind], ambassador)} == {"gedeeld", MARK}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [("organisation", {"gedeeld"}), ("contact", set()), ("activity", {"gedeeld"}), ("theme", {"gedeeld"})],
)
def test_other_hubs_see_what_was_shared_and_never_by_contact(kind, texts, about, stranger, coordinator):
    for user in (stranger, coordinator):
        assert {entry.text for entry in timeline_of(kind, about[kind], user)} == texts


def test_an_unknown_kind_has_no_moments(about, ambassador):
    assert timeline_of("weer", 1, ambassador) == []


@pytest.mark.parametrize(
    "address", ["/werkplek/netwerk/organisaties/{organisation}/", "/werkplek/plan/regel/{activity}/"]
)
def test_pages_show_the_moments_that_their_reader_may_see(address, about, ambassador, coordinator, signed_in):
    address = address.format(**about)

    assert MARK in signed_in(ambassador).get(address).content.decode()
    page = signed_in(coordinator).get(address).content.decode()
    assert "gedeeld" in page
    assert MARK not in page


def test_the_page_of_a_contact_shows_the_moments(about, ambassador, signed_in):
    from django.urls import reverse

    page = signed_in(ambassador).get(reverse("network:contact", args=[about["contact"]])).content.decode()

    assert MARK in page


def test_rows_of_the_plan_say_what_was_done_for_them(about, item, ambassador, signed_in, today):
    page = signed_in(ambassador).get(f"/werkplek/noord/plan/{today.year}/").content.decode()

    assert "2 momenten, 1,5 uur" in page
    assert f"/werkplek/noord/logboek/?activiteit={item.pk}" in page


def test_a_moment_does_not_confirm_the_status_of_its_row(about, item):
    item.refresh_from_db()

    assert item.confirmed_at is None


def test_extras_of_rows_count_what_the_reader_may_see(about, item, stranger, member):
    assert "45 minuten" in str(plan_row_extras([item.pk], stranger)[item.pk].text)
    assert plan_row_extras([item.pk], member) == {}
    assert plan_row_extras([], stranger) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_timeline_and_extras_cost_one_question_each(rows, about, item, ambassador, django_assert_num_queries):
    MomentFactory.create_batch(rows, hub=item.theme.plan.hub, item=item)
    ambassador.has_perm("journal.view_moments")  # the mandates are known by now

    with django_assert_num_queries(1):
        timeline_of("activity", item.pk, ambassador)
    with django_assert_num_queries(1):
        plan_row_extras([item.pk], ambassador)


def test_everybody_reads_the_highlights_that_were_meant_for_them(hub, client, today):
    MomentFactory(
        hub=hub, note="voor iedereen", visibility="public", is_highlight=True, date=today - dt.timedelta(days=1)
    )
    shared = MomentFactory(hub=hub, note=MARK, visibility="network", is_highlight=True)
    shared.contacts.add(contact(f"{MARK} Anna", hub))

    assert [moment.note for moment in public_highlights(hub)] == ["voor iedereen"]
    page = client.get("/knooppunten/noord/").content.decode()
    assert "voor iedereen" in page
    assert MARK not in page
