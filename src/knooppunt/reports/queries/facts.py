"""What other apps say ended in a period (``core.registries.report_facts``), as lines of a report."""

from __future__ import annotations

from knooppunt.core.registries import report_facts
from knooppunt.network.models import Hub
from knooppunt.reports.content import Ended
from knooppunt.reports.spans import Span

RECALIBRATION = "network.recalibration"


def recalibrations_of(hub: Hub | None, span: Span, names: dict[int, str] | None = None) -> list[Ended]:
    """The recalibrations that ended in the period, the oldest first; over all hubs each with its name. One query."""
    facts = [fact for provider in report_facts for fact in provider(hub, span.first, span.last)]
    return [
        Ended(fact.on.isoformat(), fact.figures, (names or {}).get(fact.hub_id, ""))
        for fact in sorted(facts, key=lambda fact: fact.on)
        if fact.kind == RECALIBRATION
    ]
