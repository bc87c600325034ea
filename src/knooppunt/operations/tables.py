"""All tables of an empty database at once, instead of migration after migration.

Each migration step draws all models that hang together anew, and here nearly all do (who recorded it): half a minute of
work for a database that holds nothing yet. The outcome is the same; ``tests/test_tables.py`` compares the two.
A migration that would bring data of its own belongs in a loader that also runs for a new installation
(``serving.apply_migrations``).
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.migrations.recorder import MigrationRecorder

from knooppunt.operations import migrations_state


def make_tables(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Make every table and note every migration as applied, in one transaction. The database must hold no tables."""
    connection = connections[alias]
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(alias, model):
                editor.create_model(model)
        editor.create_model(recorder.Migration)
        for app, name in sorted(migrations_state.on_disk()):
            recorder.migration_qs.create(app=app, name=name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)
