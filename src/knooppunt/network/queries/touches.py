"""When a hub was last in touch, asked of all who know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max

from knooppunt.core.registries import last_touches
from knooppunt.network.models import Touch


def last_days(hub_id: int, kind: str, ids: Collection[int] | None, day: dt.date) -> dict[int, dt.date]:
    """The last day, not later than ``day``, per organisation or contact (``kind``), as far as anybody knows; with
    ``None`` of all of them. One query, and those of who registered.
    """
    own = Touch.objects.filter(hub_id=hub_id, on__lte=day, **{f"{kind}__isnull": False})
    if ids is not None:
        own = own.filter(**{f"{kind}_id__in": list(ids)})
    found: dict[int, dt.date] = dict(own.values_list(f"{kind}_id").annotate(Max("on")).order_by())
    for provider in last_touches:
        for pk, touched in provider(hub_id, kind, ids, day).items():
            found[pk] = max(found.get(pk, touched), touched)
    return found
