"""What finding tells the core and search at start."""

from __future__ import annotations


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.catalogue.finding import source
    from knooppunt.core import public_cache
    from knooppunt.search import api as search

    search.register_source(source.source())
    search.label_providers.register("concepts", source.vocabulary)
    public_cache.states.register("search", search.state)
