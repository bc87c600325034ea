"""Hours: agreed, used, on what, and beside others."""

import datetime as dt
from decimal import Decimal

import pytest

from knooppunt.journal.periods import agreed_minutes, period_of, periods_around
from knooppunt.journal.queries.hours import hub_hours, national_hours, spread_of
from knooppunt.journal.tests.factories import MomentFactory
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_register import RelationFactory
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import NationalThemeFactory, ThemeFactory, plan_of

TODAY = dt.date(2026, 6, 30)
YEAR = period_of("2026", TODAY)


@pytest.mark.parametrize(
    ("per", "first", "last", "minutes"),
    [
        ("week", dt.date(2026, 1, 5), dt.date(2026, 1, 11), 600),
        ("week", dt.date(2026, 1, 1), dt.date(2026, 12, 31), 600 * 365 / 7),
        ("month", dt.date(2026, 2, 1), dt.date(2026, 2, 28), 600),
        ("month", dt.date(2026, 2, 1), dt.date(2026, 2, 14), 300),
        ("month", dt.date(2026, 1, 17), dt.date(2026, 2, 14), 600 * (15 / 31 + 14 / 28)),
        ("year", dt.date(2024, 1, 1), dt.date(2024, 12, 31), 600),
        ("year", dt.date(2026, 1, 1), dt.date(2026, 1, 1), 600 / 365),
        ("week", dt.date(2026, 2, 1), dt.date(2026, 1, 1), 0),
    ],
)
def test_agreed_hours_are_prorated_by_day(per, first, last, minutes):
    assert agreed_minutes(10, per, first, last) == pytest.approx(minutes)


def test_nothing_agreed_is_not_the_same_as_nothing():
    assert agreed_minutes(None, "week", TODAY, TODAY) is None
    assert agreed_minutes(10, "", TODAY, TODAY) is None
    assert agreed_minutes(0, "week", TODAY, TODAY) == 0


@pytest.mark.parametrize(
    ("code", "first", "last", "before"),
    [
        ("2026", (2026, 1, 1), (2026, 12, 31), "2025"),
        ("2026-H1", (2026, 1, 1), (2026, 6, 30), "2025-H2"),
        ("2026-K1", (2026, 1, 1), (2026, 3, 31), "2025-K4"),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), "2024-01"),
        ("onzin", (2026, 1, 1), (2026, 12, 31), "2025"),
        ("2026-13", (2026, 1, 1), (2026, 12, 31), "2025"),
    ],
)
def test_periods_are_named_in_the_address(code, first, last, before):
    period = period_of(code, TODAY)

    assert (period.first, period.last, period.before.code) == (dt.date(*first), dt.date(*last), before)
    assert period.before.after == period


def test_the_periods_one_goes_to_most():
    assert [one.code for one in periods_around(TODAY)] == ["2026-06", "2026-K2", "2026-H1", "2026", "2025"]


@pytest.fixture
def busy(hub, ambassador, duo):
    """A hub with ten hours a week and moments of every sort."""
    hub.agreed_hours, hub.hours_period = Decimal("10"), "week"
    hub.save()
    national = NationalThemeFactory(short_title="Communicatie")
    theme = ThemeFactory(plan=plan_of(hub, year=2026), national=national)
    before = ThemeFactory(plan=plan_of(hub, year=2025), national=national)
    item = PlanItem.objects.create(theme=theme, kind="activity", text="Flyer", handover_to="ROC Voorbeeld")
    copy = PlanItem.objects.create(theme=before, kind="activity", text="Flyer oud", lineage=item.lineage)
    values = {"hub": hub, "author": ambassador}
    MomentFactory(date=dt.date(2026, 1, 10), minutes=60, kind="mail", item=item, theme=theme, **values)
    MomentFactory(date=dt.date(2026, 2, 10), minutes=30, kind="mail", item=copy, theme=before, **values)
    MomentFactory(date=dt.date(2026, 2, 11), minutes=45, kind="visit", theme=theme, hub=hub, author=duo)
    MomentFactory(date=dt.date(2026, 3, 1), minutes=15, **values)
    MomentFactory(date=dt.date(2025, 12, 31), minutes=600, **values)
    return hub


def pairs(parts):
    return [(part.label, part.minutes) for part in parts]


def test_hours_are_summed_by_everything(busy, ambassador, duo):
    figures = hub_hours(busy, YEAR, TODAY)

    assert (figures.used, figures.count) == (150, 4)
    assert [month.minutes for month in figures.months] == [60, 75, 15] + [0] * 9
    assert pairs(figures.themes) == [("Communicatie", 135), ("Niets uit het plan", 15)]
    assert pairs(figures.kinds) == [("Mail", 90), ("Bezoek", 45), ("Niet ingevuld", 15)]
    assert pairs(figures.activities) == [("Flyer", 90)]
    assert pairs(figures.handover) == [("Flyer", 90)]
    assert figures.handover_share == 60
    assert pairs(figures.authors) == [(str(ambassador), 105), (str(duo), 45)]


def test_agreed_is_for_the_period_and_until_today(busy):
    figures = hub_hours(busy, YEAR, TODAY)

    assert figures.agreed == pytest.approx(600 * 365 / 7)
    assert figures.agreed_so_far == pytest.approx(600 * 181 / 7)
    assert figures.left == pytest.approx(600 * 365 / 7 - 150)


def test_the_spread_needs_three_hubs_and_names_nobody(busy):
    MomentFactory(hub=HubFactory(), date=dt.date(2026, 2, 1), minutes=700)
    assert spread_of(busy, YEAR, TODAY) is None

    MomentFactory(hub=HubFactory(), date=dt.date(2026, 2, 1), minutes=300)
    spread = spread_of(busy, YEAR, TODAY)

    weeks = 181 / 7
    assert spread.own == pytest.approx(150 / weeks)
    assert spread.values == pytest.approx([150 / weeks, 300 / weeks, 700 / weeks])
    assert spread.middle == pytest.approx(300 / weeks)


def test_the_national_totals_count_all_hubs_in_their_order(busy):
    idle = HubFactory(order=9)

    figures = national_hours(YEAR, TODAY)

    assert [(one.hub, one.used, one.share) for one in figures.hubs] == [(busy, 150, 1), (idle, 0, None)]
    assert pairs(figures.themes) == [("Communicatie", 135), ("Niets uit het plan", 15)]


def test_the_page_shows_charts_with_their_tables(busy, ambassador, signed_in):
    page = signed_in(ambassador).get("/werkplek/noord/uren/?periode=2026").content.decode()

    assert page.count('<svg class="bar"') >= 5
    assert "month-chart" in page
    assert "Flyer" in page
    assert "ROC Voorbeeld" in page
    assert "<script" not in page.partition("<main")[2].partition('class="month-chart"')[2].partition("</svg>")[0]


def test_an_empty_period_says_so(hub, ambassador, signed_in):
    assert "Niets in deze periode" in signed_in(ambassador).get("/werkplek/noord/uren/?periode=2020").content.decode()


def test_the_short_address_leads_to_the_own_hub(hub, board, signed_in):
    assert signed_in(board).get("/werkplek/uren/").headers["Location"] == "/werkplek/noord/uren/"


def test_only_the_own_hub_reads_its_hours(hub, stranger, coordinator, member, signed_in):
    for user in (stranger, coordinator, member):
        assert signed_in(user).get("/werkplek/noord/uren/").status_code == 403


def test_the_national_page_gives_the_coordinator_totals_and_nothing_of_the_hub(
    busy, coordinator, ambassador, signed_in
):
    from knooppunt.journal.models import Moment

    Moment.objects.update(note="GEHEIM-MERKTEKEN")
    PlanItem.objects.update(text="GEHEIM-MERKTEKEN")

    page = signed_in(coordinator).get("/werkplek/landelijk/uren/?periode=2026").content.decode()
    assert "Onderwijsknooppunt Noord" in page
    assert "2,5" in page
    assert "GEHEIM-MERKTEKEN" not in page
    assert str(ambassador) not in page
    assert signed_in(ambassador).get("/werkplek/landelijk/uren/").status_code == 403


def test_the_national_totals_can_be_taken_along(busy, coordinator, signed_in):
    assert signed_in(coordinator).get("/werkplek/landelijk/uren/?als=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "count"), [("/werkplek/noord/uren/?periode=2026", 14), ("/werkplek/landelijk/uren/?periode=2026", 8)]
)
def test_hours_cost_the_same_number_of_questions_whatever_there_is(
    rows, address, count, hub, ambassador, coordinator, signed_in, django_assert_num_queries
):
    for number in range(rows):
        plan = plan_of(hub, year=2026 - number)
        item = PlanItem.objects.get(theme__plan=plan)
        MomentFactory(hub=hub, author=ambassador, date=dt.date(2026, 1 + number, 1), item=item, theme=item.theme)
        if number:
            MomentFactory(hub=HubFactory(), date=dt.date(2026, 1, 1))
    client = signed_in(coordinator if "landelijk" in address else ambassador)
    client.get(address)  # the first page of a session writes that session down

    with django_assert_num_queries(count):
        client.get(address)


def test_a_supporting_structure_of_the_register_stands_with_what_it_could_take_over(busy):
    item = PlanItem.objects.get(text="Flyer")
    relation = RelationFactory(hub=busy, is_supporting=True)
    relation.supported.create(lineage=item.lineage, label=item.text, kind="could_take_over")
    RelationFactory(hub=busy, is_supporting=True).supported.create(lineage=item.lineage, label=item.text)

    (part,) = hub_hours(busy, YEAR, TODAY).handover

    assert part.note == f"ROC Voorbeeld; {relation.organisation.name}"
