"""A field for a few codes of a vocabulary, that both databases can search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    _CharField = models.CharField[Sequence[str], list[str]]
else:
    _CharField = models.CharField  # not subscriptable at run time


class CodesField(_CharField):
    """A list of codes, kept as ``|one|two|``. In Python always a list, without doubles, in the order given.

    Search with ``with_code``: a filter on the text between the bars, the same on SQLite and PostgreSQL.
    """

    # How django-stubs knows what a model takes and gives.
    _pyi_private_set_type: Sequence[str]  # type: ignore[assignment]  # wider than text, on purpose
    _pyi_private_get_type: list[str]  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return self.to_python(value)

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [code for code in value.split("|") if code]
        return list(dict.fromkeys(value or ()))

    def get_prep_value(self, value: Any) -> str:
        # A lookup hands over ready text: "|mbo-3|".
        return value if isinstance(value, str) else joined(value or ())

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


def joined(codes: Iterable[str]) -> str:
    """Codes as they are kept."""
    unique = [code for code in dict.fromkeys(codes) if code]
    return f"|{'|'.join(unique)}|" if unique else ""


def with_code(field: str, codes: Iterable[str]) -> Q:
    """Rows in whose ``field`` at least one of ``codes`` occurs; no codes: no rows."""
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(**{f"{field}__contains": f"|{code}|"})
    return found
