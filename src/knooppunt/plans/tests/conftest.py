"""People around plans."""

import pytest
from django.utils import timezone

from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with


@pytest.fixture
def hub(db):
    """The hub whose plan is at hand."""
    return HubFactory(slug="noord", short_name="Noord", name="Onderwijsknooppunt Noord")


@pytest.fixture
def ambassador(hub):
    """Runs ``hub``."""
    return user_with(Role.AMBASSADOR, hub)


@pytest.fixture
def duo(hub):
    """Runs ``hub`` together with ``ambassador``."""
    return user_with(Role.AMBASSADOR, hub)


@pytest.fixture
def coordinator(db):
    """The national coordinator."""
    return user_with(Role.COORDINATOR)


@pytest.fixture
def year():
    """The plan year of today."""
    return timezone.localdate().year


@pytest.fixture
def signed_in(client, monkeypatch):
    """``signed_in(user)``: the test client as that user. The second factor has its own tests."""
    from knooppunt.core import access

    monkeypatch.setattr(access, "gates", [])

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
