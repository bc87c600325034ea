"""What other apps may use of the plans."""

from knooppunt.plans.queries.glance import PlanGlance, ThemeGlance, plan_glance
from knooppunt.plans.queries.public import public_plan
from knooppunt.plans.queries.tree import PlanTree, Row, ThemeNode, letter, plan_tree
from knooppunt.plans.queries.visible import (
    PUBLIC_SIGHT,
    Sight,
    items_visible_to,
    plans_visible_to,
    sight_of,
    themes_visible_to,
)

__all__ = [
    "PUBLIC_SIGHT",
    "PlanGlance",
    "PlanTree",
    "Row",
    "Sight",
    "ThemeGlance",
    "ThemeNode",
    "items_visible_to",
    "letter",
    "plan_glance",
    "plan_tree",
    "plans_visible_to",
    "public_plan",
    "sight_of",
    "themes_visible_to",
]
