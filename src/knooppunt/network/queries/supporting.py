"""Supporting structures of a hub: who helps with which activity, or could take it over (seed 002, "Borging")."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from knooppunt.network.models import Hub, SupportedActivity


def could_take_over(hub: Hub) -> dict[UUID, list[str]]:
    """Names of the organisations that could take over an activity of ``hub``, by its lineage. One query."""
    rows = SupportedActivity.objects.filter(
        relation__hub=hub,
        relation__is_supporting=True,
        relation__organisation__binned_at__isnull=True,
        kind=SupportedActivity.Kind.COULD_TAKE_OVER,
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for lineage, name in rows.order_by("relation__organisation__sort_name").values_list(
        "lineage", "relation__organisation__name"
    ):
        found[lineage].append(name)
    return dict(found)
