"""Organisations and contacts for tests."""

import factory

from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
    Organisation,
    OrganisationPlace,
    StakeholderRelation,
)
from knooppunt.network.names import fold

from .factories import HubFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A hospice without places or hubs."""

    name = factory.Sequence(lambda n: f"Organisatie {n} (voorbeeld)")
    kind = "hospice"
    sort_name = factory.LazyAttribute(lambda one: fold(one.name))
    search_text = factory.LazyAttribute(lambda one: fold(one.name))

    class Meta:
        model = Organisation


class PlaceFactory(factory.django.DjangoModelFactory):
    """A place of a new organisation."""

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Almere"
    province = "flevoland"

    class Meta:
        model = OrganisationPlace


class RelationFactory(factory.django.DjangoModelFactory):
    """A new hub works with a new organisation."""

    hub = factory.SubFactory(HubFactory)
    organisation = factory.SubFactory(OrganisationFactory)

    class Meta:
        model = StakeholderRelation


class ContactFactory(factory.django.DjangoModelFactory):
    """A person whom no hub knows yet."""

    name = factory.Sequence(lambda n: f"Contact {n} Voorbeeld")
    email = factory.Sequence(lambda n: f"contact{n}@voorbeeld.example")
    sort_name = factory.LazyAttribute(lambda one: fold(one.name))

    class Meta:
        model = Contact


class HubContactFactory(factory.django.DjangoModelFactory):
    """A new hub knows a new contact."""

    hub = factory.SubFactory(HubFactory)
    contact = factory.SubFactory(ContactFactory)

    class Meta:
        model = HubContact


class FunctionFactory(factory.django.DjangoModelFactory):
    """A new contact is a teacher at a new organisation."""

    contact = factory.SubFactory(ContactFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    function = "docent"

    class Meta:
        model = ContactFunction
