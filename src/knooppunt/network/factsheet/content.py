"""What stands on the factsheet of a hub."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from knooppunt.network.mandates import public_ambassadors
from knooppunt.network.models import FactsheetText, Hub
from knooppunt.network.queries.hubs import national_hub, region_of

Part = FactsheetText.Part
LONGEST = 700  # characters of each text, so that it stays one page
MOST_NAMES = 30


@dataclass(frozen=True)
class Party:
    """One who does something: its names in this region, how to reach it, and what it does."""

    code: str
    title: str
    names: list[str]
    reach: str
    text: str


@dataclass(frozen=True)
class Factsheet:
    """The whole page. ``is_local``: the hub changed at least one text."""

    title: str
    region: str
    introduction: str
    parties: list[Party]
    is_local: bool


def default_texts() -> dict[str, str]:
    """What stands there until somebody writes something better."""
    return {
        Part.INTRODUCTION: _(
            "Good palliative care begins with good teaching. Several parties work on that together. Here you read who "
            "does what, and whom you can turn to."
        ),
        Part.CONSORTIUM: _(
            "Connects care, education and research on palliative care in the region. The education hub is part of it."
        ),
        Part.HUB: _(
            "Brings together everybody who teaches about palliative care. Shows the way to training and teaching "
            "materials, and helps schools and care organisations to give palliative care a place in their programmes. "
            "Gives no care and no medical advice."
        ),
        Part.NETWORKS: _(
            "Let care organisations in one area work together: for patients, for those close to them, and for "
            "professionals nearby. Many of them organise training for the workplace."
        ),
        Part.NATIONAL: _("Here all education hubs come together: what works in one region, is shared with the others."),
        Part.PZNL: _("The national organisation for cooperation in palliative care, for knowledge and information."),
    }


def rows_of(hub: Hub | None) -> list[FactsheetText]:
    """The texts that a hub wrote itself (none: the national ones), to change them. One query."""
    return list(FactsheetText.objects.filter(hub=hub))


def texts_of(hub: Hub | None) -> dict[str, str]:
    """The texts for a hub: its own, else the national ones, else ours. One query."""
    found = default_texts()
    rows = FactsheetText.objects.filter(Q(hub__isnull=True) | Q(hub=hub) if hub else Q(hub__isnull=True))
    for row in sorted(rows, key=lambda row: row.hub_id is not None):
        if row.text.strip():
            found[row.part] = row.text.strip()
    return found


def factsheet_of(hub: Hub) -> Factsheet:
    """The factsheet of ``hub``. Names only of organisations, and of ambassadors who agreed to be named. Five queries."""
    texts = texts_of(hub)
    national = national_hub()
    ambassadors = [str(mandate.user.name) for mandate in public_ambassadors(hub)]
    networks = [network.name for network in hub.networks.all()]
    if hub.networks_count and hub.networks_count > len(networks):
        more = hub.networks_count - len(networks)
        networks.append(
            _("and %(number)d more") % {"number": more}
            if networks
            else _("%(number)d networks in this region") % {"number": more}
        )
    own = [hub.name, *([_("ambassadors: %(names)s") % {"names": ", ".join(ambassadors)}] if ambassadors else [])]
    consortium = [name for name in (hub.consortium, hub.academic_centre) if name]
    parties = [
        Party(Part.CONSORTIUM, str(Part.CONSORTIUM.label), consortium, "", texts[Part.CONSORTIUM]),
        Party(Part.HUB, str(Part.HUB.label), own, hub.role_mailbox, texts[Part.HUB]),
        Party(Part.NETWORKS, str(Part.NETWORKS.label), networks[:MOST_NAMES], "", texts[Part.NETWORKS]),
        Party(
            Part.NATIONAL,
            str(Part.NATIONAL.label),
            [national.name] if national else [],
            national.role_mailbox if national else "",
            texts[Part.NATIONAL],
        ),
        Party(Part.PZNL, str(Part.PZNL.label), [], "", texts[Part.PZNL]),
    ]
    local = FactsheetText.objects.filter(hub=hub).exclude(text="").exists()
    title = _("Who does what in %(region)s?") % {"region": hub.short_name}
    return Factsheet(title, region_of(hub), texts[Part.INTRODUCTION], parties, local)
