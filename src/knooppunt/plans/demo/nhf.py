"""The real plan of Noord-Holland en Flevoland for 2023, for the demo.

The texts are read by the importer from the source document; the statuses are examples and marked as such. The importer
fills this hook by setting ``load`` when it is there (``registration``); until then the demo goes without that plan.
"""

from __future__ import annotations

from collections.abc import Callable

from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan

YEAR = 2023
SLUGS = ("noord-holland-flevoland", "noord-holland-en-flevoland")

# (hub, year) → the imported plan without statuses, or None when the source is not at hand.
load: Callable[[Hub, int], ActionPlan | None] | None = None


def load_real_plan() -> ActionPlan | None:
    """The imported plan, or ``None`` when the importer or the hub is not there."""
    hub = Hub.objects.filter(slug__in=SLUGS).first()
    if load is None or hub is None:
        return None
    return ActionPlan.objects.filter(hub=hub, year=YEAR).first() or load(hub, YEAR)
