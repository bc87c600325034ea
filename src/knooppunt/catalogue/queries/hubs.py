"""Hubs by any address that they ever had: one may be renamed, or merged into another, while lists and systems go on
sending the old address.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from knooppunt.network.models import Hub
from knooppunt.network.names import fold

_STEPS = 5  # merged, and merged again


class HubNow(NamedTuple):
    """The hub that goes on under some address."""

    pk: int
    slug: str


def hubs_now(slugs: Collection[str]) -> dict[str, HubNow]:
    """Address → the hub that goes on under it. One query, and one more when one of them merged into another."""
    wanted = [slug for slug in set(slugs) if slug]
    if not wanted:
        return {}
    rows = Hub.objects.filter(Q(slug__in=wanted) | Q(old_addresses__slug__in=wanted))
    found: dict[str, HubNow] = {}
    onward: dict[int, int] = {}
    for pk, slug, old, merged_into in rows.values_list("pk", "slug", "old_addresses__slug", "merged_into"):
        found[slug] = HubNow(pk, slug)  # an address that is in use wins over a former one
        if old:
            found.setdefault(old, HubNow(pk, slug))
        if merged_into:
            onward[pk] = merged_into
    return {slug: _last(found[slug], onward) for slug in wanted if slug in found}


def slug_now(slug: str) -> str:
    """The address that a hub has now; what belongs to no hub comes back as it is. At most one query, mostly."""
    hub = hubs_now([slug]).get(slug)
    return hub.slug if hub else slug


def names_of_hubs() -> dict[str, str]:
    """Folded name or address of a hub (former addresses, and hubs that merged, too) → its address now. One query."""
    rows = Hub.objects.values_list(
        "pk", "slug", "short_name", "name", "closed_on", "merged_into", "old_addresses__slug"
    )
    hubs = {row[0]: row for row in rows}
    found: dict[str, str] = {}
    for pk, slug, short_name, name, closed_on, merged_into, old in sorted(rows, key=lambda row: row[4] is None):
        now, onward = hubs[pk], merged_into
        for _step in range(_STEPS):
            if onward is None:
                break
            now, onward = hubs[onward], hubs[onward][5]
        if old:
            found.setdefault(fold(old), now[1])
        if closed_on is None or merged_into:  # the open ones come last, and win
            found.update((fold(word), now[1]) for word in (slug, short_name, name))
    return found


def _last(hub: HubNow, onward: dict[int, int]) -> HubNow:
    pk: int | None = onward.get(hub.pk)
    for _step in range(_STEPS):
        if pk is None:
            break
        number, slug, pk = Hub.objects.values_list("pk", "slug", "merged_into").get(pk=pk)
        hub = HubNow(number, slug)
    return hub
