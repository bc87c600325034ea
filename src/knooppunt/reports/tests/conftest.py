"""People around a report."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.models import Kind
from knooppunt.reports.spans import Span


@pytest.fixture
def hub(db):
    """The hub whose logbook is at hand."""
    return HubFactory(slug="noord", short_name="Noord", name="Onderwijsknooppunt Noord")


@pytest.fixture
def other_hub(db):
    """Another hub."""
    return HubFactory(slug="zuid", short_name="Zuid", name="Onderwijsknooppunt Zuid")


@pytest.fixture
def ambassador(hub):
    """Runs ``hub``."""
    return user_with(Role.AMBASSADOR, hub)


@pytest.fixture
def duo(hub):
    """Runs ``hub`` together with ``ambassador``."""
    return user_with(Role.AMBASSADOR, hub)


@pytest.fixture
def board(hub):
    """Reads along with ``hub``."""
    return user_with(Role.BOARD, hub)


@pytest.fixture
def stranger(other_hub):
    """Runs another hub."""
    return user_with(Role.AMBASSADOR, other_hub)


@pytest.fixture
def coordinator(db):
    """The national coordinator."""
    return user_with(Role.COORDINATOR)


@pytest.fixture
def member(db):
    """Belongs to no network role."""
    return user_with(Role.MEMBER)


@pytest.fixture
def today():
    """The day in the Netherlands."""
    return timezone.localdate()


@pytest.fixture
def last_month(today):
    """A day in the month before this one."""
    return today.replace(day=1) - dt.timedelta(days=3)


@pytest.fixture
def signed_in(monkeypatch):
    """``signed_in(user)``: a browser of that user. The second factor has its own tests."""
    from knooppunt.core import access

    monkeypatch.setattr(access, "gates", [])

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def programme(db):
    """Reads nationally."""
    return user_with(Role.PROGRAMME)


@pytest.fixture
def span():
    """A half-year that is over."""
    return Span(dt.date(2026, 1, 1), dt.date(2026, 6, 30))


@pytest.fixture
def report(hub, span, ambassador):
    """A draft of ``hub`` about ``span``."""
    return start_report(hub=hub, kind=Kind.HALF_YEAR, span=span, by=ambassador)
