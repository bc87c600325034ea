"""The demo's hubs and register."""

import pytest

from knooppunt.network.api import load_hubs
from knooppunt.network.demo import load_demo_hubs, load_demo_register
from knooppunt.network.models import Contact, Hub, Organisation

pytestmark = pytest.mark.django_db


def test_the_demo_loads_once_and_everybody_in_it_is_invented():
    for _time in range(2):
        load_demo_hubs()
        load_demo_register()

    assert Hub.objects.count() == 9
    assert Organisation.objects.count() == 41
    assert all(one.name.endswith("(voorbeeld)") for one in Organisation.objects.all())
    assert all(one.name.endswith("Voorbeeld") and one.email.endswith(".example") for one in Contact.objects.all())
    assert all(place.province for one in Organisation.objects.all() for place in one.places.all())


def test_hubs_of_a_new_installation_get_example_agreements_and_what_people_typed_stays():
    load_hubs()  # what "knooppunt migrate" does with an empty database
    Hub.objects.filter(slug="ligare").update(role_mailbox="team@ligare.example")
    for _time in range(2):
        load_demo_hubs()

    hubs = {hub.slug: hub for hub in Hub.objects.all()}
    assert hubs["noord-holland-flevoland"].role_mailbox == "noord-holland-flevoland@knooppunt.example"
    assert hubs["noord-holland-flevoland"].agreed_hours == 10
    assert hubs["propallia"].agreed_hours == 8
    assert (hubs["ligare"].role_mailbox, hubs["ligare"].agreed_hours) == ("team@ligare.example", None)
