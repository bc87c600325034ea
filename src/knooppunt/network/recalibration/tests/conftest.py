"""A hub with three contacts at two organisations, and what it takes to answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.core.models import OutboxMail
from knooppunt.network.models import Contact, Hub, RecalibrationReply, RecalibrationRound
from knooppunt.network.recalibration.actions import start_round
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.network.tests.factories_register import (
    ContactFactory,
    FunctionFactory,
    HubContactFactory,
    OrganisationFactory,
    RelationFactory,
)


class World:
    """Makes hubs with contacts, starts rounds, opens mails."""

    def __init__(self) -> None:
        self.hub: Hub = HubFactory.create()
        self.by = MandateFactory.create(role="ambassador", hub=self.hub).user

    def contact(self, name: str = "Kim Voorbeeld", *, hub: Hub | None = None, **values: Any) -> Contact:
        """A contact of a hub, with a function at a new organisation that the hub works with."""
        hub = hub or self.hub
        made: Contact = ContactFactory.create(name=name, **values)
        HubContactFactory.create(hub=hub, contact=made)
        organisation = OrganisationFactory.create(kind="mbo")
        RelationFactory.create(hub=hub, organisation=organisation)
        FunctionFactory.create(contact=made, organisation=organisation)
        return made

    def start(self, hub: Hub | None = None, **values: Any) -> RecalibrationRound:
        """A round over all contacts of a hub."""
        hub = hub or self.hub
        given = {
            "title": "Herijking",
            "about": "",
            "contacts": list(Contact.objects.filter(hubs=hub).order_by("pk")),
            "asked": ["share", "support"],
            "own_question": "",
            "closes_on": timezone.localdate() + timedelta(days=42),
            "by": self.by,
        }
        return start_round(hub=hub, **{**given, **values})

    def reply(self, contact: Contact, hub: Hub | None = None) -> RecalibrationReply:
        """What the round of a hub knows about a contact now."""
        return RecalibrationReply.objects.get(contact=contact, round__hub=hub or self.hub)

    def link(self, contact: Contact) -> str:
        """The address in the newest mail to a contact."""
        mail = OutboxMail.objects.filter(to=contact.email.lower(), kind="network.recalibration").first()
        assert mail is not None
        found = re.search(r"https?://[^/]+(/l/\S+)", mail.text)
        assert found
        return found[1]


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def answer(client: Client) -> Callable[..., Any]:
    """Press a button on the page, with the form as it stands and some fields changed."""

    def press(link: str, act: str = "right", **changed: Any) -> Any:
        page = client.get(link)
        form = page.context["form"] if page.context and "form" in page.context else None
        data: dict[str, Any] = {"act": act}
        if form is not None:
            for name in form.fields:
                value = form[name].value()
                if value is True:
                    data[name] = "on"
                elif value not in (None, False):
                    data[name] = value
        data.update({name.replace("__", "-"): value for name, value in changed.items()})
        return client.post(link, {name: value for name, value in data.items() if value is not None})

    return press


@pytest.fixture
def ambassador(world: World) -> Client:
    browser = Client()
    browser.force_login(world.by)
    return browser
