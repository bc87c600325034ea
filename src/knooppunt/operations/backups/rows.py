"""Rows of any model as JSON lines and back, with nothing lost on the way between SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models.query import QuerySet
from django.utils.duration import duration_iso_string

Model = type[models.Model]
MigrationName = tuple[str, str]

# Bookkeeping of the database itself, or of readers that build their place anew after a restore.
NEVER = frozenset({"migrations.migration", "core.change", "core.changemark"})
# Worth nothing, or dangerous, without the key of the installation: open sessions and counters under hashed names.
ONLY_WITH_SECRET = frozenset({"sessions.session", "usersessions.usersession", "core.limitwindow"})


def apps_at(nodes: set[MigrationName], *, current: bool) -> Apps:
    """The models as they were after these migrations; ``current`` says that these are all there are."""
    if current:
        return current_apps
    loader = MigrationExecutor(connections[DEFAULT_DB_ALIAS]).loader
    return loader.project_state([node for node in nodes if node in loader.graph.nodes]).apps


def tables(apps: Apps) -> list[Model]:
    """Every model with a table of its own, what is pointed at before what points."""
    found = {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in NEVER
    }
    ordered: dict[str, Model] = {}
    under_way: set[str] = set()

    def visit(label: str) -> None:
        if label in ordered or label in under_way or label not in found:
            return  # under way: a circle, which deferred constraints allow
        under_way.add(label)
        for field in found[label]._meta.local_concrete_fields:
            if field.remote_field:
                visit(field.related_model._meta.label_lower)  # type: ignore[union-attr]
        ordered[label] = found[label]

    for label in sorted(found):
        visit(label)
    return list(ordered.values())


def stored_fields(model: Model) -> list[models.Field[Any, Any]]:
    """The columns that hold something of their own (not what the database computes)."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def lines(model: Model) -> Iterator[bytes]:
    """Every row in order of its key, one JSON object a line. Memory does not depend on how many there are."""
    names = [field.attname for field in stored_fields(model)]
    rows: QuerySet[Any, Any] = QuerySet(model).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        record = {name: _in_order(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(record, ensure_ascii=False, default=_portable, separators=(",", ":")).encode() + b"\n"


def _in_order(value: object) -> object:
    """JSON with its keys in order: PostgreSQL forgets their order, and equal data should give equal backups."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_in_order(one) for one in value]
    return value


def insert(model: Model, records: Iterable[dict[str, Any]]) -> int:
    """Put rows in as they are: no defaults, no "changed now", no signals. Returns how many.

    Raises:
        ValueError: a record has other columns than the model, or a value that its column cannot hold.
        django.db.Error: the database refuses a row.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = stored_fields(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    # Names come from the models, values go as parameters.
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    count = 0
    values = (_values(fields, record, connection) for record in records)
    with connection.cursor() as cursor:
        while batch := list(islice(values, 1000)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _values(fields: list[models.Field[Any, Any]], record: dict[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """One row in the words of the database."""
    if record.keys() != {field.attname for field in fields}:
        raise ValueError("The row has other columns than the model.")
    return [
        None
        if record[field.attname] is None
        else field.get_db_prep_save(field.to_python(record[field.attname]), connection)
        for field in fields
    ]


def _portable(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"A {type(value).__name__} cannot be written to a backup.")


def last_key_given(model: Model) -> int | None:
    """The highest number that a row of this model ever got, also when that row is gone; ``None`` without numbering.

    Numbers must not be given out twice: history and audit rows point at things by number, without a foreign key.
    """
    key = model._meta.auto_field
    if key is None:
        return None
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column])
        sequence = cursor.fetchone()[0]
        # The name comes from PostgreSQL itself, quoted where needed.
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
        return int(cursor.fetchone()[0])


def continue_after(model: Model, number: int) -> None:
    """Let the numbering of this model go on after ``number``, or after its highest row when that is higher."""
    key = model._meta.auto_field
    if key is None:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    highest = QuerySet(model).aggregate(highest=models.Max("pk"))["highest"] or 0
    number = max(number, highest)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        elif number:
            quoted = connection.ops.quote_name(table)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [quoted, key.column, number])
