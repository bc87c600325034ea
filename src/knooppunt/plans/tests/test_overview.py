"""The national overview: counted rightly, and every figure leads to its rows."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.network.models import Hub, Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.plans.models import PlanItem
from knooppunt.plans.queries.needs_help import attention_of
from knooppunt.plans.queries.overview import Cell, overview, year_by_year
from knooppunt.plans.queries.selection import Selection, changes_since_round, selected_items, side_by_side
from knooppunt.plans.tests.overview_data import (
    STATUSES,
    change,
    make_national,
    make_network,
    make_plan,
    make_round,
    make_rows,
    this_year,
)

pytestmark = pytest.mark.django_db
ROWS = re.compile(r'href="(/werkplek/landelijk/rijen/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def signed_in(role: str = Role.COORDINATOR, hub: Hub | None = None) -> Client:
    client = Client()
    client.force_login(user_with(role, hub))
    return client


def figures_of(cell: Cell) -> list[int]:
    return list(cell.counts.values())


# ---- Counting -------------------------------------------------------------------------------------------------------
def test_hub_and_theme_are_counted_per_status() -> None:
    user, hub, theme = user_with(Role.COORDINATOR), HubFactory(), make_national()
    make_rows(make_plan(hub), theme, ["behaald", "behaald", "op_schema", "doorlopend", "achter_op_schema", "", ""])

    (line,) = [line for line in overview(user, this_year()).lines if line.hub == hub]

    assert figures_of(line.cells[0]) == [2, 1, 1, 1, 2]
    assert (line.total.total, line.total.rated, line.total.well, line.total.behind) == (7, 5, 4, 1)


def test_ongoing_is_never_late_and_no_status_lowers_no_figure() -> None:
    cell = Cell(continuous=3, unset=5)

    assert (cell.well, cell.rated, cell.behind) == (3, 3, 0)


def test_archived_binned_and_template_rows_count_nowhere() -> None:
    user, hub, theme = user_with(Role.COORDINATOR), HubFactory(), make_national()
    plan = make_plan(hub)
    make_rows(plan, theme, ["behaald"])
    make_rows(plan, theme, ["behaald"], archived_at=timezone.now())
    make_rows(plan, theme, ["behaald"], binned_at=timezone.now())
    binned = make_rows(plan, theme, ["behaald"])[0].theme
    type(binned).all_objects.filter(pk=binned.pk).update(binned_at=timezone.now())
    template = type(plan).objects.create(is_template=True, year=this_year(), title="Sjabloon")
    make_rows(template, theme, ["behaald"])

    found = overview(user, this_year())

    assert found.total.total == 1
    assert selected_items(user, Selection()).count() == 1
    assert [figures_of(cell) for cell in year_by_year(user).themes[0].cells if cell] == [[1, 0, 0, 0, 0]]


def test_local_themes_stand_in_a_column_of_their_own_only_when_there_are_any() -> None:
    user, hub, theme = user_with(Role.COORDINATOR), HubFactory(), make_national()
    plan = make_plan(hub)
    make_rows(plan, theme, ["behaald"])
    before = [column.slug for column in overview(user, this_year()).columns]

    make_rows(plan, None, ["op_schema", ""], title="Couleur locale")
    after = overview(user, this_year())

    assert before == ["communicatie"]
    assert [column.slug for column in after.columns] == ["communicatie", "eigen"]
    assert figures_of(after.lines[0].cells[1]) == [0, 1, 0, 0, 1]


def test_a_national_theme_out_of_use_shows_only_in_years_that_have_it() -> None:
    user, hub, old = user_with(Role.COORDINATOR), HubFactory(), make_national("oud")
    old.is_current = False
    old.save()
    make_rows(make_plan(hub, this_year() - 1), old, ["behaald"])

    assert [column.slug for column in overview(user, this_year()).columns] == []
    assert [column.slug for column in overview(user, this_year() - 1).columns] == ["oud"]


def test_closed_and_merged_hubs_keep_their_years_and_are_not_asked_for_a_plan() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    open_hub = HubFactory(short_name="Open")
    closed = HubFactory(short_name="Dicht", closed_on=timezone.localdate(), merged_into=open_hub)
    make_rows(make_plan(closed, this_year() - 1), theme, ["behaald"])

    now, before = overview(user, this_year()), overview(user, this_year() - 1)

    assert [line.hub.short_name for line in now.lines] == ["Open"]
    assert {line.hub.short_name for line in before.lines} == {"Open", "Dicht"}
    assert attention_of(user, now).missing == [open_hub]


def test_the_national_hub_keeps_no_plan_and_is_not_missed() -> None:
    HubFactory(kind=Hub.Kind.NATIONAL)

    assert overview(user_with(Role.COORDINATOR), this_year()).lines == []


def test_who_is_not_of_the_network_counts_nothing() -> None:
    make_network(1, 1)

    assert overview(UserFactory(), this_year()).total.total == 0


# ---- Attention and changes ------------------------------------------------------------------------------------------
def test_attention_names_what_is_behind_silent_or_missing() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    late, silent, missing = (HubFactory(short_name=name, order=n) for n, name in enumerate(["Laat", "Stil", "Leeg"]))
    make_rows(make_plan(late), theme, ["achter_op_schema", "achter_op_schema", "behaald"], status_reason="Geen tijd")
    make_rows(make_plan(silent), theme, ["behaald"], confirmed_at=timezone.now() - dt.timedelta(days=61))

    found = attention_of(user, overview(user, this_year()))

    assert [(one.hub, one.theme.title, one.count, one.reasons) for one in found.late] == [
        (late, "Communicatie", 2, ["Geen tijd"])
    ]
    assert [line.hub for line in found.silent] == [silent]
    assert found.missing == [missing]


def test_a_plan_confirmed_sixty_days_ago_or_locked_is_not_silent() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    long_ago = timezone.now() - dt.timedelta(days=300)
    make_rows(make_plan(HubFactory()), theme, ["behaald"], confirmed_at=timezone.now() - dt.timedelta(days=59))
    make_rows(make_plan(HubFactory(), locked_at=timezone.now()), theme, ["behaald"], confirmed_at=long_ago)

    assert attention_of(user, overview(user, this_year())).silent == []


def test_an_ambassador_sees_the_reasons_of_the_own_hub_only() -> None:
    theme, own, other = make_national(), HubFactory(), HubFactory()
    make_rows(make_plan(own), theme, ["achter_op_schema"], status_reason="EIGENREDEN")
    make_rows(make_plan(other), theme, ["achter_op_schema"], status_reason="ANDERREDEN")

    for role, hub, seen in ((Role.AMBASSADOR, own, (True, False)), (Role.COORDINATOR, None, (True, True))):
        client = signed_in(role, hub)
        for name in ("plans:overview", "plans:overview-rows", "plans:overview-json"):
            text = client.get(reverse(name)).content.decode()
            assert ("EIGENREDEN" in text, "ANDERREDEN" in text) == seen, (role, name)
        book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("plans:overview-xlsx")).content))
        cells = "".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        assert ("EIGENREDEN" in cells, "ANDERREDEN" in cells) == seen


def test_changes_are_those_since_the_last_closed_round_and_net() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    one, two, three, four = make_rows(make_plan(HubFactory()), theme, ["op_schema"] * 4)
    make_round(opens=-20, closes=-10)
    make_round(opens=-1, closes=5)
    now = timezone.now()
    change(one, "achter_op_schema", at=now - dt.timedelta(days=15))  # before the round closed
    change(two, "achter_op_schema", at=now - dt.timedelta(days=5))
    change(two, "behaald", at=now - dt.timedelta(days=2))
    change(three, "behaald", at=now - dt.timedelta(days=2))
    change(three, "op_schema", at=now - dt.timedelta(days=1))  # back where it was
    change(four, "behaald", act="imported")

    found = changes_since_round(user, this_year())

    assert [(move.was, move.now, move.count) for move in found.moves] == [("op_schema", "behaald", 1)]
    assert [row.pk for row in found.rows] == [two.pk]
    assert found.since.round is not None


def test_without_a_round_changes_are_those_of_thirty_days() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    old, new = make_rows(make_plan(HubFactory()), theme, ["op_schema"] * 2)
    change(old, "behaald", at=timezone.now() - dt.timedelta(days=31))
    change(new, "behaald", at=timezone.now() - dt.timedelta(days=29))

    found = changes_since_round(user, this_year())

    assert (found.since.round, [row.pk for row in found.rows]) == (None, [new.pk])


# ---- Pages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("weergave", ["", "aantallen"])
def test_every_figure_leads_to_exactly_its_rows(weergave: str) -> None:
    hubs = make_network(2, 2, themes=2)
    make_rows(make_plan(hubs[0], this_year() - 5), None, ["behaald", ""])
    make_rows(hubs[1].plans.get(year=this_year()).themes.first().plan, None, ["achter_op_schema"], title="Eigen")
    change(PlanItem.objects.filter(status="op_schema", theme__plan__year=this_year()).first(), "behaald")
    client = signed_in()
    pages = [
        reverse("plans:overview") + f"?weergave={weergave}",
        reverse("plans:overview-years"),
        reverse("plans:hub-overview", args=[hubs[0].slug]),
    ]

    followed = 0
    for page in pages:
        for address, label in ROWS.findall(client.get(page).content.decode()):
            number = re.search(r"\d+", re.sub(r'<span class="visually-hidden">.*?</span>|<[^>]+>', " ", label))
            if number is None:  # "Look": the count stands beside it
                continue
            # A field says how many go well; its link leads to all its rows, which its text for screen readers tells.
            response = client.get(html.unescape(address))
            rated = re.search(r"/(\d+)<", label)
            found = response.context["page"].paginator.count
            if rated:
                chosen = response.context["chosen"]
                assert found >= int(rated[1]) >= int(number[0]), (page, address)
                cell = selected_items(response.wsgi_request.user, chosen)
                assert cell.exclude(status="").count() == int(rated[1]), (page, address)
            else:
                assert found == int(number[0]), (page, address, label)
            followed += 1
    assert followed > 30


def test_rows_are_filtered_by_everything_together() -> None:
    hubs = make_network(2, 2, themes=2)
    address = reverse("plans:overview-rows")
    query = {"year": this_year(), "hub": hubs[0].slug, "theme": "thema-1", "status": "geen"}

    response = signed_in().get(address, query)

    (row,) = response.context["rows"]
    item = row["item"]
    assert (item.theme.plan.hub, item.theme.plan.year, item.theme.national.slug, item.status) == (
        hubs[0],
        this_year(),
        "thema-1",
        "",
    )


@pytest.mark.parametrize(
    "query",
    [{"status": "wat"}, {"year": "x"}, {"hub": "nergens"}, {"theme": "' OR 1=1"}, {"was": "wat", "changed": "on"}],
)
def test_a_nonsense_choice_gets_a_sentence_and_no_rows(query: dict[str, str]) -> None:
    make_network(1, 1, themes=1)

    response = signed_in().get(reverse("plans:overview-rows"), query)

    assert (response.status_code, response.context["rows"]) == (422, [])
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x"])
def test_a_nonsense_page_shows_rows(page: str) -> None:
    make_network(3, 1, themes=4)

    response = signed_in().get(reverse("plans:overview-rows"), {"page": page})

    assert response.status_code == 200
    assert response.context["page"].paginator.count == 60


def test_a_nonsense_year_is_not_found_and_an_empty_year_is_empty() -> None:
    client = signed_in()

    for year in ("x", "20261", "-202", "²026", "1e9"):
        assert client.get(reverse("plans:overview"), {"year": year}).status_code == 404, year
    assert client.get(reverse("plans:overview"), {"year": "1990"}).status_code == 200


def test_shared_rows_stand_on_one_line_and_own_rows_below() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    first, second = HubFactory(order=1), HubFactory(order=2)
    (one, own), (two,) = (
        make_rows(make_plan(first), theme, ["behaald", ""]),
        make_rows(make_plan(second), theme, ["op_schema"]),
    )
    PlanItem.objects.filter(pk=two.pk).update(lineage=one.lineage)

    found = side_by_side(user, "communicatie", this_year())

    assert [[item and item.status for item in row.items] for row in found.shared] == [["behaald", "op_schema"]]
    assert [(hub, [item.pk for item in items]) for hub, items in found.own] == [(first, [own.pk])]


def test_the_same_row_twice_in_one_hub_is_not_shared_and_is_not_lost() -> None:
    user, theme = user_with(Role.COORDINATOR), make_national()
    one, two = make_rows(make_plan(HubFactory()), theme, ["behaald", ""])
    PlanItem.objects.filter(pk=two.pk).update(lineage=one.lineage)

    found = side_by_side(user, "communicatie", this_year())

    assert (found.shared, [len(items) for _hub, items in found.own]) == ([], [2])


def test_the_page_of_one_hub_names_no_other_hub() -> None:
    make_network(2, 2)
    mine = HubFactory(short_name="Eigen hub")
    HubFactory(short_name="Zusterhub")
    make_rows(make_plan(mine), make_national(), ["behaald"])

    text = signed_in(Role.AMBASSADOR, mine).get(reverse("plans:hub-overview", args=[mine.slug])).content.decode()

    assert "Zusterhub" not in text[text.index("<main") :]


def test_the_overview_as_data_says_the_same() -> None:
    hubs = make_network(2, 1, themes=2)

    data = json.loads(signed_in().get(reverse("plans:overview-json")).content)

    per_cell = {"behaald": 1, "op_schema": 1, "doorlopend": 1, "achter_op_schema": 1, "geen": 1, "total": 5}
    cell = data["hubs"][0]["themes"]["thema-0"]
    assert {key: cell[key] for key in per_cell} == per_cell
    assert [hub["slug"] for hub in data["hubs"]] == [hub.slug for hub in hubs]
    assert (data["total"]["total"], len(data["rows"])) == (20, 20)


def test_the_overview_as_a_workbook_has_the_figures_and_the_rows() -> None:
    make_network(2, 1, themes=2)

    book = openpyxl.load_workbook(io.BytesIO(signed_in().get(reverse("plans:overview-xlsx")).content))

    sizes = [sheet.max_row for sheet in book]
    assert sizes == [1 + 4, 1 + 2, 1 + 20]
    assert [cell.value for cell in book.worksheets[1][2]][2:8] == [2, 2, 2, 2, 2, 10]


PAGES = [
    ("plans:overview", 12),
    ("plans:overview-years", 8),
    ("plans:overview-rows", 8),
    ("plans:overview-xlsx", 8),
    ("plans:overview-json", 8),
]


@pytest.mark.parametrize(("name", "queries"), PAGES)
@pytest.mark.parametrize(("hubs", "years"), [(1, 1), (9, 5)])
def test_the_number_of_queries_does_not_grow(
    name: str, queries: int, hubs: int, years: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_network(hubs, years)
    client = signed_in()
    client.get(reverse(name))  # the first request of a session also notes where it comes from

    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(("hubs", "years"), [(1, 1), (9, 5)])
def test_the_number_of_queries_of_theme_and_hub_does_not_grow(
    hubs: int, years: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = make_network(hubs, years)
    client = signed_in()
    client.get(reverse("plans:overview"))

    with django_assert_num_queries(7):
        client.get(reverse("plans:overview-theme", args=["thema-0"]))
    with django_assert_num_queries(8):
        client.get(reverse("plans:hub-overview", args=[made[0].slug]))


@pytest.mark.parametrize("name", [name for name, _queries in PAGES])
def test_only_the_network_sees_the_overview(name: str) -> None:
    stranger = Client()
    stranger.force_login(UserFactory())

    assert stranger.get(reverse(name)).status_code == 403
    assert signed_in(Role.MEMBER).get(reverse(name)).status_code == 403
    assert signed_in(Role.PROGRAMME).get(reverse(name)).status_code == 200
    assert Client().get(reverse(name)).status_code == 302


def test_statuses_of_the_tests_are_those_of_the_product() -> None:
    assert list(Cell().counts) == STATUSES
