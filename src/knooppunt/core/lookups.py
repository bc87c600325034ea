"""Numbers that no row can have find nothing.

Django answers ``pk=10**30`` with "none", but not ``pk__in=[10**30]`` or ``hub=10**30``: there SQLite cannot take the number
and the page falls over. Such numbers come from hand-made addresses and forms. Mended here once, for every query there is.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models.fields import IntegerField
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In

LEAST, MOST = -(2**63), 2**63 - 1


def _is_possible(value: object) -> bool:
    return not isinstance(value, int) or LEAST <= value <= MOST


class _Among:
    """``__in``: leave out what cannot be there."""

    def process_rhs(self: Any, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            self.rhs = [value for value in self.rhs if _is_possible(value)]
        return super().process_rhs(compiler, connection)  # type: ignore[misc]


class IntegerIn(_Among, In):
    """``pk__in`` and ``number__in``."""


class PossibleRelatedIn(_Among, RelatedIn):
    """``hub__in``."""


class PossibleRelatedExact(RelatedExact):
    """``hub=…`` and ``hub_id=…``."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value() and not _is_possible(self.rhs):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


def register() -> None:
    """Take the place of Django's own (in ``AppConfig.ready``)."""
    IntegerField.register_lookup(IntegerIn)
    ForeignObject.register_lookup(PossibleRelatedIn)
    ForeignObject.register_lookup(PossibleRelatedExact)
