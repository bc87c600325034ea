"""A public page that is kept in memory no longer names somebody who was erased."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from knooppunt.core import persons
from knooppunt.network.models import Mandate
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_forgets_who_was_erased(settings: Settings) -> None:
    names = [name for name in settings.MIDDLEWARE if not name.endswith("PublicPages")]
    settings.MIDDLEWARE = ["knooppunt.core.public_cache.PublicPages", *names]
    hub = HubFactory.create(slug="gewist")
    held: Mandate = MandateFactory.create(
        role="ambassador", hub=hub, public_consent_at=timezone.now(),
        user__name="Zoë Plantenga", user__email="zoe@planted.example",
    )  # fmt: skip
    visitor = Client()
    for _kept in range(3):
        page = visitor.get("/knooppunten/gewist/")
    assert "Zoë Plantenga" in page.content.decode()

    persons.erase_person(persons.person_of_mailbox(held.user.email), by=None, force=True)

    after = visitor.get("/knooppunten/gewist/", headers={"If-None-Match": page["ETag"]})
    assert after.status_code == 200
    assert "Plantenga" not in after.content.decode()
