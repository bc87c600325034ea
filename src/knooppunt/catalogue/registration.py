"""What the catalogue tells the core at start: permissions, menus, files, sections of pages, demo data."""

from __future__ import annotations

from knooppunt.core import bin


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.catalogue import rules  # noqa: F401 (importing registers the permissions)
    from knooppunt.catalogue.actions.entries import note_binned

    bin.listen("catalogue.entry", note_binned)
