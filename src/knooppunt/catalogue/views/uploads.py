"""Files and pictures that a form hands in: looked at by content, kept, or refused with a sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import files
from knooppunt.core.file_types import DOCUMENTS, IMAGES
from knooppunt.core.models import StoredFile

MOST_BYTES = 20 * 2**20
MOST_FILES = 10  # at once
MOST_UNPACKED, MOST_PARTS = 500 * 2**20, 10_000


@dataclass
class Uploads:
    """What was handed in with one request: stored already, so that nothing is lost when a field must be mended."""

    files: list[StoredFile]
    image: StoredFile | None
    refused: list[tuple[str, str]]  # (field, sentence)


def store_uploads(request: HttpRequest) -> Uploads:
    """Keep what this request brings (``upload``, ``picture``), as far as it may be kept."""
    found = Uploads([], None, [])
    given = request.FILES.getlist("upload")
    if len(given) > MOST_FILES:
        found.refused.append(("upload", _("At most %(most)d files at once.") % {"most": MOST_FILES}))
    for upload in given[:MOST_FILES]:
        stored = _one(request, upload, "upload", DOCUMENTS | IMAGES, found)
        if stored:
            found.files.append(stored)
    for upload in request.FILES.getlist("picture")[:1]:
        found.image = _one(request, upload, "picture", IMAGES, found)
    return found


def _one(
    request: HttpRequest, upload: UploadedFile[Any], field: str, types: Iterable[str], found: Uploads
) -> StoredFile | None:
    try:
        if _is_bomb(upload):
            raise files.FileRefused(_("This file is far larger inside than it looks, so we do not take it."))
        return files.store(upload, allowed_types=set(types), max_bytes=MOST_BYTES, by=acting_user(request))
    except files.FileRefused as refused:
        found.refused.append((field, f"{upload.name}: {refused}"))
        return None


def _is_bomb(upload: UploadedFile[Any]) -> bool:
    """Whether an archive (an Office file is one) would fill the disk of who opens it. Only its list is read."""
    if upload.read(4) != b"PK\x03\x04":
        upload.seek(0)
        return False
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
            return len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False  # no archive that anything opens; what it is follows from its content
    finally:
        upload.seek(0)
