"""Activities that several hubs carry together."""

from __future__ import annotations

from knooppunt.plans.models import JointOffer, PlanItem


def offers_of(item: PlanItem) -> list[JointOffer]:
    """To whom the activity of this row was offered for the year of its plan, with the answers. One query."""
    if item.joint_id is None:
        return []
    offers = JointOffer.objects.filter(joint_id=item.joint_id, year=item.theme.plan.year)
    return list(offers.select_related("hub").order_by("hub__order"))
