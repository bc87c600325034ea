"""Is this machine able to do its work? Checks of our own, and those that other apps registered with the core."""

from __future__ import annotations

from django.db import DatabaseError, connection

from knooppunt.core.processes import background_processes, seconds_since_beat
from knooppunt.core.registries import Health, health_checks
from knooppunt.operations import migrations_state

# A background process says at least this often that it gets round; longer is stuck or gone.
SILENT_AFTER_SECONDS = 60


def check_database() -> Health:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return Health(ok=cursor.fetchone() == (1,))


def check_migrations() -> Health:
    """Whether the tables are those that this version expects."""
    missing = migrations_state.missing()
    return Health(ok=not missing, detail=f"missing: {', '.join(missing[:5])}" if missing else "")


def check_background() -> Health:
    """Whether every background process of this machine has been round lately."""
    silent = [
        name
        for name in background_processes.names()
        if (since := seconds_since_beat(name)) is None or since > SILENT_AFTER_SECONDS
    ]
    return Health(ok=not silent, detail=f"silent: {', '.join(silent)}" if silent else "")


def register() -> None:
    """Add our checks to the registry (called in ``AppConfig.ready``)."""
    health_checks.register("database", check_database, order=10)
    health_checks.register("migrations", check_migrations, order=20)
    health_checks.register("background", check_background, order=30)


def run_checks() -> dict[str, Health]:
    """Every registered check by name. A check that raises counts as not well."""
    results: dict[str, Health] = {}
    for name in health_checks.names():
        check = health_checks.get(name)
        if check is None:
            continue
        try:
            results[name] = check()
        except DatabaseError as error:
            results[name] = Health(ok=False, detail=f"the database does not answer ({type(error).__name__})")
        except Exception as error:  # a broken check must not break the page that watches
            results[name] = Health(ok=False, detail=type(error).__name__)
    return results
