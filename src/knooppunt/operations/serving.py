"""``knooppunt serve``: look whether all is in place, load the application once, fork the children."""

from __future__ import annotations

import gc
import os
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from knooppunt.core.processes import background_processes
from knooppunt.operations import assets, demo_mark, migrations_state, place, web
from knooppunt.operations.supervisor import ChildSpec, Supervisor
from knooppunt.operations.tables import make_tables

log = structlog.get_logger(__name__)

WEB_HANGS_AFTER_SECONDS = 30.0
MIGRATE_LOCK = 0x6B6E6F6F  # PostgreSQL advisory lock: one machine migrates, the others wait


@dataclass(frozen=True)
class Options:
    """Where to listen and with how many."""

    host: str
    port: int
    workers: int
    threads: int


def options_from_settings() -> Options:
    """``HOST``, ``PORT``, ``WORKERS`` (web processes) and ``THREADS`` (per web process), as the settings read them."""
    return Options(host=settings.HOST, port=settings.PORT, workers=settings.WORKERS, threads=settings.THREADS)


def serve(options: Options, *, migrate: bool = False) -> int:
    """Serve until told to stop; returns the exit code.

    Raises:
        CommandError: something is not in place; the text is a sentence for the person at the keyboard.
    """
    with place.server_lock():
        listener = listen(options.host, options.port)
        demo_mark.refuse_other_database()
        prepare_database(migrate=migrate)
        assets.collect_if_changed()
        wsgi = load()
        host, port = listener.getsockname()[:2]
        print(_("Knooppunt answers on http://%(host)s:%(port)s") % {"host": _shown(host), "port": port}, flush=True)
        return Supervisor(children(options, wsgi, listener)).run()


def listen(host: str, port: int) -> socket.socket:
    """The listening socket, inherited by the children: while one is being replaced, requests wait and do not fail."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except (OSError, UnicodeError) as error:
        listener.close()
        raise CommandError(
            _("Cannot listen on %(host)s, port %(port)s (%(why)s): choose another with HOST and PORT.")
            % {"host": host, "port": port, "why": getattr(error, "strerror", None) or error}
        ) from error
    listener.listen(512)
    return listener


def prepare_database(*, migrate: bool) -> None:
    """A database without tables is filled; one that is behind is brought up to date only when asked for.

    Raises:
        CommandError: the database cannot be reached, or misses migrations.
    """
    migrations_state.forget()
    try:
        if not migrations_state.missing():
            return
        fresh = migrations_state.is_fresh()
    except DatabaseError as error:
        raise CommandError(
            _("The database does not answer (%(why)s): look at DATABASE_URL and at the database server.")
            % {"why": str(error).strip().splitlines()[0]}
        ) from error
    if not (fresh or migrate):
        raise CommandError(_("The database is of an older version: make a backup, then run 'knooppunt migrate'."))
    apply_migrations()
    log.info("migrations applied", fresh=fresh)


def apply_migrations() -> None:
    """Bring the database up to date, one machine at a time. A new installation begins with the known hubs and terms."""
    fresh = migrations_state.is_fresh()
    connection = connections["default"]
    postgresql = connection.vendor == "postgresql"
    if postgresql:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATE_LOCK])
    try:
        if migrations_state.is_fresh():  # asked again: another machine may have been first
            make_tables()
        else:
            call_command("migrate", interactive=False, verbosity=0)
        if fresh:
            from knooppunt.framework.api import load_concepts  # models: only once Django is set up
            from knooppunt.network.api import load_hubs

            load_hubs()
            load_concepts()
    finally:
        if postgresql:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATE_LOCK])
    migrations_state.forget()


def load() -> Callable[..., object]:
    """Load all that a request or a job will need, then put it out of the garbage collector's sight.

    The collector writes in every object it looks at; frozen objects are left alone, so parent and children keep
    sharing their memory (notes in docs/operations.md).
    """
    gc.disable()
    application: Callable[..., object] = import_string(settings.WSGI_APPLICATION)
    _walk(get_resolver().url_patterns)
    for connection in connections.all(initialized_only=True):
        _close(connection)  # a child must never inherit a connection
    gc.enable()
    gc.collect()
    gc.freeze()
    return application


def _walk(patterns: Sequence[object]) -> None:
    """Import every view now; Django would do it at the first request, in each child."""
    for pattern in patterns:
        _walk(getattr(pattern, "url_patterns", []))


def _close(connection: BaseDatabaseWrapper) -> None:
    connection.close()
    # A later connection is made anew from the settings alone.
    connection.connection = None


def children(options: Options, wsgi: Callable[..., object], listener: socket.socket) -> list[ChildSpec]:
    """The web workers and every background process that an app registered."""
    parent = os.getpid()

    def run_web(stop: threading.Event, beat: Callable[[], None]) -> None:
        web.serve(wsgi, [listener], options.threads, parent, stop, beat)

    def background(name: str) -> ChildSpec:
        run = background_processes.get(name)

        def run_background(stop: threading.Event, _beat: Callable[[], None]) -> None:
            listener.close()
            if run is not None:
                run(stop)

        return ChildSpec(name, run_background)

    webs = [ChildSpec(f"web-{number}", run_web, WEB_HANGS_AFTER_SECONDS) for number in range(1, options.workers + 1)]
    return [*webs, *(background(name) for name in background_processes.names())]


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - shown, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
