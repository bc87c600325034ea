"""The archive itself: written and read as a stream, so that memory does not depend on its size."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT, FORMAT_VERSION = "knooppunt-backup", 1
MANIFEST = "manifest.json"
MANIFEST_BYTES = 64 * 2**20  # more than any real manifest; keeps a made-up one out of memory
BLOCK = 2**20
_BROKEN = (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile)


class Damaged(Exception):
    """The archive is not what its manifest says, or no archive of ours at all."""


@dataclass
class Writer:
    """Writes members to a new file; nothing stands under the final name before ``close``."""

    path: Path
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._partial = self.path.with_name(f".{self.path.name}.partial")
        descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds personal data
        self._raw = os.fdopen(descriptor, "wb")
        self._gzip = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, compresslevel=6)
        # Open until `close`: a `with` cannot span methods.
        self._tar = tarfile.TarFile.open(fileobj=self._gzip, mode="w|", format=tarfile.PAX_FORMAT)

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """Add ``size`` bytes of ``content`` under ``name``; returns their SHA-256."""
        reader = _Hashing(content)
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        self._tar.addfile(info, reader)
        self.members[name] = {"sha256": reader.digest.hexdigest(), "size": size}
        return reader.digest.hexdigest()

    def close(self, manifest: dict[str, Any]) -> None:
        """Add the manifest, make sure that all is on the disk, and give the file its name."""
        text = json.dumps({**manifest, "members": self.members}, ensure_ascii=False, indent=1).encode()
        self.add(MANIFEST, io.BytesIO(text), len(text))
        self._tar.close()
        self._gzip.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self._partial.rename(self.path)
        sync_folder(self.path.parent)

    def abandon(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError, ValueError):
            self._tar.close()
        self._raw.close()
        self._partial.unlink(missing_ok=True)


class _Hashing(io.RawIOBase):
    def __init__(self, content: IO[bytes]) -> None:
        self._content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._content.read(size)
        self.digest.update(block)
        return block


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member's name and content, in order; read a member before asking for the next.

    Raises:
        Damaged: the file is cut off, changed, or not of this kind.
        OSError: it cannot be opened.
    """
    with path.open("rb") as raw:
        try:
            with tarfile.open(fileobj=raw, mode="r|gz") as tar:
                for info in tar:
                    content = tar.extractfile(info) if info.isreg() else None
                    if content is None:
                        raise Damaged(info.name)
                    yield info.name, content
        except _BROKEN as error:
            raise Damaged(str(error)) from error


def verify(path: Path) -> dict[str, Any]:
    """Read the whole archive, compare every member with the manifest, and return the manifest.

    Raises:
        Damaged: something is missing, extra or changed.
    """
    found: dict[str, dict[str, Any]] = {}
    text = b""
    for name, content in members(path):
        if text or name in found:  # the manifest comes last, and nothing comes twice
            raise Damaged(name)
        if name == MANIFEST:
            text = content.read(MANIFEST_BYTES)
            continue
        digest, size = hashlib.sha256(), 0
        while block := content.read(BLOCK):
            digest.update(block)
            size += len(block)
        found[name] = {"sha256": digest.hexdigest(), "size": size}
    try:
        manifest: dict[str, Any] = json.loads(text)
        if manifest["format"] != FORMAT or manifest["members"] != found:
            raise Damaged(MANIFEST)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(MANIFEST) from error
    return manifest
