"""Which characters our font can draw.

PDF/UA forbids missing glyphs, and typst refuses the whole document for one emoji. So what the font lacks is replaced
beforehand by a mark that says that something stood there.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from knooppunt.core.documents.text import plain

MISSING = "[?]"
LONGEST_WORD = 32
# Marks of direction could show text in another order than it was typed; marks that choose a variant mean nothing here.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad\U000e0000-\U000e01ef]")
_ADDRESS = re.compile(r"(\bhttps?://\S+)")
_LONG_PART = re.compile(rf"[^\s/?&=._-]{{{LONGEST_WORD}}}(?=[^\s/?&=._-])")
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def fonts() -> Traversable:
    """The folder with the four faces of Source Sans (SIL Open Font License, see ``LICENSE.txt`` there)."""
    return files("knooppunt.core.documents") / "fonts"


def printable(text: str) -> str:
    """``text`` as our font can print it: composed, without invisible marks; ``MISSING`` for what it cannot draw.

    Words longer than a line get places where they may break. Web addresses have those at their slashes and points, so
    they stay as they are (whoever copies one gets what works) unless a part between those is longer than a line.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", plain(text)))
    parts = _ADDRESS.split(_undrawable().sub(_replacement, text))  # texts at the even places, addresses at the odd ones
    return "".join((_LONG_PART if place % 2 else _LONG).sub("\\g<0>\u200b", part) for place, part in enumerate(parts))


def _replacement(found: re.Match[str]) -> str:
    simpler = unicodedata.normalize("NFKD", found[0])
    return MISSING if _undrawable().search(simpler) else simpler


@cache
def _undrawable() -> re.Pattern[str]:
    """Matches runs of characters that at least one of the faces lacks."""
    faces = [set(_drawn(face.read_bytes())) for face in fonts().iterdir() if face.name.endswith(".otf")]
    drawn = sorted(code for code in set.intersection(*faces) if code >= 0x20)
    allowed = "".join(re.escape(chr(code)) for code in drawn)
    return re.compile(f"[^{allowed}\n\t\u200b]+")


def _drawn(font: bytes) -> Iterator[int]:
    """The code points of a font: its ``cmap`` subtable of format 4 (OpenType specification), the basic plane."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for number in range(subtables):
        (offset,) = struct.unpack_from(">L", font, start + 4 + 8 * number + 4)
        if struct.unpack_from(">H", font, start + offset) == (4,):
            yield from _format_4(font, start + offset)
            return
    raise ValueError("The font has no cmap of format 4.")


def _format_4(font: bytes, where: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, where + 6)
    ends = struct.unpack_from(f">{double // 2}H", font, where + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, where + 16 + double)
    deltas = struct.unpack_from(f">{double // 2}H", font, where + 16 + 2 * double)
    offsets_at = where + 16 + 3 * double
    for segment, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        (offset,) = struct.unpack_from(">H", font, offsets_at + 2 * segment)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + delta
            if offset:
                (glyph,) = struct.unpack_from(">H", font, offsets_at + 2 * segment + offset + 2 * (code - first))
                glyph = glyph + delta if glyph else 0
            if glyph & 0xFFFF:
                yield code
