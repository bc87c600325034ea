"""Deleting is reversible for 30 days.

What is deleted together goes into the bin as one batch and comes back as one. The caller names everything that goes
along (a theme *and* its items): nothing is taken along silently. Pattern for a model::

    class Theme(Versioned, Binnable):
        class Meta:
            constraints = [unique_among_living("plan", "title", name="theme_title_once", message=_("…"))]

An app that keeps other things in step (the change table) listens: ``bin.listen("plans.theme", noted)``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, router, transaction
from django.db.models import F
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.models import BinBatch, Binnable, Versioned

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

log = logging.getLogger(__name__)

Listener = Callable[[Sequence[Any], bool], None]  # (rows, whether they went into the bin)
_listeners: dict[str, list[Listener]] = {}


class RestoreRefused(Exception):
    """The batch cannot come back as things stand; ``reasons`` are sentences for the person."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class Emptied:
    """What ``empty_bin`` did: how many rows went for good, and which batches it had to keep, with why."""

    deleted: int = 0
    kept: list[str] = field(default_factory=list)


def listen(label: str, listener: Listener) -> None:
    """Call ``listener(rows, binned)`` in the same transaction when rows of this model go into the bin or come back."""
    known = _listeners.setdefault(label.lower(), [])
    if listener not in known:
        known.append(listener)


def bin_objects(*, objects: Iterable[Binnable], by: User | None, label: str) -> BinBatch:
    """Put rows, of several models if need be, into the bin as one batch named ``label``.

    Give parents before children. Rows that are in the bin already stay in their own batch; when all are, that batch is
    returned. Versions rise, so that an edit that was under way meets a conflict instead of vanishing.
    """
    given = _by_model(objects)
    if not given:
        raise ValueError("There is nothing to put into the bin.")
    with transaction.atomic():
        batch = BinBatch.objects.create(label=label[:200], by=by)
        for model, rows in given.items():
            pks = [row.pk for row in rows]
            mine = model.all_objects.filter(pk__in=pks, binned_at__isnull=True)
            if mine.update(binned_at=batch.at, bin_batch=batch, **_next_version(model)):
                taken = list(model.all_objects.filter(bin_batch=batch))
                batch.contents.append([model._meta.label_lower, len(taken)])
                _tell(model, taken, binned=True)
            now = model.all_objects.in_bulk(pks)
            for row in rows:
                for column in model._meta.concrete_fields:
                    setattr(row, column.attname, getattr(now[row.pk], column.attname))
        if not batch.contents:
            batch.delete()
            first = next(iter(given.values()))[0]
            assert first.bin_batch is not None  # it was in the bin before we came
            return first.bin_batch
        batch.save(update_fields=["contents"])
    return batch


def restore(batch: BinBatch, *, by: User | None) -> BinBatch:
    """Bring everything of a batch back. Doing it twice changes nothing.

    Raises ``RestoreRefused`` when a living row now holds a name that must be unique, or when something it belongs to
    is still in the bin.
    """
    with transaction.atomic():
        batches = BinBatch.objects.all()
        batch = (batches.select_for_update() if connection.features.has_select_for_update else batches).get(pk=batch.pk)
        if batch.restored_at is not None:
            return batch
        rows = {model: list(model.all_objects.filter(bin_batch=batch)) for model in _models_of(batch)}
        reasons = [reason for found in rows.values() for row in found for reason in _obstacles(row, batch)]
        if reasons:
            raise RestoreRefused(list(dict.fromkeys(reasons)))
        for model, found in rows.items():
            pks = [row.pk for row in found]
            try:
                with transaction.atomic():
                    model.all_objects.filter(pk__in=pks).update(binned_at=None, bin_batch=None, **_next_version(model))
            except IntegrityError as error:
                raise RestoreRefused([_("Something with the same name exists now. Rename that first.")]) from error
            _tell(model, list(model.all_objects.filter(pk__in=pks)), binned=False)
        batch.restored_at, batch.restored_by = timezone.now(), by
        batch.save(update_fields=["restored_at", "restored_by"])
    return batch


def empty_bin(older_than_days: int = 30) -> Emptied:
    """Delete for good what has been in the bin that long (a daily job).

    A batch whose rows are still needed (protected), or whose deletion would take along rows that are living or newer in
    the bin, is kept whole and named.
    """
    limit = timezone.now() - timedelta(days=older_than_days)
    done = Emptied()
    for batch in BinBatch.objects.filter(at__lt=limit).order_by("id"):
        try:
            with transaction.atomic():
                for model in reversed(_models_of(batch)):
                    done.deleted += _delete(model.all_objects.filter(bin_batch=batch), limit)
                batch.delete()
        except (ProtectedError, RestrictedError, IntegrityError, _StillLiving) as error:
            log.warning("bin batch %s is kept: %s", batch.pk, type(error).__name__)
            done.kept.append(f"{batch.pk}: {type(error).__name__}")
    return done


class _StillLiving(Exception):
    """Deleting would take along a row that was never put into the bin, or only recently."""


def _delete(rows: models.QuerySet[Any], limit: datetime) -> int:
    collector = Collector(using=router.db_for_write(rows.model), origin=rows)
    collector.collect(rows)
    for model, found in collector.data.items():
        if issubclass(model, Binnable) and any(_too_young(row, limit) for row in found):
            raise _StillLiving(model._meta.label)
    for fast in collector.fast_deletes:
        if issubclass(fast.model, Binnable) and any(_too_young(row, limit) for row in fast):
            raise _StillLiving(fast.model._meta.label)
    return collector.delete()[0]


def _too_young(row: Any, limit: datetime) -> bool:
    return row.binned_at is None or row.binned_at >= limit


def _by_model(objects: Iterable[Binnable]) -> dict[type[Binnable], list[Binnable]]:
    found: dict[type[Binnable], list[Binnable]] = {}
    for one in objects:
        found.setdefault(type(one), []).append(one)
    return found


def _models_of(batch: BinBatch) -> list[type[Binnable]]:
    found = [apps.get_model(label) for label, _count in batch.contents]
    return [model for model in found if issubclass(model, Binnable)]


def _next_version(model: type[models.Model]) -> dict[str, Any]:
    return {"version": F("version") + 1} if issubclass(model, Versioned) else {}


def _obstacles(row: Binnable, batch: BinBatch) -> list[str]:
    """Sentences about what stands in the way of this row coming back."""
    reasons = []
    for relation in row._meta.concrete_fields:
        if relation.is_relation and relation.name != "bin_batch":
            parent = getattr(row, relation.name)
            if isinstance(parent, Binnable) and parent.is_binned and parent.bin_batch_id != batch.pk:
                reasons.append(_("“%(parent)s” is still in the bin. Bring that back first.") % {"parent": parent})
    row.binned_at = None
    try:
        row.validate_constraints()
    except ValidationError as error:
        reasons += [
            _("“%(row)s” cannot come back: %(reason)s") % {"row": row, "reason": reason} for reason in error.messages
        ]
    return reasons


def _tell(model: type[models.Model], rows: Sequence[Any], *, binned: bool) -> None:
    for listener in _listeners.get(model._meta.label_lower, []):
        listener(rows, binned)
