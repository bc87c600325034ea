"""What typed text may contain before it goes into a file."""

from __future__ import annotations

import re

# Characters that XML 1.0 forbids, and lone halves of surrogate pairs. A tab and a line break are fine.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("\r\n|\r|\x85|\u2028|\u2029")


def plain(text: str) -> str:
    """``text`` without characters that no document can hold, and with one kind of line break."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text))


def file_stem(text: str, *, most: int = 80) -> str:
    """A file name without extension that every system accepts: letters, digits, dashes; never empty."""
    stem = re.sub(r"[^\w]+", "-", plain(text), flags=re.UNICODE).strip("-_")
    return stem[:most].strip("-_") or "document"
