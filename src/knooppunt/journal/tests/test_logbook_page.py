"""The list: filters, totals, many at once, and how many questions it asks the database."""

import datetime as dt

import pytest

from knooppunt.journal.models import Moment
from knooppunt.journal.tests.factories import MomentFactory, contact, organisation
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of

ADDRESS = "/werkplek/noord/logboek/"


def rich_moment(hub, number, author, item):
    moment = MomentFactory(hub=hub, author=author, item=item, theme=item.theme, kind="meeting", result="iets")
    moment.organisations.add(organisation(f"ROC {number}", hub), organisation(f"Hospice {number}", hub))
    moment.contacts.add(contact(f"Anna {number}", hub))
    return moment


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions_whatever_its_length(
    rows, hub, ambassador, signed_in, django_assert_num_queries
):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    for number in range(rows):
        rich_moment(hub, number, ambassador, item)
    client = signed_in(ambassador)
    client.get(ADDRESS)  # the first page of a session writes that session down

    with django_assert_num_queries(17):
        page = client.get(ADDRESS)

    assert page.content.decode().count('class="moment"') == rows


def test_a_line_says_what_it_was_for_with_whom_and_who_wrote_it(hub, ambassador, signed_in):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    moment = rich_moment(hub, 1, ambassador, item)
    MomentFactory(hub=hub, author=None, note="a" * 300)

    page = signed_in(ambassador).get(ADDRESS).content.decode()

    assert f'href="/werkplek/logboek/{moment.pk}/">Bijeenkomst – Hospice 1, ROC 1</a>' in page
    assert f"{item.text} · met Anna 1 · door {ambassador}" in page
    assert "Niets uit het plan</p>" in page
    assert f"<p>{'a' * 239}…</p>" in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_asks_the_same_number_of_questions_whatever_its_length(
    kind, rows, hub, ambassador, signed_in, django_assert_num_queries
):
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    for number in range(rows):
        rich_moment(hub, number, ambassador, item)
    client = signed_in(ambassador)
    client.get(ADDRESS)  # the first page of a session writes that session down

    with django_assert_num_queries(7):
        assert len(client.get(f"{ADDRESS}logboek.{kind}").getvalue()) > 100


def test_totals_of_week_and_day_count_all_that_fits(hub, ambassador, signed_in, today):
    MomentFactory(hub=hub, minutes=60)
    MomentFactory(hub=hub, minutes=45)

    page = signed_in(ambassador).get(ADDRESS)

    (week,) = page.context["weeks"]
    assert (week.minutes, [day.minutes for day in week.days], page.context["total"]) == (105, [105], 105)


def shown(client, query):
    return {
        moment.note
        for week in client.get(ADDRESS + query).context["weeks"]
        for day in week.days
        for moment in day.moments
    }


@pytest.fixture
def two(hub, ambassador, duo, today):
    """Two moments that differ in everything."""
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    one = rich_moment(hub, 1, ambassador, item)
    Moment.objects.update(note="eerste kennismaking", visibility="network", is_highlight=True)
    MomentFactory(hub=hub, author=duo, note="tweede", date=today - dt.timedelta(days=40))
    return one


@pytest.mark.parametrize(
    "query",
    [
        "?q=kennismaking",
        "?q=EERSTE+kennis",
        "?q=iets",
        "?soort=meeting",
        "?thema={theme}",
        "?activiteit={item}",
        "?organisatie={organisation}",
        "?contact={contact}",
        "?wie={author}",
        "?hoogtepunt=1",
        "?zichtbaar=network",
        "?van={today}",
    ],
)
def test_each_filter_keeps_what_fits(query, two, ambassador, signed_in, today):
    values = {
        "theme": two.theme_id,
        "item": two.item_id,
        "organisation": two.organisations.first().pk,
        "contact": two.contacts.first().pk,
        "author": ambassador.pk,
        "today": today.isoformat(),
    }

    assert shown(signed_in(ambassador), query.format(**values)) == {"eerste kennismaking"}


@pytest.mark.parametrize("query", ["?soort=zonder", "?thema=zonder", "?tot={before}"])
def test_each_filter_leaves_out_what_does_not_fit(query, two, ambassador, signed_in, today):
    before = (today - dt.timedelta(days=30)).isoformat()

    assert shown(signed_in(ambassador), query.format(before=before)) == {"tweede"}


@pytest.mark.parametrize(
    "query",
    [
        "?van=gisteren",
        "?van=2026-99-99",
        "?activiteit=x",
        "?activiteit=99999999999999999999",
        "?soort=niets",
        "?page=999",
        "?wie=-1",
        "?thema=%00",
        "?q=%00",
        "?contact=٣",
    ],
)
def test_filters_that_cannot_be_read_are_left_out(query, two, ambassador, signed_in):
    assert shown(signed_in(ambassador), query) == {"eerste kennismaking", "tweede"}


def test_a_contact_filter_finds_nothing_of_other_hubs(hub, other_hub, stranger, ambassador, signed_in):
    anna = contact("Anna Voorbeeld", hub)
    shared = MomentFactory(hub=hub, visibility="network")
    shared.contacts.add(anna)

    assert shown(signed_in(ambassador), f"?contact={anna.pk}") == {shared.note}
    assert shown(signed_in(stranger), f"?contact={anna.pk}") == set()


def test_an_empty_logbook_says_how_to_begin(hub, ambassador, signed_in):
    assert "Nog niets in het logboek" in signed_in(ambassador).get(ADDRESS).content.decode()


def test_nothing_found_is_another_message(two, ambassador, signed_in):
    page = signed_in(ambassador).get(ADDRESS + "?q=onvindbaar").content.decode()

    assert "Niets gevonden" in page
    assert "Nog niets in het logboek" not in page


def test_the_short_address_leads_to_the_own_hub(hub, ambassador, coordinator, signed_in):
    assert signed_in(ambassador).get("/werkplek/logboek/").headers["Location"] == ADDRESS
    assert "Onderwijsknooppunt Noord" in signed_in(coordinator).get("/werkplek/logboek/").content.decode()


def test_many_at_once_are_changed_and_the_filters_stay(hub, ambassador, signed_in):
    one, two = MomentFactory.create_batch(2, hub=hub)
    data = {
        "moment": [f"{one.pk}:1", f"{two.pk}:1"],
        "kind": "mail",
        "change": "1",
        "filters": "q=Notitie&next=//evil.example",
    }

    answer = signed_in(ambassador).post(f"{ADDRESS}samen/", data)

    assert answer.headers["Location"] == f"{ADDRESS}?q=Notitie"
    assert Moment.objects.filter(kind="mail", version=2).count() == 2


def test_many_at_once_are_deleted_and_come_back(hub, ambassador, signed_in):
    one, two = MomentFactory.create_batch(2, hub=hub)
    client = signed_in(ambassador)

    answer = client.post(f"{ADDRESS}samen/", {"moment": [f"{one.pk}:1", f"{two.pk}:1"], "delete": "1"})
    page = client.get(answer.headers["Location"])
    assert not Moment.objects.exists()

    client.post(page.context["undo"]["action"])
    assert Moment.objects.count() == 2


def test_moments_of_another_hub_cannot_be_ticked_along(hub, other_hub, ambassador, signed_in):
    theirs = MomentFactory(hub=other_hub, visibility="network")

    signed_in(ambassador).post(f"{ADDRESS}samen/", {"moment": [f"{theirs.pk}:1"], "delete": "1"})

    assert Moment.objects.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"moment": "x"}, {"moment": "1:2:3", "kind": "mail"}, {"moment": "9999999999999:1", "delete": "1"}]
)
def test_nothing_ticked_is_said(data, hub, ambassador, signed_in):
    answer = signed_in(ambassador).post(f"{ADDRESS}samen/", data, follow=True)

    assert "Vink eerst de momenten aan" in answer.content.decode()


def test_an_unknown_choice_for_many_keeps_the_page(hub, ambassador, signed_in):
    moment = MomentFactory(hub=hub)

    answer = signed_in(ambassador).post(
        f"{ADDRESS}samen/", {"moment": f"{moment.pk}:1", "kind": "onzin", "change": "1"}
    )

    assert answer.status_code == 422


def test_others_cannot_change_many(hub, stranger, board, signed_in):
    moment = MomentFactory(hub=hub, visibility="network")

    for user in (stranger, board):
        assert signed_in(user).post(f"{ADDRESS}samen/", {"moment": f"{moment.pk}:1", "delete": "1"}).status_code == 403
    assert Moment.objects.exists()
