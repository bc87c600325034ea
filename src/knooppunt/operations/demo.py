"""``knooppunt demo``: example data in a folder of their own, then ``serve``."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from knooppunt.core.registries import demo_loaders
from knooppunt.operations import demo_mark, place, serving
from knooppunt.operations.emptiness import what_is_here

Say = Callable[[str], object]


def run_demo(*, renew: bool, say: Say) -> int:
    """Mark, fill, serve. Between these the program starts itself anew.

    Whether this is a demo decides about settings and addresses, which are read at the start; and what loading takes
    in memory should not stay with the server.

    Raises:
        CommandError: there are real data here, or a server is running here.
    """
    mark = demo_mark.read()
    if mark is None:
        with place.server_lock():
            refuse_real_data()
            demo_mark.write(loaded=False)
        _start_anew()  # --renew has nothing left to do: the folder was empty
    if renew or not mark.loaded:
        load_demo(renew=renew, say=say)
        _start_anew()
    return serving.serve(serving.options_from_settings(), migrate=True)


def load_demo(*, renew: bool, say: Say) -> None:
    """Run every registered loader, in order, all or nothing; ``renew`` throws the old example data away first.

    Raises:
        CommandError: this folder is not marked as a demo, or a server is running in it.
    """
    if demo_mark.read() is None or not settings.DEMO:
        raise CommandError(_("This data folder is not a demo: 'knooppunt demo' makes one in an empty folder."))
    demo_mark.refuse_other_database()
    with place.server_lock():
        if renew:
            _throw_away()
        serving.prepare_database(migrate=True)
        with transaction.atomic():
            for name in demo_loaders.names():
                loader = demo_loaders.get(name)
                if loader is not None:
                    say(loader())
        demo_mark.write(loaded=True)


def refuse_real_data() -> None:
    """Raise ``CommandError`` when this folder or its database holds data."""
    where = what_is_here()
    if where:
        raise CommandError(
            _("There are real data here (%(where)s): give the demo an empty folder of its own with KNOOPPUNT_DATA.")
            % {"where": where}
        )


def _throw_away() -> None:
    """Remove the example data. Only in the embedded database, which belongs to this folder alone."""
    if connection.vendor != "sqlite":
        raise CommandError(_("The example data are in PostgreSQL: empty that database yourself, then start again."))
    demo_mark.write(loaded=False)
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)


def _start_anew() -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "knooppunt.cli", "demo"])  # noqa: S606
