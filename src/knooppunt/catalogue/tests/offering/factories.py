"""Proposals for tests, made by the same actions as everywhere."""

from __future__ import annotations

from typing import Any

from knooppunt.accounts.models import User
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.offering.actions.submissions import Proposer, confirm_proposal, propose_entry, start_draft
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import a_content, a_run
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
