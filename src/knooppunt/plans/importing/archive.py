"""Looking into a zip (Word, Excel) before anybody opens it: sizes as declared and as they really are, macros, entities."""

from __future__ import annotations

import io
import zipfile

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.refusal import ImportRefused

MAX_MEMBERS = 2_000
MAX_UNPACKED = 120 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024  # all XML parts together; an action plan in Word holds about half a megabyte
MAX_RATIO = 200  # XML packs to a tenth or a twentieth; a bomb to a thousandth
_RATIO_FROM = 8 * 1024 * 1024  # below this a bomb does no harm
_CHUNK = 64 * 1024


def open_checked(data: bytes) -> zipfile.ZipFile:
    """The archive in ``data``, after unpacking every member once without keeping it.

    Raises ``ImportRefused`` for a damaged archive, a bomb, macros, a password, and XML with a document type.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ImportRefused(refusal.ZIP_BROKEN) from None
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise ImportRefused(refusal.ZIP_BOMB)
    names = [member.filename.lower() for member in members]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in names):
        raise ImportRefused(refusal.MACROS)
    if len(set(names)) != len(names):
        raise ImportRefused(refusal.ZIP_BROKEN)
    _measure(archive, members)
    return archive


def _measure(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    total = xml = 0
    for member in members:
        if member.flag_bits & 0x1:
            raise ImportRefused(refusal.OLD_OFFICE)
        is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        size = 0
        head = b""
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    total += len(chunk)
                    xml += len(chunk) if is_xml else 0
                    too_dense = size > _RATIO_FROM and size > MAX_RATIO * max(member.compress_size, 1)
                    if too_dense or total > MAX_UNPACKED or xml > MAX_XML:
                        raise ImportRefused(refusal.ZIP_BOMB)
                    if is_xml:
                        _refuse_doctype(head[-16:] + chunk, member.filename)
                        head = chunk
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise ImportRefused(refusal.ZIP_BROKEN) from None
        except Exception as error:  # zlib.error and lzma errors share no base
            if isinstance(error, ImportRefused):
                raise
            raise ImportRefused(refusal.ZIP_BROKEN) from None


def _refuse_doctype(chunk: bytes, name: str) -> None:
    """Office never writes a document type. In UTF-16 its letters have zeros between them."""
    plain = chunk.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ImportRefused(refusal.ENTITIES)
    if name == "[Content_Types].xml" and b"MACROENABLED" in plain:
        raise ImportRefused(refusal.MACROS)
