"""Hubs for tests."""

import factory

from knooppunt.network.models import Hub


class HubFactory(factory.django.DjangoModelFactory):
    """A regional hub."""

    slug = factory.Sequence(lambda n: f"hub-{n}")
    name = factory.Sequence(lambda n: f"Onderwijsknooppunt {n}")
    short_name = factory.Sequence(lambda n: f"Hub {n}")

    class Meta:
        model = Hub
