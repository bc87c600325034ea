"""Find your region: honest about what is not known."""

import pytest

from knooppunt.network.actions.load import load_hubs
from knooppunt.network.models import Hub, HubAddress
from knooppunt.network.queries.find_region import find_region
from knooppunt.network.queries.hubs import listed_hubs

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    load_hubs()
    return listed_hubs()


def hubs(found):
    return [candidate.listed.hub.slug for candidate in found.candidates]


def test_almere_has_one_hub_for_certain(listed):
    found = find_region("almere", listed)

    assert hubs(found) == ["noord-holland-flevoland"]
    assert found.is_certain


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ("Gouda", ["propallia", "zuidwest"]),
        ("Spijkenisse", ["zuidwest", "propallia"]),
        ("Eindhoven", ["limburg-zuidoost-brabant", "zuidwest", "palzo"]),
        ("Breda", ["zuidwest", "limburg-zuidoost-brabant", "palzo"]),
    ],
)
def test_a_shared_province_gives_all_hubs_the_nearest_known_network_first(listed, place, order):
    found = find_region(place, listed)

    assert hubs(found) == order
    assert not found.is_certain


def test_a_region_that_no_source_states_is_never_certain(listed):
    found = find_region("Nijmegen", listed)

    assert hubs(found) == ["palzo"]
    assert found.candidates[0].is_inferred
    assert not found.is_certain


def test_a_province_gives_its_hubs_in_their_order(listed):
    assert hubs(find_region("Zuid-Holland", listed)) == ["propallia", "zuidwest"]


def test_a_hub_or_network_can_be_found_by_name(listed):
    assert find_region("ligare", listed).hub.hub.slug == "ligare"
    assert find_region("Haaglanden", listed).hub.hub.slug == "propallia"


def test_the_village_of_zeeland_is_offered_beside_the_province(listed):
    found = find_region("Zeeland", listed)

    assert hubs(found) == ["zuidwest"]
    assert [choice.query for choice in found.other] == ["Zeeland (Noord-Brabant)"]
    assert find_region(found.other[0].query, listed).place == "Zeeland"


def test_a_postcode_gets_a_sentence(listed):
    assert find_region("1315 AB", listed).is_postcode


def test_a_closed_hub_is_no_candidate(listed):
    Hub.objects.filter(slug="zuidwest").update(closed_on="2024-01-01")

    assert hubs(find_region("Goes", listed_hubs())) == []


def test_loading_makes_each_hub_once_and_never_overwrites(listed):
    Hub.objects.filter(slug="ligare").update(motto="Van ons")
    renamed = Hub.objects.get(slug="septet")
    Hub.objects.filter(pk=renamed.pk).update(slug="midden")
    HubAddress.objects.create(hub=renamed, slug="septet")

    assert load_hubs() == []
    assert Hub.objects.get(slug="ligare").motto == "Van ons"
    assert Hub.objects.count() == 9


def test_loading_leaves_what_is_not_known_empty(listed):
    children = Hub.objects.get(slug="kinderpalliatieve-zorg")

    assert (children.consortium, children.academic_centre, children.role_mailbox) == ("", "", "")
    assert not children.areas.exists()
    assert Hub.objects.get(slug="ligare").networks_count == 18
