"""What successions tell the core at start."""

from __future__ import annotations

import rules

from knooppunt.core import registries
from knooppunt.core.registries import AttentionProvider
from knooppunt.network.rules import is_ambassador_of_hub


def register() -> None:
    """The permission, and what waits on "deze week"."""
    from knooppunt.network.succession import queries

    if not rules.perm_exists("network.decide_succession"):
        rules.add_perm("network.decide_succession", is_ambassador_of_hub)
    registries.attention.register("succession", AttentionProvider(queries.attention_for_user), order=36)
