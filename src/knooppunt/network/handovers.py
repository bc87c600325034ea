"""What goes along when a hub is handed over: each app says it in a sentence (register in ``AppConfig.ready``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.registries import Registry

if TYPE_CHECKING:
    from knooppunt.network.models import Hub, Mandate

# (hub, the mandates that end) → sentences such as "3 plans with their history"
handover_items: Registry[Callable[[Hub, list[Mandate]], list[str]]] = Registry("hand-over items")


def network_items(hub: Hub, leaving: list[Mandate]) -> list[str]:
    """Organisations, contacts and open invitations of the hub."""
    from knooppunt.network.models import HubContact, Invitation

    organisations = hub.organisations.count()
    contacts = HubContact.objects.filter(hub=hub).count()
    waiting = Invitation.objects.waiting().filter(hub=hub).count()
    return [
        ngettext("%(count)s organisation", "%(count)s organisations", organisations) % {"count": organisations},
        ngettext("%(count)s contact person", "%(count)s contact persons", contacts) % {"count": contacts},
        ngettext("%(count)s open invitation", "%(count)s open invitations", waiting) % {"count": waiting},
        _("the page of the hub with its agreements"),
    ]


handover_items.register("network", network_items, order=10)
