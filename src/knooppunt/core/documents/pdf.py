"""PDF that everybody can read (PDF/UA-1), typeset by typst in a process of its own."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any

from knooppunt.core.documents.glyphs import fonts, printable

REGIONS = {"nl": "NL", "en": "GB"}
SECONDS = 30
MEMORY_MB = 1536  # address space; a report of 500 rows takes about 300
AT_ONCE = 2

_slots = threading.BoundedSemaphore(AT_ONCE)


class PdfError(RuntimeError):
    """No PDF came out; the message is for the log, not for people."""


def make_pdf(
    template: Traversable | bytes,
    data: Mapping[str, Any],
    *,
    title: str,
    language: str,
    seconds: int = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> bytes:
    """Typeset ``template`` (typst) with ``data``: a tagged PDF with title, language, outline and only our font.

    ``data`` is anything JSON can hold; the template finds it as ``data``. All text in it is made ``printable``, and is
    never run as markup. Language, font, title, and a header in every table are seen to by ``prelude.typ``; typst itself
    refuses pictures without a description and skipped heading levels. At most ``AT_ONCE`` run beside each other.

    Raises ``PdfError`` when the template is wrong, or takes more time or memory than allowed.
    """
    data = {**data, "_title": title}
    return _typeset(template, data, language=language, seconds=seconds, memory_mb=memory_mb, wait=seconds)


def make_picture(template: Traversable | bytes, data: Mapping[str, Any], *, title: str, language: str) -> bytes:
    """The same as a PNG of one page, one pixel per point. Nobody waits for a picture: it is refused when others are
    being typeset.

    Raises ``PdfError`` like ``make_pdf``, and when the page overflows.
    """
    data = {**data, "_title": title}
    return _typeset(template, data, language=language, seconds=10, memory_mb=MEMORY_MB, wait=0, picture=True)


def _typeset(
    template: Traversable | bytes,
    data: Mapping[str, Any],
    *,
    language: str,
    seconds: int,
    memory_mb: int,
    wait: int,
    picture: bool = False,
) -> bytes:
    if language not in REGIONS:
        raise PdfError(f"No region is known for the language {language!r}.")
    source = template if isinstance(template, bytes) else template.read_bytes()
    prelude = (files("knooppunt.core.documents") / "prelude.typ").read_bytes()
    with tempfile.TemporaryDirectory(prefix="knooppunt-pdf-") as empty, as_file(fonts()) as font_folder:
        request = {
            "template": base64.b64encode(prelude + b"\n" + source).decode(),
            "data": _printable({**data, "_lang": language, "_region": REGIONS[language]}),
            "fonts": str(font_folder),
            "seconds": seconds,
            "memory_mb": memory_mb,
            "picture": picture,
        }
        begins = b"\x89PNG" if picture else b"%PDF-"
        return _run(json.dumps(request).encode(), folder=empty, seconds=seconds, wait=wait, begins=begins)


def _run(request: bytes, *, folder: str, seconds: int, wait: int, begins: bytes) -> bytes:
    if not _slots.acquire(timeout=wait):
        raise PdfError(f"Other files kept this one waiting for {wait} s.")
    try:
        with as_file(files("knooppunt.core.documents") / "typst_process.py") as script:
            done = subprocess.run(  # noqa: S603 - our own script, no shell
                [sys.executable, "-I", str(script)],
                input=request,
                capture_output=True,
                cwd=folder,
                env={"LANG": "C.UTF-8", "RAYON_NUM_THREADS": "1"},
                timeout=seconds,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"The file was not ready after {seconds} s.") from error
    finally:
        _slots.release()
    if done.returncode or not done.stdout.startswith(begins):
        reason = done.stderr.decode(errors="replace").strip()[-500:]
        raise PdfError(f"typst ended with {done.returncode}: {reason or 'no reason given'}")
    return done.stdout


def _printable(value: Any) -> Any:
    """The same data with every text ``printable``. Other types than JSON has are refused by ``json.dumps``."""
    if isinstance(value, str):
        return printable(str(value))
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
