"""The map is computed from the hubs there are, whatever their number."""

from dataclasses import dataclass

from knooppunt.core.hub_map import PROVINCES, draw_hub_map


@dataclass
class Hub:
    number: int
    name: str
    provinces: tuple[str, ...] = ()


def test_without_hubs_the_country_is_drawn_in_no_colour() -> None:
    drawn = draw_hub_map([])

    assert [area.colour for area in drawn.areas] == [0] * 12
    assert drawn.knots == []
    assert {name.text for name in drawn.names} == set(PROVINCES)


def test_a_province_that_three_hubs_share_is_cut_into_three_columns_in_order() -> None:
    drawn = draw_hub_map([Hub(7, "c", ("Limburg",)), Hub(5, "a", ("Limburg",)), Hub(6, "b", ("Limburg",))])

    assert len(drawn.areas) == 11 + 3
    assert [knot.number for knot in sorted(drawn.knots, key=lambda knot: knot.x)] == [5, 6, 7]
    assert [name.text for name in drawn.names if name.plate_x] == ["Limburg"]


def test_the_dots_of_a_hub_are_joined_by_one_line_less_than_there_are() -> None:
    drawn = draw_hub_map(
        [Hub(2, "noord", ("Groningen", "Friesland", "Drenthe", "Overijssel")), Hub(4, "midden", ("Utrecht",))]
    )

    assert len(drawn.knots) == 5
    assert len(drawn.lines) == 3


def test_a_hub_without_a_province_gets_a_bar_below_and_the_map_grows() -> None:
    one, two = draw_hub_map([Hub(8, "kinderen")]), draw_hub_map([Hub(8, "kinderen"), Hub(9, "landelijk")])

    assert [name.text for name in two.names][-2:] == ["kinderen", "landelijk"]
    assert two.height - one.height == 59
    assert [area.colour for area in two.areas[-2:]] == [8, 1]


def test_the_frisian_name_and_unknown_names_are_understood() -> None:
    drawn = draw_hub_map([Hub(1, "noord", ("Fryslân", "Atlantis"))])

    assert [(knot.x, knot.y) for knot in drawn.knots] == [(2 + 2 * 109 + 84, 30)]


def test_picking_a_hub_dims_the_others_and_empty_provinces() -> None:
    drawn = draw_hub_map([Hub(1, "a", ("Utrecht",)), Hub(2, "b", ("Utrecht",))], picked=2)

    assert [knot.number for knot in drawn.knots if not knot.dim] == [2]
    assert len([area for area in drawn.areas if not area.dim]) == 1
