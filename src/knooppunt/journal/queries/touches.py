"""When a hub was last in touch, as the logbook knows it (``core.registries.last_touches``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Max

from knooppunt.journal.models import Moment


def last_moments(hub_id: int, kind: str, ids: Collection[int] | None, day: dt.date) -> Mapping[int, dt.date]:
    """Per organisation or contact the day of the last moment with it, not later than ``day``. One query."""
    field = {"organisation": "organisations", "contact": "contacts"}[kind]
    moments = Moment.objects.filter(hub_id=hub_id, date__lte=day, **{f"{field}__isnull": False})
    if ids is not None:
        moments = moments.filter(**{f"{field}__in": list(ids)})
    found: dict[int, dt.date] = dict(moments.order_by().values_list(field).annotate(Max("date")))
    return found
