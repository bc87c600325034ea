"""Static files: collected into the data folder when they changed, not at every start."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Collect, hash and compress the static files unless that was done already; says whether it did."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    found = _fingerprint()
    if mark.is_file() and mark.read_text(encoding="ascii") == found:
        return False
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    # Older versions of a file stay: somebody may still have the page that asks for them.
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
    mark.write_text(found, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Changes when a static file appears, goes or changes (by size and time: reading them all would cost the start)."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
