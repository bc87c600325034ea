"""A new installation gets its tables at once; they must be those that the migrations would have made."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from knooppunt.operations.tests.processes import environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="tried in the SQLite run"),
]


def described(path: Path) -> dict[str, object]:
    """Columns, keys, indexes and conditions of every table, whatever their order."""
    with closing(sqlite3.connect(path)) as database:

        def ask(question: str) -> list[tuple[object, ...]]:
            return database.execute(question).fetchall()

        tables: dict[str, object] = {}
        for name, sql in ask("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
            tables[str(name)] = {
                "columns": {row[1:] for row in ask(f'PRAGMA table_info("{name}")')},
                "keys": {row[2:] for row in ask(f'PRAGMA foreign_key_list("{name}")')},
                "conditions": set(re.findall(r'CONSTRAINT "(\w+)" CHECK', str(sql))),
                "indexes": {
                    row[1] for row in ask(f'PRAGMA index_list("{name}")') if not str(row[1]).startswith("sqlite_")
                },
                "unique": sorted(
                    str(sorted(str(column[2]) for column in ask(f'PRAGMA index_info("{row[1]}")')))
                    for row in ask(f'PRAGMA index_list("{name}")')
                    if row[2]
                ),
            }
        tables["migrations"] = set(ask("SELECT app, name FROM django_migrations"))
    return tables


def test_tables_made_at_once_are_those_of_the_migrations(installation: Path, tmp_path: Path) -> None:
    settings = environment(tmp_path, DJANGO_SETTINGS_MODULE="knooppunt.config.settings")
    subprocess.run(
        [sys.executable, "-m", "knooppunt.manage", "migrate", "--verbosity=0"], env=settings, check=True, timeout=300
    )

    at_once, step_by_step = described(installation / "knooppunt.sqlite3"), described(tmp_path / "knooppunt.sqlite3")

    assert at_once.keys() == step_by_step.keys()
    assert {name: (at_once[name], step_by_step[name]) for name in at_once if at_once[name] != step_by_step[name]} == {}
