"""What the framework does not do, in a sentence."""

from __future__ import annotations


class Refused(Exception):
    """The change is not made; the text is a sentence for the person."""
