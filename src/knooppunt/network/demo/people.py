"""The roles of the demo's personas, and a few more invented people around them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts import api as accounts
from knooppunt.accounts.models import User
from knooppunt.network.actions.mandates import agree_public_naming, give_mandate
from knooppunt.network.actions.organisations import OrganisationData, create_organisation
from knooppunt.network.models import Half, Hub, Mandate, Organisation, Role

PROVIDER = "Scholingsbureau Voorbeeld"
FIRST_HUB, SECOND_HUB = "noord-holland-flevoland", "ligare"


@transaction.atomic
def load_demo_people() -> str:
    """Give every persona its role (demo loader; harmless when run again). Needs the hubs."""
    accounts_made = {persona.code: User.objects.get(email=persona.email) for persona in accounts.personas}
    first, second = _hub(FIRST_HUB, 0), _hub(SECOND_HUB, 1)
    provider = Organisation.objects.filter(name=PROVIDER).first()
    if provider is None:
        provider = create_organisation(data=OrganisationData(PROVIDER, "nascholing"), hubs=[], by=None)
    start = timezone.localdate().replace(month=1, day=1)
    wanted: list[tuple[str, str, dict[str, Any]]] = [
        ("ambassadeur", Role.AMBASSADOR, {"hub": first, "half": Half.PRACTICE}),
        ("ambassadeur-duo", Role.AMBASSADOR, {"hub": first, "half": Half.EDUCATION}),
        ("ambassadeur-2", Role.AMBASSADOR, {"hub": second, "half": Half.PRACTICE}),
        ("coordinator", Role.COORDINATOR, {}),
        ("bestuur", Role.BOARD, {"hub": first}),
        ("programma", Role.PROGRAMME, {}),
        ("contactpersoon", Role.MEMBER, {}),
        ("aanbieder", Role.PROVIDER, {"organisation": provider}),
        ("docent", Role.MEMBER, {}),
        ("redacteur", Role.EDITOR, {}),
        ("beheerder", Role.ADMINISTRATOR, {}),
    ]
    made = 0
    for code, role, extra in wanted:
        user = accounts_made[code]
        if not Mandate.objects.current().filter(user=user, role=role).exists():
            give_mandate(user=user, role=role, by=None, valid_from=start, **extra)
            made += 1
    for code in ["ambassadeur", "ambassadeur-duo"]:
        mandate = Mandate.objects.current().get(user=accounts_made[code], role=Role.AMBASSADOR)
        if mandate.public_consent_at is None:
            agree_public_naming(mandate=mandate, by=accounts_made[code])
    return f"{made} mandates"


def _hub(slug: str, place: int) -> Hub:
    """The hub of that address; the ``place``-th working hub when the data names it differently."""
    return Hub.objects.filter(slug=slug).first() or Hub.objects.working()[place]
