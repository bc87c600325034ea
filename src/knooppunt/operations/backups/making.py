"""Making a backup, while everything keeps running."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from knooppunt.core.registries import backup_hooks
from knooppunt.operations import demo_mark, migrations_state, place
from knooppunt.operations.backups import archive, rows

PART_BYTES = 32 * 2**20  # a model with more than this gets several members


@dataclass(frozen=True)
class Made:
    """What went into a backup."""

    path: Path
    models: int
    rows: int
    files: int
    missing_files: int


def default_name(now: datetime) -> str:
    """A name that sorts by time."""
    return f"knooppunt-{now.astimezone(UTC):%Y%m%d-%H%M%S}.tar.gz"


def make_backup(*, target: Path, with_secret: bool = False) -> Made:
    """Write everything to ``target`` and read it back to see that it is whole.

    The rows are those of one moment: a read transaction, beside which others keep writing. Files are added after it;
    they stand under the hash of their content and never change, so those that the rows name are the right ones.

    Raises:
        FileExistsError: ``target`` exists.
        OSError: it cannot be written.
    """
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = archive.Writer(target)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            with _one_moment():
                applied = migrations_state.applied()
                current = not migrations_state.missing()
                tables = [_write_model(writer, model, Path(folder)) for model in _models(applied, current, with_secret)]
            files = _write_files(writer)
            _write_extras(writer, Path(folder))
            _write_marks(writer, with_secret)
        writer.close(
            {
                "format": archive.FORMAT,
                "format_version": archive.FORMAT_VERSION,
                "knooppunt": version("knooppunt"),
                "made_at": datetime.now(UTC).isoformat(),
                "database": connection.vendor,
                "demo": demo_mark.path().exists(),
                "with_secret": with_secret,
                "migrations": sorted(applied),
                "models": tables,
                "left_out": sorted(rows.NEVER if with_secret else rows.NEVER | rows.ONLY_WITH_SECRET),
                "files": files,
            }
        )
    except BaseException:
        writer.abandon()
        raise
    manifest = archive.verify(target)
    return Made(
        path=target,
        models=len(tables),
        rows=sum(table["rows"] for table in manifest["models"]),
        files=files,
        missing_files=len(_named_files(tables, writer) - set(writer.members)),
    )


@contextmanager
def _one_moment() -> Iterator[None]:
    """Every query inside sees the database as it is at the first one; nobody waits for us."""
    if connection.vendor == "sqlite":
        # Not `atomic`: that begins with the write lock here (settings), and writers would wait for the backup.
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _models(applied: set[rows.MigrationName], current: bool, with_secret: bool) -> list[rows.Model]:
    found = rows.tables(rows.apps_at(applied, current=current))
    return [model for model in found if with_secret or model._meta.label_lower not in rows.ONLY_WITH_SECRET]


def _write_model(writer: archive.Writer, model: rows.Model, folder: Path) -> dict[str, Any]:
    """Write the rows of one model in parts; returns what the manifest says of it."""
    label = model._meta.label_lower
    count = 0
    parts: list[str] = []

    def close_part() -> None:
        part.seek(0, 2)
        size = part.tell()
        part.seek(0)
        name = f"data/{label}.{len(parts) + 1:03d}.jsonl"
        writer.add(name, part, size)
        parts.append(name)
        part.seek(0)
        part.truncate()

    with tempfile.TemporaryFile(dir=folder) as part:
        for line in rows.lines(model):
            part.write(line)
            count += 1
            if part.tell() >= PART_BYTES:
                close_part()
        if part.tell() or not parts:
            close_part()
    columns = [field.attname for field in rows.stored_fields(model)]
    return {"model": label, "rows": count, "columns": columns, "last_key": rows.last_key_given(model), "parts": parts}


def _write_files(writer: archive.Writer) -> int:
    """Add the stored files; not those that are just coming in. Returns how many."""
    root, count = Path(settings.FILES_ROOT), 0
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if not path.is_file() or inside.parts[0] == "incoming" or inside.name.startswith("."):
            continue
        try:
            with path.open("rb") as content:
                writer.add(f"files/{inside.as_posix()}", content, path.stat().st_size)
        except FileNotFoundError:
            continue  # cleaned away this very moment: no living row names it
        count += 1
    return count


def _write_extras(writer: archive.Writer, folder: Path) -> None:
    for name in backup_hooks.names():
        hook = backup_hooks.get(name)
        own = folder / name
        own.mkdir()
        if hook is not None:
            hook.save(own)
        for path in sorted(own.rglob("*")):
            if path.is_file():
                with path.open("rb") as content:
                    writer.add(f"extra/{name}/{path.relative_to(own).as_posix()}", content, path.stat().st_size)


def _write_marks(writer: archive.Writer, with_secret: bool) -> None:
    marks = [demo_mark.path()] if demo_mark.path().exists() else []
    if with_secret and place.secret_file().exists():  # else the key came from the environment, and stays there
        marks.append(place.secret_file())
    for path in marks:
        with path.open("rb") as content:
            writer.add(f"marks/{path.name}", content, path.stat().st_size)


def _named_files(tables: list[dict[str, Any]], writer: archive.Writer) -> set[str]:
    """The members that the rows of stored files ask for."""
    if not any(table["model"] == "core.storedfile" for table in tables):
        return set()
    from knooppunt.core.models import StoredFile  # absent in the models of an older state

    hashes = StoredFile.objects.values_list("sha256", flat=True).distinct()
    return {f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}" for sha256 in hashes}
