"""Many rows at once, for imports that looked their rows through: a fifth of the work of ``bulk_create``.

No model instances, no signals, no history, no numbers given back; values of most columns go to the database as they are.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import Field

BATCH = 500  # rows handed to the database at once
_AS_THEY_ARE = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey, models.AutoField,
)  # fmt: skip


class Inserter:
    """Inserts rows of one model.

    ``columns``: names of fields (``framework_id`` for a foreign key) whose values each row brings, in this order.
    ``same``: values that are the same in every row. Every other column gets its default.
    """

    def __init__(
        self, model: type[models.Model], columns: Sequence[str], *, same: Mapping[str, Any] | None = None
    ) -> None:
        same = same or {}
        fields = [_field(model, name) for name in columns]
        others = [field for field in model._meta.concrete_fields if field not in fields and not field.primary_key]
        made = [field for field in others if field.attname not in same and callable(_default_of(field))]
        fixed = [field for field in others if field not in made]
        self._into = [(place, into) for place, field in enumerate(fields) if (into := _converter(field))]
        self._makers = [_maker(field) for field in made]
        self._fixed = [_prepared(field, _fixed(field, same)) for field in fixed]
        self._brought = len(fields)
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(field.column)) for field in (*fields, *made, *fixed))
        marks = ", ".join(["%s"] * (len(fields) + len(others)))
        # Names come from the models, values go as parameters.
        self._statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608

    def insert(self, rows: Iterable[Sequence[Any]]) -> int:
        """Insert the rows, inside the caller's transaction; returns how many. Raises ``django.db.Error``."""
        count = 0
        ready = map(self._row, rows)
        with connection.cursor() as cursor:
            while batch := list(islice(ready, BATCH)):
                cursor.executemany(self._statement, batch)
                count += len(batch)
        return count

    def _row(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        if len(values) != self._brought:
            raise ValueError(f"A row brings {len(values)} values for {self._brought} columns.")
        for place, into in self._into:
            values[place] = into(values[place])
        values += [make() for make in self._makers]
        values += self._fixed
        return values


def _field(model: type[models.Model], name: str) -> Field[Any, Any]:
    found: Field[Any, Any] = next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))
    return found


def _default_of(field: Field[Any, Any]) -> Any:
    """The default as it stands on the model: a value, or a function that makes one for each row."""
    return field.default if field.has_default() else None


def _fixed(field: Field[Any, Any], same: Mapping[str, Any]) -> Any:
    if field.attname in same:
        return same[field.attname]
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()


def _maker(field: Field[Any, Any]) -> Callable[[], Any]:
    default = field.default
    if default in (dict, list):  # always empty, and nobody holds it: made ready once
        empty = _prepared(field, default())
        return lambda: empty
    if default is uuid.uuid4 and not connection.features.has_native_uuid_field:
        return lambda: uuid.uuid4().hex
    return lambda: _prepared(field, default())


def _prepared(field: Field[Any, Any], value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _converter(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes a value ready for the database; ``None``: it is."""
    if isinstance(field, models.JSONField):
        adapt, encoder = connection.ops.adapt_json_value, field.encoder
        return lambda value: None if value is None else adapt(value, encoder)
    if isinstance(field, _AS_THEY_ARE):
        return None
    return lambda value: None if value is None else _prepared(field, value)


@contextmanager
def without_mapping() -> Iterator[None]:
    """Let SQLite not map its file into memory for a while: large writes would keep up to 128 MB of it resident."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA mmap_size").fetchone()
        cursor.execute("PRAGMA mmap_size=0")
    try:
        yield
    finally:
        if before:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA mmap_size={int(before[0])}")
