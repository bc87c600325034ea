"""The real plan of Noord-Holland en Flevoland for 2023, for the demo.

The texts are read by the importer from the source document; the statuses are examples and marked as such.
"""

from __future__ import annotations

from pathlib import Path

from knooppunt.network.models import Hub
from knooppunt.plans.actions.importing import import_parsed_plan
from knooppunt.plans.importing.read import read_file
from knooppunt.plans.models import ActionPlan

YEAR = 2023
SLUGS = ("noord-holland-flevoland", "noord-holland-en-flevoland")
SOURCE = Path(__file__).parent.parent / "importing" / "examples" / "plan_nhf_2023.txt"


def load_real_plan() -> ActionPlan | None:
    """The plan, imported when it was not there yet, without statuses; ``None`` when the hub is not there."""
    hub = Hub.objects.filter(slug__in=SLUGS).first()
    if hub is None:
        return None
    there = ActionPlan.objects.filter(hub=hub, year=YEAR).first()
    return there or import_parsed_plan(hub=hub, year=YEAR, parsed=read_file(SOURCE), by=None).plan
