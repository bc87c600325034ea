"""Numbers out of addresses and forms, which hold anything."""

from __future__ import annotations


def whole_number(text: str, default: int = -1) -> int:
    """The number, or ``default``: digits of other scripts, exponents and endless rows of digits are no numbers.

    ``"²".isdigit()`` and ``("9" * 5000).isdecimal()`` hold, and ``int`` refuses both.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default
