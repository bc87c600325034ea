"""The picture of a network, its measures and white spots, figures of regions, and Kumu's sheets."""

from __future__ import annotations

import datetime as dt
import io
from itertools import combinations

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from knooppunt.core.registries import framework_confirmed
from knooppunt.network.actions.stakeholders import set_stage
from knooppunt.network.actions.ties import TieData, add_tie
from knooppunt.network.actions.touches import note_touch
from knooppunt.network.models import HubArea, Stage
from knooppunt.network.picture.graph import graph_of
from knooppunt.network.picture.kumu import kumu_workbook
from knooppunt.network.picture.layout import MIDDLE, RINGS, SIZE, lay_out, ring_names
from knooppunt.network.picture.measures import difference, measures_of
from knooppunt.network.picture.names import place_names, short
from knooppunt.network.queries.coverage import coverage_of
from knooppunt.network.queries.figures import figures_of_hubs, figures_of_provinces

from .factories import HubFactory
from .factories_people import MandateFactory
from .factories_register import FunctionFactory, HubContactFactory, OrganisationFactory, PlaceFactory, RelationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    hub = HubFactory(order=1)
    HubArea.objects.create(hub=hub, province="flevoland")
    return hub


@pytest.fixture
def today():
    return timezone.localdate()


def member(hub, name, kind="hospice", **more):
    return RelationFactory(hub=hub, organisation__name=name, organisation__kind=kind, **more)


def test_the_picture_holds_people_ties_stages_and_how_recent(hub, today):
    one = member(hub, "A", stage=Stage.PARTNER)
    other = member(hub, "B", "mbo")
    RelationFactory(organisation=one.organisation)
    known = HubContactFactory(hub=hub)
    for relation in (one, other):
        FunctionFactory(contact=known.contact, organisation=relation.organisation)
    FunctionFactory(contact=HubContactFactory().contact, organisation=one.organisation)
    note_touch(hub=hub, organisation=one.organisation, by=None)

    graph = graph_of(hub, today)

    assert [(node.name, node.stage, node.is_recent, len(node.people)) for node in graph.nodes.values()] == [
        ("A", "partner", True, 1),
        ("B", "unknown", False, 1),
    ]
    assert [(line.first, line.second, line.kind) for line in graph.lines] == [
        (one.organisation_id, other.organisation_id, "")
    ]
    assert [node.name for node in graph_of(hub, today, group="onderwijs").nodes.values()] == ["B"]


def test_another_hubs_private_tie_draws_no_line(hub, today):
    one, other = member(hub, "A"), member(hub, "B")
    add_tie(data=TieData("lid-van", one.organisation, other.organisation, hub=HubFactory()), by=None)
    assert graph_of(hub, today).lines == []

    add_tie(data=TieData("lid-van", one.organisation, other.organisation), by=None)
    assert len(graph_of(hub, today).lines) == 1


def test_a_year_ago_looks_as_it_was(hub, today):
    year_ago = today - dt.timedelta(days=365)
    old = member(hub, "Oud", since=today - dt.timedelta(days=700), stage=Stage.FIRST_CONTACT)
    member(hub, "Nieuw", since=today)
    set_stage(relations=[old], stage=Stage.PARTNER, by=None)

    before, now = graph_of(hub, year_ago), graph_of(hub, today)

    assert [(node.name, node.stage) for node in before.nodes.values()] == [("Oud", Stage.FIRST_CONTACT)]
    found = difference(before, now)
    assert (found.new, found.closer, found.further) == (["Nieuw"], ["Oud"], [])


def test_the_same_network_gives_the_same_picture_within_the_frame_and_each_in_its_ring(hub, today):
    for number in range(120):
        stage = list(RINGS)[number % 5]
        member(hub, f"Naam {number}", ["mbo", "hospice", "netwerk"][number % 3], stage=stage)
    first, second = graph_of(hub, today), graph_of(hub, today)

    assert lay_out(first) == lay_out(second)

    assert [(node.x, node.y) for node in first.nodes.values()] == [(node.x, node.y) for node in second.nodes.values()]
    spots = {(node.x, node.y) for node in first.nodes.values()}
    assert len(spots) == 120
    for node in first.nodes.values():
        distance = ((node.x - MIDDLE) ** 2 + (node.y - MIDDLE) ** 2) ** 0.5
        inner, outer = RINGS[node.stage]
        assert inner - 1 <= distance <= outer + 1
        assert 0 < node.x < SIZE


def test_names_stand_clear_of_each_other_and_of_what_the_rings_are_called(hub, today):
    for number in range(40):
        kind = ["mbo", "hospice", "ziekenhuis", "netwerk"][number % 4]
        member(hub, f"Organisatie nummer {number:02}", kind, stage=list(RINGS)[number % 5])
    graph = graph_of(hub, today)
    wedges = lay_out(graph)

    names = place_names(graph, wedges)

    boxes = [names[pk].box for pk in graph.nodes]
    hidden = [pair for pair in combinations(boxes, 2) if pair[0].shared(pair[1]) > 40]
    assert names == place_names(graph, wedges)
    assert len(hidden) <= 1
    for _text, x, y in ring_names():
        assert not any(box.left < x < box.right and box.top < y - 5 < box.bottom for box in boxes)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ROC Duinrand", "ROC Duinrand"),
        ("Hospice (Almere)", "Hospice (Almere)"),
        ("ROC Duinrand (een voorbeeld)", "ROC Duinrand"),
        ("Expertisecentrum De Vuurtoren (voorbeeld)", "Expertisecentrum De Vuurtoren"),
        ("Netwerk Palliatieve Zorg Kop en Kust", "Netwerk Palliatieve Zorg Kop…"),
        ("(Alleen een naam die tussen haakjes staat)", "(Alleen een naam die tussen h…"),
        ("", ""),
    ],
)
def test_a_name_is_shortened_where_it_hurts_least(name, shown):
    assert short(name) == shown


def test_measures_say_who_hangs_on_one_person(hub, today):
    person = HubContactFactory(hub=hub).contact
    for name in ("A", "B"):
        FunctionFactory(contact=person, organisation=member(hub, name).organisation)
    member(hub, "C")
    member(hub, "D", stage=Stage.DORMANT)

    found = {one.code: one.number for one in measures_of(graph_of(hub, today))}

    assert found == {"all": 4, "single": 2, "doors": 1, "nobody": 2, "silent": 3, "clusters": 1, "alone": 2}


def test_an_empty_network_has_a_picture_too(hub, today):
    graph = graph_of(hub, today)

    assert (lay_out(graph), [one.number for one in measures_of(graph)]) == ([], [0])


def test_a_year_that_is_past_shows_what_was_recent_then(hub, today):
    since = dt.date(today.year - 3, 1, 1)
    then, only_now, by_person, _never = (member(hub, name, since=since) for name in "ABCD")
    note_touch(hub=hub, organisation=then.organisation, on=dt.date(today.year - 2, 11, 1), by=None)
    note_touch(hub=hub, organisation=then.organisation, by=None)
    note_touch(hub=hub, organisation=only_now.organisation, by=None)
    known = HubContactFactory(hub=hub)
    FunctionFactory(contact=known.contact, organisation=by_person.organisation, from_date=since)
    note_touch(hub=hub, contact=known.contact, on=dt.date(today.year - 2, 3, 1), by=None)

    graph = graph_of(hub, dt.date(today.year - 2, 12, 31))

    said = {node.name: (node.is_recent, node.is_known) for node in graph.nodes.values()}
    assert said == {"A": (True, True), "B": (False, False), "C": (True, True), "D": (False, False)}
    assert {node.name: node.is_recent for node in graph_of(hub, today).nodes.values()} == {
        "A": True,
        "B": True,
        "C": False,
        "D": False,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_picture_costs_the_same(rows, hub, today, django_assert_num_queries):
    for number in range(rows):
        relation = member(hub, f"N {number}", since=dt.date(2020, 1, 1))
        FunctionFactory(contact=HubContactFactory(hub=hub).contact, organisation=relation.organisation)

    with django_assert_num_queries(4):
        graph_of(hub, today)
    with django_assert_num_queries(8):  # two kinds, asked of the register and of the logbook
        graph_of(hub, today - dt.timedelta(days=1))
    with django_assert_num_queries(7):
        coverage_of(hub)


def test_kumu_reads_labels_once_and_nothing_runs(hub, today):
    member(hub, "=1+1")
    member(hub, "Zelfde")
    member(hub, "Zelfde")
    FunctionFactory(contact=HubContactFactory(hub=hub, contact__name="Geheim").contact)

    book = load_workbook(io.BytesIO(kumu_workbook(graph_of(hub, today))))

    rows = list(book["Elements"].iter_rows(values_only=True))
    labels = [row[0] for row in rows[1:]]
    assert rows[0][:2] == ("Label", "Type")
    assert len(set(labels)) == len(labels) == 4
    assert book["Elements"]["A3"].data_type == "s"
    assert [cell.value for cell in book["Connections"][1]][:2] == ["From", "To"]
    assert "Geheim" not in str(rows)


def test_white_spots_are_what_the_hub_lacks_in_its_region(hub, today):
    school = OrganisationFactory(name="ROC", kind="mbo", levels=["mbo-3", "mbo-4"])
    PlaceFactory(organisation=school)
    PlaceFactory(organisation=OrganisationFactory(kind="mbo"), name="Goes", province="zeeland")
    hospice = RelationFactory(hub=hub, organisation__name="Hospice").organisation
    teacher = HubContactFactory(hub=hub).contact
    FunctionFactory(contact=teacher, organisation=school, levels=["mbo-3"])
    FunctionFactory(contact=HubContactFactory().contact, organisation=hospice, function="praktijkbegeleider")

    found = coverage_of(hub)

    spots = {spot.code: (spot.of, [name for _pk, name in spot.missing]) for spot in found.spots}
    assert spots["schools"] == (1, [])
    assert spots["management"] == (1, ["ROC"])
    assert spots["educators"] == (1, ["Hospice"])
    assert spots["silent"] == (1, ["Hospice"])
    assert [(one.there, one.known) for one in found.levels] == [(1, 1), (1, 0)]
    assert [(one.label, one.there, one.known) for one in found.provinces] == [("Flevoland", 1, 1)]


def test_of_a_large_white_spot_all_can_be_shown(hub, client):
    for _number in range(27):
        PlaceFactory(organisation__kind="mbo")
    client.force_login(MandateFactory.create(hub=hub, role="ambassador").user)

    some = client.get("/werkplek/netwerk/witte-vlekken/").content.decode()
    everything = client.get("/werkplek/netwerk/witte-vlekken/?alle=schools").content.decode()

    assert '<a href="?alle=schools#s-schools">en nog 2</a>' in some
    assert 'href="?alle=schools' not in everything
    line = '<li><a href="/werkplek/netwerk/organisaties/'
    assert everything.count(line) - some.count(line) == 2


def test_the_framework_counts_once_an_app_knows_about_it(hub, monkeypatch):
    school = RelationFactory(hub=hub, organisation__kind="hbo").organisation
    RelationFactory(hub=hub, organisation__kind="hbo")
    monkeypatch.setattr(framework_confirmed, "_items", {})
    assert "framework" not in {spot.code for spot in coverage_of(hub).spots}

    framework_confirmed.register("test", lambda pks: {school.pk})

    (spot,) = [spot for spot in coverage_of(hub).spots if spot.code == "framework"]
    assert (spot.of, len(spot.missing)) == (2, 1)


def test_figures_count_what_all_hubs_may_know(hub):
    place = PlaceFactory(organisation=OrganisationFactory(kind="mbo"))
    RelationFactory(hub=hub, organisation=place.organisation)
    PlaceFactory(organisation=OrganisationFactory())

    (one,) = [one for one in figures_of_hubs() if one.listed.hub == hub]
    (flevoland,) = [one for one in figures_of_provinces() if one.label == "Flevoland"]

    assert (one.total, one.groups[0][1]) == (1, 1)
    assert (flevoland.total, flevoland.with_hub) == (2, 1)
