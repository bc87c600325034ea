"""Telling the register with whom a hub was in touch (``network.api.refresh_touches``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from knooppunt.journal.models import Moment
from knooppunt.network.api import refresh_touches


def refresh_for(moments: Iterable[Moment]) -> None:
    """Work out the last touch anew for everybody whom these moments name; in the transaction that wrote them."""
    hubs: dict[int, list[int]] = defaultdict(list)
    for moment in moments:
        hubs[moment.hub_id].append(moment.pk)
    for hub_id, pks in hubs.items():
        met = Moment.organisations.through.objects.filter(moment_id__in=pks)
        spoken = Moment.contacts.through.objects.filter(moment_id__in=pks)
        refresh_touches(
            hub_id,
            organisation_ids=set(met.values_list("organisation_id", flat=True)),
            contact_ids=set(spoken.values_list("contact_id", flat=True)),
        )
