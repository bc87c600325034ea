"""The known hubs, with example mailboxes and agreements."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from knooppunt.network.actions.load import load_hubs
from knooppunt.network.models import Hub

# What is filled in differs from hub to hub, so that the attention list has something to show.
_COMPLETE: dict[str, Any] = {
    "commissioner": "Regionaal consortium (voorbeeld)",
    "mandate_text": "Voorbeeld: de ambassadeurs beslissen zelf over activiteiten uit het jaarplan.",
    "agreed_hours": Decimal("10"),
    "hours_period": Hub.HoursPeriod.WEEK,
}


def load_demo_hubs() -> str:
    """Give the hubs a role mailbox at an address that cannot exist, and some of them example agreements.

    Only those of which nobody filled in anything: a new installation has them already, and what people typed is theirs.
    """
    load_hubs()
    today = timezone.localdate()
    blank = Hub.objects.filter(role_mailbox="", commissioner="", agreed_hours__isnull=True, version=1)
    for hub in blank:
        values: dict[str, Any] = {"role_mailbox": f"{hub.slug}@knooppunt.example"}
        values |= _agreements(hub.slug, today)
        for name, value in values.items():
            setattr(hub, name, value)
        hub.save(update_fields=list(values))
    return f"{len(blank)} hubs"


def _agreements(slug: str, today: dt.date) -> dict[str, Any]:
    match slug:
        case "noord-holland-flevoland":
            return {
                **_COMPLETE,
                "mandate_until": today + dt.timedelta(days=45),
                "effort_agreed_on": dt.date(2023, 1, 16),
            }
        case "ligare" | "septet":
            return {
                **_COMPLETE,
                "mandate_until": today + dt.timedelta(days=400),
                "effort_agreed_on": dt.date(2024, 1, 15),
            }
        case "zuidwest":
            return {
                **_COMPLETE,
                "mandate_until": today - dt.timedelta(days=20),
                "effort_agreed_on": dt.date(2022, 9, 1),
            }
        case "propallia":
            return {"commissioner": _COMPLETE["commissioner"], "agreed_hours": Decimal("8")}
        case _:
            return {}
