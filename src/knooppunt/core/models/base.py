"""The four mixins that domain models are made of.

Combine them in any order, e.g. ``class Goal(Versioned, Binnable, Timestamped)``. Each adds columns only; what is done
with them stands in ``core.versions`` and ``core.bin``.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model, covariant=True)


class Timestamped(models.Model):
    """When the row was made and last saved (UTC). ``QuerySet.update`` does not touch ``changed_at``; ``save_version``
    does.
    """

    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A number that rises with every edit. Forms send the number they saw; ``core.versions.save_version`` compares."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class PublicId(models.Model):
    """The identity outside this database: in feeds, exports and other systems. Never changes, never reused."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class LivingManager(models.Manager[M]):
    """Rows that are not in the bin.

    With an own queryset: ``objects = LivingManager.from_queryset(GoalQuerySet)()`` first, then
    ``all_objects = models.Manager.from_queryset(GoalQuerySet)()`` (the first manager of a class is its default).
    """

    def get_queryset(self) -> QuerySet[M]:
        return super().get_queryset().filter(binned_at__isnull=True)


class Binnable(models.Model):
    """Deleting puts the row in the bin for 30 days (``core.bin``). ``objects`` = the living, ``all_objects`` = all.

    Reverse relations (``theme.goals``) and constraints checks look at the living; forward relations
    (``goal.theme``) still find a binned row. Uniqueness holds among the living: use ``unique_among_living``.
    """

    binned_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    bin_batch = models.ForeignKey(
        "core.BinBatch", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects: LivingManager[Any] = LivingManager()
    all_objects: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True

    @property
    def is_binned(self) -> bool:
        return self.binned_at is not None


def unique_among_living(*fields: str, name: str, message: str | None = None) -> models.UniqueConstraint:
    """A unique constraint for a ``Binnable`` model that ignores rows in the bin.

    ``message`` is the (lazily translated) sentence people see when a form or a restore runs into it.
    """
    return models.UniqueConstraint(
        fields=fields, condition=models.Q(binned_at__isnull=True), name=name, violation_error_message=message
    )
