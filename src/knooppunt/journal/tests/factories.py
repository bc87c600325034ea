"""Moments for tests."""

import factory
from django.utils import timezone

from knooppunt.journal.models import Moment
from knooppunt.network.models import Contact, HubContact, Organisation
from knooppunt.network.names import fold
from knooppunt.network.tests.factories import HubFactory


class MomentFactory(factory.django.DjangoModelFactory):
    """An hour of a new hub, today, for the hub's own eyes."""

    hub = factory.SubFactory(HubFactory)
    date = factory.LazyFunction(timezone.localdate)
    minutes = 60
    note = factory.Sequence(lambda n: f"Notitie {n}")

    class Meta:
        model = Moment


def organisation(name, hub=None):
    """An organisation, with which ``hub`` works."""
    made = Organisation.objects.create(name=name, kind="mbo", sort_name=fold(name), search_text=fold(name))
    if hub is not None:
        made.hubs.add(hub)
    return made


def contact(name, hub):
    """A contact of ``hub``."""
    made = Contact.objects.create(name=name, sort_name=fold(name))
    HubContact.objects.create(hub=hub, contact=made)
    return made
