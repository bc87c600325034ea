"""The known hubs, with example mailboxes and agreements."""

from __future__ import annotations

from knooppunt.network.actions.load import load_hubs
from knooppunt.network.models import Hub


def load_demo_hubs() -> str:
    """Load the hubs; new ones get a role mailbox at an address that cannot exist."""
    made = load_hubs()
    for hub in made:
        Hub.objects.filter(pk=hub.pk).update(role_mailbox=f"{hub.slug}@knooppunt.example")
    return f"{len(made)} hubs"
