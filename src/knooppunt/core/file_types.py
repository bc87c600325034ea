"""What a file is, by its content."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

PDF = "application/pdf"
PNG, JPEG, GIF, WEBP = "image/png", "image/jpeg", "image/gif", "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT, ODS, ODP = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation"))
ZIP = "application/zip"
MACROS = "application/vnd.ms-office.macro-enabled"  # an Office file with macros, whatever its ending says
OLD_OFFICE = "application/x-ole-storage"  # .doc, .xls, and Office files behind a password
TEXT, CSV, CALENDAR = "text/plain", "text/csv", "text/calendar"
UNKNOWN = "application/octet-stream"

IMAGES = frozenset({PNG, JPEG, GIF, WEBP})
DOCUMENTS = frozenset({PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP})

_MAGIC = [
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
]
_OFFICE = [("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX)]
_TEXT_ENDINGS = {".csv": CSV, ".ics": CALENDAR}


def sniff(path: Path, name: str = "") -> str:
    """The content type of the file at ``path``. The name only tells kinds of plain text apart."""
    with path.open("rb") as handle:
        head = handle.read(4096)
    for magic, content_type in _MAGIC:
        if head.startswith(magic):
            return content_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if b"%PDF-" in head[:1024]:  # readers accept a little rubbish in front, and so must we
        return PDF
    if _is_text(head):
        return _TEXT_ENDINGS.get(Path(name).suffix.lower(), TEXT)
    return UNKNOWN


def _zipped(path: Path) -> str:
    """Office files are zips: look at the names inside (the list only, nothing is unpacked but one short entry)."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return MACROS
            for inside, content_type in _OFFICE:
                if inside in names:
                    return content_type
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                return declared if declared in {ODT, ODS, ODP} else ZIP
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError):
        return UNKNOWN
    return ZIP


def _is_text(head: bytes) -> bool:
    """UTF-16 with its mark, or bytes without control characters other than tabs and line ends (UTF-8, Windows-1252)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
