"""The week as a grid."""

import datetime as dt

import pytest

from knooppunt.journal.actions.months import close_month
from knooppunt.journal.models import Moment
from knooppunt.journal.queries.listing import monday_of, week_code
from knooppunt.journal.queries.week import week_grid, week_of
from knooppunt.journal.tests.factories import MomentFactory
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of


@pytest.fixture
def item(hub):
    """An activity of the plan of this year."""
    return PlanItem.objects.get(theme__plan=plan_of(hub))


@pytest.fixture
def monday(today):
    """The Monday of last week: all seven days have been."""
    return monday_of(today) - dt.timedelta(days=7)


@pytest.fixture
def address(monday):
    """The grid of that week."""
    return f"/werkplek/noord/logboek/week/{week_code(monday)}/"


@pytest.fixture
def client(ambassador, signed_in):
    """Signed in as the ambassador."""
    return signed_in(ambassador)


@pytest.mark.parametrize("notation", ["1,5", "1:30", "90m", "1u30", "anderhalf uur"])
def test_hours_in_any_notation_become_a_moment(notation, client, address, hub, ambassador, item, monday):
    client.post(
        address,
        {"row": [f"i{item.pk}", "x"], f"c-i{item.pk}-2": notation, f"v-i{item.pk}-2": "0", "c-x-0": "", "v-x-0": "0"},
    )

    moment = Moment.objects.get()
    assert (moment.minutes, moment.date, moment.item, moment.theme) == (
        90,
        monday + dt.timedelta(days=2),
        item,
        item.theme,
    )
    assert (moment.author, moment.source, moment.hub) == (ambassador, "grid", hub)


@pytest.mark.parametrize("wrong", ["25u", "-1", "NaN", "abc", "1:75", "x" * 500])
def test_one_wrong_cell_saves_nothing_and_keeps_all_that_was_typed(wrong, client, address, hub):
    answer = client.post(address, {"row": "x", "c-x-0": "2", "v-x-0": "0", "c-x-1": wrong, "v-x-1": "0"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2"' in text
    assert f'value="{wrong[:200]}"' in text
    assert 'aria-invalid="true"' in text
    assert not Moment.objects.exists()


def test_changed_hours_keep_the_note_and_an_emptied_cell_can_come_back(client, address, hub, ambassador, monday):
    changed = MomentFactory(hub=hub, author=ambassador, date=monday, note="blijft")
    emptied = MomentFactory(hub=hub, author=ambassador, date=monday + dt.timedelta(days=1))

    answer = client.post(
        address, {"row": "x", "c-x-0": "2", "v-x-0": f"{changed.pk}:1", "c-x-1": "", "v-x-1": f"{emptied.pk}:1"}
    )

    moment = Moment.objects.get()
    assert (moment.pk, moment.minutes, moment.note, moment.version) == (changed.pk, 120, "blijft", 2)
    page = client.get(answer.headers["Location"])
    client.post(page.context["undo"])
    assert Moment.objects.count() == 2


def test_somebody_else_was_first_is_shown_and_nothing_is_saved(client, address, hub, ambassador, monday):
    moment = MomentFactory(hub=hub, author=ambassador, date=monday)
    Moment.objects.update(minutes=30, version=2)
    data = {"row": "x", "c-x-0": "2", "v-x-0": f"{moment.pk}:1", "c-x-1": "4", "v-x-1": "0"}

    answer = client.post(address, data)

    assert answer.status_code == 409
    assert "30 minuten" in answer.content.decode()
    assert 'value="4"' in answer.content.decode()
    assert [one.minutes for one in Moment.objects.all()] == [30]

    client.post(address, data | {"v-x-0": f"{moment.pk}:2"})
    assert sorted(one.minutes for one in Moment.objects.all()) == [120, 240]


def test_a_moment_that_came_into_an_empty_cell_is_a_conflict_too(client, address, hub, ambassador, monday):
    MomentFactory(hub=hub, author=ambassador, date=monday)

    assert client.post(address, {"row": "x", "c-x-0": "3", "v-x-0": "0"}).status_code == 409


def test_who_typed_the_same_as_what_is_there_meets_no_conflict(client, address, hub, ambassador, monday):
    MomentFactory(hub=hub, author=ambassador, date=monday, minutes=180)

    assert client.post(address, {"row": "x", "c-x-0": "3", "v-x-0": "0"}).status_code == 302
    assert Moment.objects.count() == 1


def test_a_cell_with_several_moments_shows_their_sum_and_cannot_be_typed_in(client, address, hub, ambassador, monday):
    MomentFactory.create_batch(2, hub=hub, author=ambassador, date=monday)

    page = client.get(address)

    cell = page.context["grid"].cell("x", monday)
    assert (cell.minutes, cell.has_several, cell.can_type) == (120, True, False)
    assert 'name="c-x-0"' not in page.content.decode()


def test_the_grid_is_ones_own_and_tells_what_colleagues_did(client, address, hub, duo, monday):
    MomentFactory(hub=hub, author=duo, date=monday, minutes=45)

    page = client.get(address)

    assert page.context["grid"].minutes == 0
    assert "45 minuten" in page.content.decode()


def test_rows_are_the_recent_activities(hub, ambassador, item, monday):
    old = PlanItem.objects.create(theme=item.theme, kind="activity", text="Lang geleden")
    MomentFactory(hub=hub, author=ambassador, date=monday - dt.timedelta(days=20), item=item)
    MomentFactory(hub=hub, author=ambassador, date=monday - dt.timedelta(days=40), item=old)

    grid = week_grid(hub, ambassador, monday)

    assert [row.key for row in grid.rows] == [f"i{item.pk}", "x"]


def test_adding_a_row_keeps_what_was_typed_and_saves_nothing(client, address, hub, item):
    answer = client.post(address, {"row": "x", "c-x-0": "2", "v-x-0": "0", "rij": f"i{item.pk}", "add": "1"})

    assert answer.status_code == 200
    assert [row.key for row in answer.context["grid"].rows] == [f"i{item.pk}", "x"]
    assert 'value="2"' in answer.content.decode()
    assert not Moment.objects.exists()


def test_a_closed_month_cannot_be_typed_in_and_refuses_what_is_sent(client, hub, ambassador, last_month):
    close_month(hub=hub, month=last_month, by=ambassador)
    address = f"/werkplek/noord/logboek/week/{week_code(last_month)}/"
    place = last_month.weekday()

    assert f'name="c-x-{place}"' not in client.get(address).content.decode()
    answer = client.post(address, {"row": "x", f"c-x-{place}": "2", f"v-x-{place}": "0"}, follow=True)
    assert "is gesloten" in answer.content.decode()
    assert not Moment.objects.exists()


def test_days_to_come_cannot_be_typed_in(client, hub, today):
    page = client.get(f"/werkplek/noord/logboek/week/{week_code(today + dt.timedelta(days=7))}/")

    assert 'class="input week__cell"' not in page.content.decode()


def test_an_activity_of_another_hub_is_refused(client, address, other_hub):
    theirs = PlanItem.objects.get(theme__plan=plan_of(other_hub))

    client.post(address, {"row": f"i{theirs.pk}", f"c-i{theirs.pk}-0": "2", f"v-i{theirs.pk}-0": "0"})

    assert not Moment.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"row": "'; drop"},
        {"row": "i99999999999999", "c-x-0": "0"},
        {"row": "i999999999", "c-i999999999-0": "1"},
        {"row": "x", "c-x-0": "2", "v-x-0": "a:b"},
    ],
)
def test_odd_fields_do_no_harm(data, client, address, hub):
    assert client.post(address, data).status_code in {302, 409}


@pytest.mark.parametrize("code", ["2026-W00", "2026-W54", "1999-W01", "x", "2026-W5"])
def test_weeks_that_do_not_exist_are_not_found(code, client, hub):
    assert client.get(f"/werkplek/noord/logboek/week/{code}/").status_code == 404


def test_a_year_may_have_53_weeks():
    assert week_of("2026-W53") == dt.date(2026, 12, 28)
    assert week_of("2025-W53") is None


def test_others_cannot_open_the_grid(address, hub, stranger, board, coordinator, signed_in):
    for user in (stranger, board, coordinator):
        assert signed_in(user).get(address).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_grid_asks_the_same_number_of_questions_whatever_it_shows(
    rows, client, address, hub, ambassador, monday, django_assert_num_queries
):
    plan = plan_of(hub, activities=rows)
    for item in PlanItem.objects.filter(theme__plan=plan):
        MomentFactory(hub=hub, author=ambassador, date=monday, item=item, theme=item.theme)
    client.get(address)  # the first page of a session writes that session down

    with django_assert_num_queries(8):
        assert len(client.get(address).context["grid"].rows) == rows + 1


@pytest.mark.parametrize("data", [{"row": ["x", "i0"], "c-i0-0": "3u15"}, {"row": "x", "c-i77-0": "3u15"}])
def test_hours_in_an_unknown_row_save_nothing_and_are_named_in_a_sentence(data, client, address):
    page = client.post(address, {"row": "x", "c-x-0": "2", "v-x-0": "0"} | data)

    assert page.status_code == 422
    assert "staan in een regel die hier niet bekend is: 3u15" in page.content.decode()
    assert not Moment.objects.exists()


def test_what_is_refused_keeps_the_hours_that_were_typed(client, address, other_hub):
    theirs = PlanItem.objects.get(theme__plan=plan_of(other_hub))

    page = client.post(
        address,
        {
            "row": ["x", f"i{theirs.pk}"],
            "c-x-0": "2u10",
            "v-x-0": "0",
            f"c-i{theirs.pk}-0": "1",
            f"v-i{theirs.pk}-0": "0",
        },
    )

    assert page.status_code == 409
    assert 'value="2u10"' in page.content.decode()
    assert "is van een ander knooppunt" in page.content.decode()
    assert not Moment.objects.exists()
