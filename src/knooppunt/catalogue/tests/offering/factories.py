"""Proposals for tests, made by the same actions as everywhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.offering.actions.submissions import Proposer, confirm_proposal, propose_entry, start_draft
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import a_content, a_run
from knooppunt.core.models import OutboxMail
from knooppunt.network.api import give_mandate
from knooppunt.network.models import Hub, Organisation

_numbers = iter(range(1, 10_000_000))


def a_user(role: str = "", **mandate: Any) -> User:
    """A person, with a role if wanted."""
    number = next(_numbers)
    user = User.objects.create_user(email=f"persoon{number}@voorbeeld.example", name=f"Persoon Voorbeeld {number}")
    if role:
        give_mandate(user=user, role=role, by=None, **mandate)
    return user


def a_hub(slug: str = "noord", **more: Any) -> Hub:
    """A hub."""
    return Hub.objects.create(slug=slug, name=f"Onderwijsknooppunt {slug}", short_name=slug.title(), **more)


def good_content(**more: Any) -> EntryContent:
    """A training that lacks nothing but a provider."""
    return a_content(**({"runs": [a_run(30, place="Haarlem", price_incl="195")]} | more))


def a_proposal(*, confirmed: bool = True, **more: Any) -> Submission:
    """What a visitor sent in."""
    proposer = Proposer(
        email="vera@voorbeeld.example", name="Vera Voorbeeld", provider_name="Academie De Linde (voorbeeld)"
    )
    submission = propose_entry(content=good_content(**more), proposer=proposer)
    return confirm_proposal(submission=submission) if confirmed else submission


def a_draft(organisation: Organisation, user: User, **more: Any) -> Submission:
    """What a provider works on."""
    content = good_content(provider=str(organisation.uuid), **more)
    return start_draft(content=content, proposer=Proposer(user=user, organisation=organisation))


def link_in(mail: OutboxMail) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S*)", mail.text)
    assert found is not None
    return found[1]


def typed(**more: Any) -> dict[str, Any]:
    """A proposal as a browser sends it."""
    day = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    return {
        "kind": "training",
        "title": "Waken bij stervenden",
        "summary": "Een dagdeel voor wie waakt.",
        "runs-count": "2",
        "runs-0-key": "7d1f9a52-4a8e-4a68-9c55-0f3c9f5e6a01",
        "runs-0-starts_on": day,
        "runs-0-place": "Zwolle",
        "runs-0-price_incl": "1.000,50",
        "runs-0-state": "open",
        "runs-1-state": "open",
        "accreditations-count": "1",
        "accreditations-0-register": "kr-vv",
        "accreditations-0-points": "3",
        "links-count": "1",
        "links-0-kind": "site",
        "concepts-levels": ["mbo-3", "mbo-4"],
        "provider_name": "Hospice De Zwaluw (voorbeeld)",
        "proposer_email": "vera@voorbeeld.example",
        **more,
    }


def signed_in(client: Client, user: User) -> Client:
    """The browser of this person."""
    client.force_login(user)
    return client
