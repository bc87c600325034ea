"""Which migrations the code has and the database lacks, without importing them: quick enough for every start."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

_complete: set[str] = set()  # databases once seen complete; they do not become incomplete under a running server


def on_disk() -> set[tuple[str, str]]:
    """(app, name) of every migration in the code."""
    found: set[tuple[str, str]] = set()
    for config in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(config.label)
        if module is None:  # switched off, as in tests
            continue
        try:
            package = import_module(module)
        except ModuleNotFoundError:
            continue
        paths = list(getattr(package, "__path__", []))
        found |= {(config.label, module.name) for module in pkgutil.iter_modules(paths) if module.name[0] not in "_~"}
    return found


def applied(alias: str = DEFAULT_DB_ALIAS) -> set[tuple[str, str]]:
    """(app, name) of every migration that the database went through; empty for a database without tables."""
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def missing(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names such as ``plans.0002_rounds`` that are still to be applied, in the order in which that will happen."""
    if alias in _complete:
        return []
    if on_disk() <= applied(alias):
        _complete.add(alias)
        return []
    # Names differ: ask properly, since a squashed migration counts as applied by what it replaces.
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def forget() -> None:
    """Look again next time (after a restore, and in tests)."""
    _complete.clear()


def is_fresh(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database holds no tables at all."""
    return not connections[alias].introspection.table_names()
