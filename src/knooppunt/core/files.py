"""Private files: known by their content, kept by their hash, given out only after somebody asked whether they may be.

The bytes stand once under ``FILES_ROOT/ab/cd/<sha256>``. What a file *is* follows from its first bytes, never from its
name. Reading is the owner's decision: the app that points at a file registers a ``FileOwner``, and views call
``may_read`` before ``serve``.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.file_types import PDF, sniff
from knooppunt.core.models import StoredFile
from knooppunt.core.registries import FileOwner, file_owners

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

GRACE = timedelta(days=1)  # a file just stored may not have its owner's row yet


class FileRefused(Exception):
    """The file is not taken; the text is a sentence for the person."""


def register_file_owner(name: str, owner: FileOwner) -> None:
    """Say who may read the files this app points at (in ``AppConfig.ready``)."""
    file_owners.register(name, owner)


def store(
    upload: File[Any], *, allowed_types: Collection[str], max_bytes: int, by: User | None, name: str | None = None
) -> StoredFile:
    """Keep an upload: streamed, measured, recognised by content, on the disk before its row is written.

    Raises ``FileRefused`` when it is empty, larger than ``max_bytes`` or of a type not in ``allowed_types`` (content
    types, see ``core.file_types``). Memory use does not depend on the size.
    """
    root = _root()
    waiting = root / "incoming"
    waiting.mkdir(parents=True, exist_ok=True)
    temporary = waiting / uuid.uuid4().hex
    clean_name = _safe_name(name or upload.name or "")
    try:
        sha256, size = _write(upload, temporary, max_bytes)
        content_type = sniff(temporary, clean_name)
        if content_type not in allowed_types:
            raise FileRefused(_("This file is not of a kind that can be used here."))
        with _lock(root):
            _move(temporary, path_of(sha256))
    finally:
        temporary.unlink(missing_ok=True)
    return StoredFile.objects.create(
        sha256=sha256, size=size, content_type=content_type, name=clean_name, uploaded_by=by
    )


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash stand."""
    return _root() / sha256[:2] / sha256[2:4] / sha256


def open_file(stored: StoredFile) -> IO[bytes]:
    """The bytes, to read. Raises ``FileNotFoundError`` when the data folder lost them."""
    return path_of(stored.sha256).open("rb")


def replace_content(stored: StoredFile, content: bytes) -> None:
    """Put other bytes behind a row (a text in which somebody was named). The old bytes go at commit, when no other row
    has them. Call inside a transaction.
    """
    root, old = _root(), stored.sha256
    stored.sha256, stored.size = hashlib.sha256(content).hexdigest(), len(content)
    temporary = root / "incoming" / uuid.uuid4().hex
    temporary.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_bytes(content)
    with _lock(root):
        _move(temporary, path_of(stored.sha256))
    temporary.unlink(missing_ok=True)
    stored.save(update_fields=["sha256", "size"])

    _drop_bytes(old)


def discard(stored: StoredFile) -> None:
    """Delete a file that has done its work, instead of leaving it for a day. Its bytes go at commit, when no other row
    has them.
    """
    stored.delete()
    _drop_bytes(stored.sha256)


def _drop_bytes(sha256: str) -> None:
    def drop() -> None:
        with _lock(_root()):
            if not StoredFile.objects.filter(sha256=sha256).exists():
                path_of(sha256).unlink(missing_ok=True)

    transaction.on_commit(drop)


def may_read(user: Any, stored: StoredFile) -> bool:
    """Whether any app that points at this file lets this user read it."""
    return any(owner.may_read(user, stored) for owner in file_owners)


def serve(request: HttpRequest, stored: StoredFile, *, inline_types: Collection[str] = ()) -> FileResponse:
    """Give the file out; the caller has asked ``may_read`` first. Shown in the browser only for ``inline_types``.

    Raises ``Http404`` when the bytes are gone.
    """
    try:
        content = open_file(stored)
    except FileNotFoundError as error:
        raise Http404("The bytes of this file are gone.") from error
    inline = stored.content_type in inline_types
    response = FileResponse(content, as_attachment=not inline, filename=stored.name, content_type=stored.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    # Whatever is inside, it runs nothing and fetches nothing in our name. Browsers show no PDF in a sandbox.
    alone = "object-src 'self'" if stored.content_type == PDF else "sandbox"
    response.headers["Content-Security-Policy"] = f"default-src 'none'; {alone}"
    return response


def unreferenced(*, before: dt.datetime | None = None) -> set[int]:
    """The rows that nobody points at: lists that wait to be taken in, and what is left of them. The past of a row points
    at nothing.
    """
    found = StoredFile.objects.filter(at__lt=before) if before else StoredFile.objects.all()
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # also those whose way back has no name
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            if hasattr(model, "history_type"):
                continue
            rows = model._base_manager.exclude(**{relation.field.name: None})  # type: ignore[union-attr]
            found = found.exclude(pk__in=rows.values(relation.field.name))  # type: ignore[union-attr]
    mentioned = {pk for owner in file_owners if owner.references for pk in owner.references()}
    return set(found.values_list("pk", flat=True)) - mentioned


def delete_unreferenced() -> int:
    """Delete rows that nobody points at, then bytes without rows, both older than a day (a daily job). Returns rows
    deleted.
    """
    unused = unreferenced(before=timezone.now() - GRACE)
    deleted = StoredFile.objects.filter(pk__in=unused).delete()[0]
    root = _root()
    for path in root.glob("??/??/*"):
        with _lock(root):
            if _is_old(path) and not StoredFile.objects.filter(sha256=path.name).exists():
                path.unlink()
    for path in (root / "incoming").glob("*"):
        if _is_old(path):  # left by a process that was killed while it received
            path.unlink(missing_ok=True)
    return deleted


def _root() -> Path:
    return Path(settings.FILES_ROOT)


def _write(upload: File[Any], target: Path, max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > max_bytes:
                raise FileRefused(
                    _("This file is too large: at most %(megabytes)s MB.") % {"megabytes": max(1, max_bytes // 2**20)}
                )
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise FileRefused(_("This file is empty."))
    return digest.hexdigest(), size


def _move(temporary: Path, final: Path) -> None:
    """Put the bytes in place; when they are there already, mark them as in use again. Called under the lock."""
    if final.exists():
        os.utime(final)
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(final)
    for folder in (final.parent, final.parent.parent, final.parent.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    """Between "are these bytes there?" and "then use them" nobody cleans them away."""
    with (root / ".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - GRACE.total_seconds()


def _safe_name(name: str) -> str:
    """A name without path or control characters, at most 200 characters with its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(character for character in last if character.isprintable()).strip().lstrip(".") or "bestand"
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) < 12 else clean[:200]
