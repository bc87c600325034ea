"""Nobody overwrites what somebody else wrote in the meantime.

A form sends the version it saw. ``save_version`` writes only if that is still the version in the database, and raises
``Conflict`` with both sides otherwise; the view shows them to a person. For many rows at once ("rest ongewijzigd")
first ``check_versions`` inside the transaction, then write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connections, models, transaction
from django.db.models import F
from django.utils import timezone

from knooppunt.core.models import Timestamped, Versioned

V = TypeVar("V", bound=Versioned)


class Conflict(Exception, Generic[V]):
    """The row changed after it was shown. ``mine`` is what was meant to be written, ``current`` what stands there."""

    def __init__(self, *, mine: V, current: V) -> None:
        super().__init__(f"{type(mine).__name__} {mine.pk} was changed by somebody else.")
        self.mine = mine
        self.current = current


def save_version(obj: V, *, seen: int, fields: Sequence[str]) -> V:
    """Write ``fields`` of ``obj`` if its row still has version ``seen``; returns ``obj`` with its new version.

    One conditional UPDATE. Keeps ``changed_at`` and the history of django-simple-history, sends no signals.
    Raises ``Conflict`` when somebody was first, and the model's ``DoesNotExist`` when the row is gone for good.
    """
    model = type(obj)
    values: dict[str, Any] = {name: getattr(obj, model._meta.get_field(name).attname) for name in fields}  # type: ignore[union-attr]
    for name, value in _touched(model).items():
        values[name] = value
        setattr(obj, name, value)
    with transaction.atomic(using=obj._state.db):
        manager = model._base_manager.using(obj._state.db)
        if not manager.filter(pk=obj.pk, version=seen).update(**values, version=seen + 1):
            raise Conflict(mine=obj, current=manager.get(pk=obj.pk))
        obj.version = seen + 1
        _keep_history(obj)
    return obj


def check_versions(queryset: models.QuerySet[V], seen: Mapping[int, int]) -> list[V]:
    """The rows of ``queryset`` whose version is not the one in ``seen`` (pk → version): empty means nothing stands in
    the way.

    Call inside the transaction that writes: on PostgreSQL the rows stay locked until its end, on SQLite only one
    transaction writes at a time. Rows in ``seen`` that are no longer in the queryset are not in the list; compare
    counts.
    """
    rows = queryset.filter(pk__in=list(seen))
    if connections[rows.db].features.has_select_for_update:
        # One order for everybody, so that no two wait for each other.
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    return [row for row in rows if row.version != seen[row.pk]]


def raise_versions(queryset: models.QuerySet[V], **values: Any) -> int:
    """``update`` that also raises the versions (and ``changed_at``); for rows that passed ``check_versions``."""
    return queryset.update(**_touched(queryset.model), **values, version=F("version") + 1)


def _touched(model: type[models.Model]) -> dict[str, Any]:
    return {"changed_at": timezone.now()} if issubclass(model, Timestamped) else {}


def _keep_history(obj: models.Model) -> None:
    attribute = getattr(obj._meta, "simple_history_manager_attribute", None)
    if attribute:
        getattr(type(obj), attribute).bulk_history_create([obj], update=True)
