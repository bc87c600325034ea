"""What an action says when it cannot be done."""

from __future__ import annotations


class Refused(Exception):
    """The change cannot be made; the text is a sentence for the person who asked."""
