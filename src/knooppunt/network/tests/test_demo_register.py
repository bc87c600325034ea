"""The demo's hubs and register."""

import pytest

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
