"""Finding places and provinces by what people type."""

import pytest

from knooppunt.network.places import all_places, distance_km, look_up, place_named


def names(match):
    return [(place.name, place.province) for place in match.places]


@pytest.mark.parametrize(
    ("typed", "place", "province"),
    [
        ("Almere", "Almere", "flevoland"),
        ("ALMERE ", "Almere", "flevoland"),
        ("Den Bosch", "'s-Hertogenbosch", "noord-brabant"),
        ("'s-Gravenhage", "Den Haag", "zuid-holland"),
        ("Texel", "Den Burg", "noord-holland"),
        ("Driebergen", "Driebergen-Rijsenburg", "utrecht"),
        ("Rijswijk (Zuid-Holland)", "Rijswijk", "zuid-holland"),
        ("rijswijk, brabant", "Rijswijk", "noord-brabant"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(typed, place, province):
    match = look_up(typed)

    assert names(match) == [(place, province)]
    assert match.corrected_to == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("den hagg", "Den Haag"), ("Eindhven", "Eindhoven"), ("Maastrict", "Maastricht"), ("gouuda", "Gouda")],
)
def test_a_typing_error_is_mended_and_said(typed, meant):
    match = look_up(typed)

    assert match.corrected_to == meant
    assert [name for name, _province in names(match)] == [meant]


def test_a_name_of_two_places_gives_both():
    assert names(look_up("Rijswijk")) == [("Rijswijk", "noord-brabant"), ("Rijswijk", "zuid-holland")]


def test_a_province_goes_before_a_village_of_the_same_name():
    match = look_up("zeeland")

    assert [str(province) for province in match.provinces] == ["zeeland"]
    assert names(match) == [("Zeeland", "noord-brabant")]


@pytest.mark.parametrize(
    ("typed", "codes"), [("Fryslân", ["friesland"]), ("Holland", ["noord-holland", "zuid-holland"])]
)
def test_provinces_are_known_by_other_names(typed, codes):
    assert [str(province) for province in look_up(typed).provinces] == codes


def test_what_is_in_doubt_is_suggested_instead_of_taken():
    match = look_up("almeer")

    assert not match.found
    assert set(match.suggestions) >= {"Almere", "Aalsmeer"}


@pytest.mark.parametrize("typed", ["", "  ", "x", "zzzzqqq", "(", "1" * 5000, "🙂"])
def test_nonsense_finds_nothing_and_breaks_nothing(typed):
    assert not look_up(typed[:100]).found


def test_every_place_has_a_province_and_lies_in_the_netherlands():
    for place in all_places():
        assert place.province_name
        assert 50.7 < place.latitude < 53.6
        assert 3.3 < place.longitude < 7.3


def test_distances_are_about_right():
    assert 21 < distance_km(place_named("Almere"), place_named("Amsterdam")) < 26
