"""What the people part of this app registers at start."""

from __future__ import annotations


def register() -> None:
    """Make the permissions known, and say which roles need a second factor."""
    from knooppunt.network import rules  # noqa: F401, PLC0415 (importing registers the permissions)
