"""What stands inside stored files: texts, office documents and PDFs, as a person reads them.

Texts and office documents can be cleaned. A PDF cannot without harm, and neither can a document in which a name is cut
into pieces: those are listed, for somebody to judge. A machine throws no document away.
"""

from __future__ import annotations

import html
import io
import json
import os
import quopri
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

import knooppunt
from knooppunt.core import files
from knooppunt.core.file_types import PDF
from knooppunt.core.models import StoredFile
from knooppunt.core.persons.person import Needles

MOST_BYTES = 30 * 2**20
SECONDS = 90.0  # for all PDFs of one request together; what is left then is looked into by somebody
PUT = "[verwijderd]"
# Where a paragraph, a cell or a line ends in the office formats.
_ENDS = re.compile(r"</(?:w:p|a:p|si|is|row|text:p|text:h)>|<(?:w:br|w:tab|text:line-break)\s*/>")
_FOLDED_LINE = re.compile(r"=?\r?\n[ \t]|=\r?\n")  # of a card: goes on where it left off
# Whatever a damaged file, or one behind a password, makes of reading it.
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
_TAG = re.compile(r"<[^<>]*>")


def content_of(stored: StoredFile) -> bytes | None:
    """The bytes, ``None`` when they are lost or too many to look into."""
    if stored.size > MOST_BYTES:
        return None
    try:
        with files.open_file(stored) as handle:
            return handle.read()
    except FileNotFoundError:
        return None


def parts_of(content: bytes) -> dict[str, str]:
    """The texts in a file: one for a plain text, one per part of an office document; none for what is neither."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels", ".txt"))]
                if sum(one.file_size for one in parts) > 5 * MOST_BYTES:
                    return {}
                return {one.filename: archive.read(one).decode("utf-8", "replace") for one in parts}
        except _BROKEN:
            return {}
    encoding = _encoding_of(content)
    return {"": content.decode(encoding, "replace")} if encoding else {}


def _encoding_of(content: bytes) -> str:
    """How a text is written: UTF-8, UTF-16 (what Excel calls Unicode text) or Windows-1252; empty for what is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in content[:2000]:
        halves = content[0:2000:2].count(0), content[1:2000:2].count(0)
        # Text in our letters: nearly every other byte is nought, and no other.
        if _is_binary(content[:4]) or max(halves) * 3 < len(content[:2000]) or min(halves) * 20 > max(halves):
            return ""
        return "utf-16-le" if halves[1] > halves[0] else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "" if b"\0" in content or _is_binary(content) else "cp1252"
    return "utf-8"


def spread_in(needles: Needles, content: bytes) -> bool:
    """Whether the person may stand in a list in pieces: an address in a line that is folded, a first name and a surname
    in cells of their own. Says it rather once too often.
    """
    text = shown_in(content)
    if not text.strip():  # nobody can take it in either
        return True
    if "BEGIN:VCARD" in text[:400].upper():
        text = _FOLDED_LINE.sub("", text)
        quoted = quopri.decodestring(text.encode("utf-8", "replace"))
        text = "\n".join([text, quoted.decode("utf-8", "replace"), quoted.decode("cp1252", "replace")])
    return needles.found_in(text) or needles.scattered_in(text)


def shown_in(content: bytes) -> str:
    """The words of a text or office document as a person reads them: a name in two pieces is whole again."""
    parts = parts_of(content)
    if set(parts) == {""}:
        return parts[""]
    return "\n".join(html.unescape(_TAG.sub("", _ENDS.sub("\n", text))) for text in parts.values())


def cleaned(needles: Needles, content: bytes) -> bytes:
    """The same file without the person, as far as the name stands there in one piece."""
    texts = parts_of(content)
    if not any(map(needles.found_in, texts.values())):
        return content
    if set(texts) == {""}:
        return str(needles.cleaned(texts[""], PUT)).encode(_encoding_of(content), "replace")
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for one in old.infolist():
                text = texts.get(one.filename)
                new.writestr(one, old.read(one) if text is None else needles.cleaned(text, PUT).encode())
    except _BROKEN:  # in a part that holds no text: left as it is, and listed
        return content
    return target.getvalue()


def is_pdf(stored: StoredFile) -> bool:
    """Whether this is a PDF."""
    return stored.content_type == PDF


def pdf_texts(stored: Collection[StoredFile], *, seconds: float = SECONDS) -> dict[int, str | None]:
    """The text per file, by number; ``None`` for one that could not be read, or no longer in time.

    In a process of its own with limits, that is started again behind a file that broke it.
    """
    waiting = [one for one in stored if one.size <= MOST_BYTES and files.path_of(one.sha256).exists()]
    found: dict[int, str | None] = {one.pk: None for one in stored}
    while waiting and seconds > 5:
        told = list(_read([files.path_of(one.sha256) for one in waiting], seconds))
        for one, text in zip(waiting, told, strict=False):
            found[one.pk] = text
        waiting = waiting[len(told) + 1 :]  # the one after the last that was told broke the process
        seconds /= 2
    return found


def _read(paths: list[Path], seconds: float) -> Iterator[str | None]:
    # Nothing of our environment: no secrets of the installation go along.
    environment = {"PYTHONPATH": os.pathsep.join([str(Path(knooppunt.__file__).parents[1])]), "PATH": os.defpath}
    command = [sys.executable, "-m", "knooppunt.core.documents.pdf_child"]
    asked = json.dumps([str(path) for path in paths]).encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=asked, capture_output=True, timeout=seconds, check=False, env=environment
        )
        told = done.stdout
    except subprocess.TimeoutExpired as slow:
        told = slow.stdout or b""
    for line in told.splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # cut off half-way
            return


def _is_binary(content: bytes) -> bool:
    return content[:4] in {b"%PDF", b"\x89PNG"} or any(byte in content[:2000] for byte in range(1, 7))
