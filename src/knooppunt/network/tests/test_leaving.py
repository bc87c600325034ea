"""Deleting a contact that another hub knows too: it leaves one's own hub, and stays with the other."""

import datetime as dt

import pytest
from django.urls import reverse

from knooppunt.network.actions.bulk import Bulk, change_all, take_back
from knooppunt.network.models import Contact, HubContact
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import HubContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ambassador():
    return MandateFactory.create(role="ambassador").user


@pytest.fixture
def hub(ambassador):
    return ambassador.mandates.get().hub


@pytest.fixture
def shared(hub, ambassador):
    """Known to this hub, with all it noted, and to another."""
    row = HubContactFactory(
        hub=hub,
        notes="Alleen van ons",
        cadence_months=6,
        snoozed_until=dt.date(2030, 1, 2),
        verified_on=dt.date(2026, 3, 4),
        verified_by=ambassador,
    )
    HubContactFactory(hub=HubFactory(), contact=row.contact)
    return row.contact


def noted(hub, contact):
    return HubContact.objects.values(
        "notes", "cadence_months", "snoozed_until", "verified_on", "verified_by", "since"
    ).get(hub=hub, contact=contact)


def test_what_others_know_leaves_this_hub_only_and_comes_back_whole(hub, shared, ambassador):
    own = HubContactFactory(hub=hub).contact
    before = noted(hub, shared)

    done = change_all(hub=hub, pks=[own.pk, shared.pk], bulk=Bulk("contacts", "bin"), by=ambassador)

    assert (done.count, done.left) == (1, 1)
    assert list(Contact.objects.all()) == [shared]
    assert not HubContact.objects.filter(hub=hub, contact=shared).exists()
    assert HubContact.objects.filter(contact=shared).count() == 1
    assert take_back(hub=hub, back=done.back, by=ambassador) == 2
    assert noted(hub, shared) == before
    assert Contact.objects.count() == 2
    assert take_back(hub=hub, back=done.back, by=ambassador) <= 1
    assert HubContact.objects.count() == 3


def test_a_contact_that_is_gone_for_good_does_not_come_back(hub, shared, ambassador):
    done = change_all(hub=hub, pks=[shared.pk], bulk=Bulk("contacts", "bin"), by=ambassador)
    Contact.all_objects.all().delete()

    assert take_back(hub=hub, back=done.back, by=ambassador) == 0


def test_deleting_on_its_page_tells_so_and_offers_the_way_back(client, hub, shared, ambassador):
    client.force_login(ambassador)

    answer = client.post(reverse("network:contact_delete", args=[shared.pk]), follow=True)

    assert "hoort niet meer bij je knooppunt" in answer.content.decode()
    assert Contact.objects.filter(pk=shared.pk).exists()
    assert client.get(reverse("network:contact", args=[shared.pk])).status_code == 404
    client.post(reverse("network:undo_many", args=["contacten"]))
    assert client.get(reverse("network:contact", args=[shared.pk])).status_code == 200


def test_deleting_one_that_only_this_hub_knows_goes_into_the_bin(client, hub, ambassador):
    client.force_login(ambassador)
    own = HubContactFactory(hub=hub).contact

    client.post(reverse("network:contact_delete", args=[own.pk]))

    assert Contact.all_objects.get(pk=own.pk).is_binned
