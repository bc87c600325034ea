"""The file that makes a data folder a demo. Everybody may sign in as anybody there: it must never meet real data.

The mark names the database it was made for. A demo folder that is pointed at another database (a real one, by a
forgotten ``DATABASE_URL``) does not start.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from knooppunt.operations import place


@dataclass(frozen=True)
class Mark:
    """What the file says."""

    database: str
    loaded: bool


def path() -> Path:
    """The file whose presence makes this a demo installation (settings.DEMO)."""
    return place.data() / "demo"


def read() -> Mark | None:
    """The mark, or ``None`` when this is no demo."""
    try:
        text = path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        content = json.loads(text)
        return Mark(database=str(content["database"]), loaded=bool(content["loaded"]))
    except (ValueError, KeyError, TypeError):
        return Mark(database="", loaded=False)


def write(*, loaded: bool) -> None:
    """Mark this folder as a demo, for the database in use now."""
    temporary = path().with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump({"database": _database(), "loaded": loaded}, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path())


def refuse_other_database() -> None:
    """Raise ``CommandError`` when this folder is a demo made for another database than the one in use."""
    mark = read()
    if mark and mark.database != _database():
        raise CommandError(
            _("The folder %(folder)s is a demo of another database: change KNOOPPUNT_DATA or DATABASE_URL.")
            % {"folder": place.data()}
        )


def _database() -> str:
    if connection.vendor == "sqlite":
        return "sqlite"
    settings = connection.settings_dict
    host = settings["HOST"] or settings.get("OPTIONS", {}).get("host", "")
    return f"{connection.vendor}://{host}:{settings['PORT']}/{settings['NAME']}"
