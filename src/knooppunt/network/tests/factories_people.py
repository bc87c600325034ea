"""Mandates for tests."""

import factory

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.network.models import Mandate, Role

from .factories import HubFactory


class MandateFactory(factory.django.DjangoModelFactory):
    """An ambassador of a new hub, unless told otherwise."""

    user = factory.SubFactory(UserFactory)
    role = Role.AMBASSADOR
    hub = factory.SubFactory(HubFactory)

    class Meta:
        model = Mandate


def user_with(role, hub=None, **extra):
    """A new user who holds ``role`` today (for ``hub``, or a new one, where the role asks one)."""
    if hub is not None or role not in (Role.AMBASSADOR, Role.BOARD):
        extra["hub"] = hub
    return MandateFactory(role=role, **extra).user
