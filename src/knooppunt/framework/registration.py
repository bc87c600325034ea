"""What the framework tells the core at start: permissions, menus, demo data."""

from __future__ import annotations

from knooppunt.core import registries


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.framework.demo.loader import load_demo_concepts

    registries.demo_loaders.register("concepts", load_demo_concepts, order=5)
