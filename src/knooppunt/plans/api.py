"""What other apps may use of the plans."""

from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.actions.statuses import Wish, plan_of_group, save_statuses, undo_statuses
from knooppunt.plans.queries.glance import PlanGlance, ThemeGlance, plan_glance
from knooppunt.plans.queries.history import SUBJECT as ITEM_STATUSES
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
    "ITEM_STATUSES",
    "PUBLIC_SIGHT",
    "PlanGlance",
    "PlanTree",
    "Refused",
    "Row",
    "Sight",
    "ThemeGlance",
    "ThemeNode",
    "Wish",
    "items_visible_to",
    "letter",
    "plan_glance",
    "plan_of_group",
    "plan_tree",
    "plans_visible_to",
    "public_plan",
    "save_statuses",
    "sight_of",
    "themes_visible_to",
    "undo_statuses",
]
