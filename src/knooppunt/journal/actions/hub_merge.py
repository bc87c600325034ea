"""What goes along when a hub merges into another one: what is still to be decided, and what makes new proposals.

Moments stay with the hub that they were of; the hub that goes on reads them. The address for mail needs no moving: mail
to the old one is filed with the hub that goes on (``actions.filing``).
"""

from __future__ import annotations

from typing import Any

from knooppunt.core.registries import HubMove
from knooppunt.journal.models import CalendarFeed, Proposal, RecurringMoment
from knooppunt.plans.models import PlanItem, Theme


def move_sources(hub_id: int, target_id: int) -> dict[str, Any]:
    """Waiting proposals, recurring moments and calendars go to the target. Activities stay behind: they are of the plan
    of the old hub.
    """
    waiting = Proposal.objects.filter(hub=hub_id, state=Proposal.State.OPEN)
    recurring = RecurringMoment.objects.filter(hub=hub_id)
    feeds = CalendarFeed.objects.filter(hub=hub_id)
    moved = {
        "proposals": [list(row) for row in waiting.values_list("pk", "item", "theme")],
        "recurring": [list(row) for row in recurring.values_list("pk", "item")],
        "feeds": list(feeds.values_list("pk", flat=True)),
    }
    waiting.update(hub=target_id, item=None, theme=None)
    recurring.update(hub=target_id, item=None)
    feeds.update(hub=target_id)
    return moved


def return_sources(moved: dict[str, Any], hub_id: int, target_id: int) -> None:
    """Back, as far as nobody decided or changed it meanwhile; with the activity that it had."""
    items = set(PlanItem.all_objects.filter(theme__plan__hub=hub_id).values_list("pk", flat=True))
    themes = set(Theme.all_objects.filter(plan__hub=hub_id).values_list("pk", flat=True))
    for pk, item, theme in moved["proposals"]:
        rows = Proposal.objects.filter(pk=pk, hub=target_id, state=Proposal.State.OPEN, item=None, theme=None)
        rows.update(hub=hub_id, item_id=item if item in items else None, theme_id=theme if theme in themes else None)
    for pk, item in moved["recurring"]:
        rows_of_it = RecurringMoment.objects.filter(pk=pk, hub=target_id, item=None)
        rows_of_it.update(hub=hub_id, item_id=item if item in items else None)
    CalendarFeed.objects.filter(pk__in=moved["feeds"], hub=target_id).update(hub=hub_id)


HUB_MOVE = HubMove(move_sources, return_sources)
