"""What the recalibration tells the core at start."""

from __future__ import annotations

import rules

from knooppunt.core import grants, registries
from knooppunt.core.registries import AttentionProvider
from knooppunt.network.rules import is_ambassador_of_hub, is_board_reader_of_hub


def register() -> None:
    """Permissions, the link, questions, attention, and facts for reports."""
    from knooppunt.network.recalibration import ending, handing, queries, questions, views_link
    from knooppunt.network.recalibration.actions import SCOPE
    from knooppunt.network.succession.moving import Mover, movers

    if not rules.perm_exists("network.run_recalibration"):
        rules.add_perm("network.view_recalibrations", is_ambassador_of_hub | is_board_reader_of_hub)
        rules.add_perm("network.run_recalibration", is_ambassador_of_hub)
    grants.register_link_scope(SCOPE, views_link.show_ask, views_link.act_ask)
    registries.attention.register("recalibration", AttentionProvider(queries.attention_for_user), order=35)
    registries.report_facts.register("recalibration", ending.report_facts)
    movers.register("recalibration", Mover(handing.move, handing.back))
    questions.register()
