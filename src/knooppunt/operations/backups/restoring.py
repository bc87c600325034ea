"""Putting a backup back, in an empty place, on either database, all or nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from knooppunt.core import changes, outbox
from knooppunt.core.registries import backup_hooks
from knooppunt.operations import demo_mark, migrations_state, place
from knooppunt.operations.backups import archive, rows
from knooppunt.operations.emptiness import what_is_here
from knooppunt.operations.tables import make_tables

_DATA = re.compile(r"data/([a-z0-9_.]+)\.\d{3,}\.jsonl")
_OTHER = re.compile(r"(files|extra|marks)(/[0-9A-Za-z._-]+)+")


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    models: int
    rows: int
    files: int
    with_secret: bool
    demo: bool
    made_at: str


def read_manifest(path: Path) -> dict[str, Any]:
    """Verify an archive as a whole and return its manifest.

    Raises:
        CommandError: it cannot be read, is damaged, or is of a kind this version does not know.
    """
    try:
        manifest = archive.verify(path)
    except OSError as error:
        raise CommandError(
            _("The file %(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror or error}
        ) from error
    except archive.Damaged as error:
        raise CommandError(
            _("The file %(file)s is not a whole backup of Knooppunt (%(where)s): nothing was restored.")
            % {"file": path, "where": str(error)[:80]}
        ) from error
    if manifest.get("format_version") != archive.FORMAT_VERSION:
        raise CommandError(
            _("This backup has form %(form)s, which this version does not know: use a newer version of Knooppunt.")
            % {"form": manifest.get("format_version")}
        )
    return manifest


def restore(path: Path) -> Restored:
    """Verify the archive, then put rows, files and marks in this empty place and count them.

    Rows go in in one transaction, into the tables as they were when the backup was made; after that the database is
    brought up to date. Files are put beside their place first and moved in last.

    Raises:
        CommandError: the archive or the place will not do; nothing was changed then, but for empty tables.
    """
    manifest = read_manifest(path)
    nodes = {(app, name) for app, name in manifest["migrations"]}
    _refuse_unknown(nodes)
    _refuse_strange(manifest["members"])
    with place.server_lock():
        _refuse_if_not_empty()
        current = _bring_to(nodes)
        root = Path(settings.FILES_ROOT)
        root.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root.parent, prefix=".restore-") as folder:
            staged = Path(folder)
            with transaction.atomic():
                _load(path, manifest, rows.apps_at(nodes, current=current), staged)
            _move_in(staged / "files", root)
            _load_extras(staged / "extra")
            _set_marks(staged / "marks")
        if not current:
            call_command("migrate", interactive=False, verbosity=0)
        migrations_state.forget()
        changes.reset()  # every reader of the change table builds its place anew
        outbox.doubt_waiting()  # never twice by ourselves
    return Restored(
        models=len(manifest["models"]),
        rows=sum(model["rows"] for model in manifest["models"]),
        files=manifest["files"],
        with_secret=manifest["with_secret"],
        demo=manifest["demo"],
        made_at=manifest["made_at"],
    )


def _refuse_unknown(nodes: set[rows.MigrationName]) -> None:
    unknown = nodes - migrations_state.on_disk()
    if unknown:
        raise CommandError(
            _("This backup was made by a newer or another version (it knows %(step)s): install that version first.")
            % {"step": ".".join(min(unknown))}
        )


def _refuse_strange(names: Iterable[str]) -> None:
    """Names become paths below a folder of ours: one that could point elsewhere is no name we gave."""
    for name in names:
        if not (_DATA.fullmatch(name) or (_OTHER.fullmatch(name) and ".." not in name.split("/"))):
            raise CommandError(
                _("This backup holds a strange member (%(name)s): nothing was restored.") % {"name": name[:80]}
            )


def _refuse_if_not_empty() -> None:
    where = str(demo_mark.path()) if demo_mark.path().exists() else what_is_here()
    if where:
        raise CommandError(
            _("There are data here already (%(where)s): restore into an empty place. Nothing was changed.")
            % {"where": where}
        )


def _bring_to(nodes: set[rows.MigrationName]) -> bool:
    """Make the tables as they were at the backup; says whether those are the newest."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    done = set(executor.loader.applied_migrations)
    if nodes >= migrations_state.on_disk():
        if migrations_state.is_fresh():
            make_tables()
        else:
            call_command("migrate", interactive=False, verbosity=0)
        return True
    if done - nodes:
        raise CommandError(
            _("The database was set up by a newer version than the backup: give an empty one. Nothing was changed.")
        )
    graph = executor.loader.graph
    leaves = [node for node in nodes if not any(child.key in nodes for child in graph.node_map[node].children)]
    executor.migrate(sorted(leaves))
    return False


def _load(path: Path, manifest: dict[str, Any], apps: Any, staged: Path) -> None:
    """Read the archive once more: rows into the database, the rest into ``staged``. Then count and check everything."""
    models = {model._meta.label_lower: model for model in rows.tables(apps)}
    expected = {model["model"]: model for model in manifest["models"]}
    strange = expected.keys() - models.keys()
    if strange:
        raise CommandError(
            _("This backup holds %(model)s, which this version does not know: nothing was restored.")
            % {"model": min(strange)}
        )
    _empty(list(models.values()))
    counted: Counter[str] = Counter()
    for name, content in archive.members(path):
        data = _DATA.fullmatch(name)
        if data:
            counted[data[1]] += _insert(models[data[1]], content)
        elif name != archive.MANIFEST:
            _keep(staged, name, content)
    try:
        connection.check_constraints()
    except Error as error:
        raise CommandError(_("The rows of this backup do not belong together: nothing was restored.")) from error
    for label, model in expected.items():
        if counted[label] != model["rows"] or QuerySet(models[label]).count() != model["rows"]:
            raise CommandError(_("Not all rows of %(model)s came back: nothing was restored.") % {"model": label})
        rows.continue_after(models[label], model["last_key"] or 0)


def _empty(models: list[rows.Model]) -> None:
    """Take out what setting up put in, from what points to what is pointed at."""
    for model in reversed(models):
        queryset: QuerySet[Any] = QuerySet(model)
        if queryset.exists():
            queryset._raw_delete(using=DEFAULT_DB_ALIAS)


def _insert(model: rows.Model, content: IO[bytes]) -> int:
    try:
        return rows.insert(model, _records(content))
    except (Error, ValueError, TypeError, LookupError) as error:
        raise CommandError(
            _("A row of %(model)s does not fit in this database (%(why)s): nothing was restored.")
            % {"model": model._meta.label_lower, "why": type(error).__name__}
        ) from error


def _records(content: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line in content:
        yield json.loads(line)


def _keep(staged: Path, name: str, content: IO[bytes]) -> None:
    """Write a member below ``staged``; its name has been looked at."""
    target = staged / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        shutil.copyfileobj(content, out, archive.BLOCK)
        out.flush()
        os.fsync(out.fileno())


def _move_in(source: Path, root: Path) -> None:
    """Move every file to its place, on the same disk, and make sure the names are written."""
    root.mkdir(parents=True, exist_ok=True)
    if not source.exists():
        return
    for path in sorted(source.rglob("*")):
        if path.is_file():
            target = root / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    for folder in [root, *(path for path in root.rglob("*") if path.is_dir())]:
        archive.sync_folder(folder)


def _load_extras(folder: Path) -> None:
    for name in backup_hooks.names():
        hook = backup_hooks.get(name)
        if hook is not None and (folder / name).is_dir():
            hook.load(folder / name)


def _set_marks(folder: Path) -> None:
    key = folder / "secret"
    if key.is_file():
        key.chmod(0o600)
        key.rename(place.secret_file())
    if (folder / "demo").is_file():
        demo_mark.write(loaded=True)
    archive.sync_folder(place.data())
