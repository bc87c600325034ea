"""Putting the known hubs into an empty place: at set-up of a fresh install, and in the demo."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from django.db import transaction

from knooppunt.core import changes
from knooppunt.network.models import Hub, HubAddress, HubArea, HubNetwork

_FIELDS = ("slug", "name", "short_name", "kind", "motto", "consortium", "academic_centre", "networks_count")


def load_hubs() -> list[Hub]:
    """Make the hubs of ``data/hubs.json`` that are not there yet; returns the new ones.

    Never touches a hub that exists, nor one whose address changed (an old address counts as being there): what people
    edited, renamed, merged or closed stays theirs.
    """
    rows: list[dict[str, Any]] = json.loads((files("knooppunt.network") / "data" / "hubs.json").read_text("utf-8"))[
        "hubs"
    ]
    made = []
    with transaction.atomic():
        taken = {*Hub.objects.values_list("slug", flat=True), *HubAddress.objects.values_list("slug", flat=True)}
        for order, row in enumerate(rows):
            if row["slug"] not in taken:
                made.append(_make(row, order))
        if made:
            changes.record("network.hub", [hub.pk for hub in made])
    return made


def _make(row: dict[str, Any], order: int) -> Hub:
    hub = Hub(order=order, **{name: row[name] for name in _FIELDS})
    hub.save()
    HubArea.objects.bulk_create([HubArea(hub=hub, **area) for area in row["areas"]])
    HubNetwork.objects.bulk_create([HubNetwork(hub=hub, **network) for network in row["networks"]])
    return hub
