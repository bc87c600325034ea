"""What a demo should also show: rows on a public page, owners, sub-results, a joint activity, a changed template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.network.models import Hub, Mandate, Role
from knooppunt.plans.actions.joint import accept_offer, offer_activity
from knooppunt.plans.actions.rounds import open_round
from knooppunt.plans.models import ActionPlan, PlanItem, SubResult, Theme

PUBLIC_THEMES = ("onderwijsraamwerk", "bijeenkomsten")
JOINT = "We maken met drie knooppunten een voorbeeldles over gesprekken met naasten."
SUB_RESULTS = ("Een lijst met vragen", "Een gesprek met drie zorgorganisaties", "Een voorstel voor volgend jaar")


def show_everything(hubs: Sequence[Hub], template: ActionPlan, actor: User) -> None:
    """Fill in the plans of the first hubs for the year of ``template``."""
    year = template.year
    for hub in hubs[:2]:
        rows = PlanItem.objects.filter(theme__plan__hub=hub, theme__plan__year=year)
        rows.filter(theme__national__slug__in=PUBLIC_THEMES).update(is_public=True)
    _details(hubs[0], year)
    _rounds(year, actor)
    if len(hubs) > 2:
        _joint(hubs, year, actor)
    # After the hubs began with it, so that they are offered a difference.
    changed = PlanItem.objects.filter(
        theme__plan=template, theme__national__slug="communicatie", kind="activity"
    ).first()
    if changed is not None:
        PlanItem.objects.filter(pk=changed.pk).update(text=f"{changed.text} We plaatsen ze ook op de landelijke site.")


def _rounds(year: int, actor: User) -> None:
    """One that was, and one that asks until next week."""
    today = timezone.localdate()
    for opens_on, closes_on in ((-120, -99), (-14, 7)):
        open_round(
            title=f"Stand van zaken {(today + dt.timedelta(days=closes_on)):%m-%Y} (voorbeeld)",
            message="Loop je regels na. Wat niet veranderde, hoef je niet aan te raken.",
            year=year,
            opens_on=today + dt.timedelta(days=opens_on),
            closes_on=today + dt.timedelta(days=closes_on),
            remind_days=7,
            by=actor,
        )


def _details(hub: Hub, year: int) -> None:
    owner = Mandate.objects.filter(hub=hub, role=Role.AMBASSADOR).values_list("user_id", flat=True).first()
    rows = PlanItem.objects.filter(theme__plan__hub=hub, theme__plan__year=year, kind=PlanItem.Kind.ACTIVITY)
    for number, item in enumerate(rows.order_by("theme__order", "order")[:6]):
        item.owner_id = owner if number % 2 == 0 else None
        item.hours = 4 * (number + 1)
        item.planned_from, item.planned_until = dt.date(year, 3 + number, 1), dt.date(year, 5 + number, 30)
        item.handover_to = "een school in de regio" if number == 2 else ""
        item.save(update_fields=["owner", "hours", "planned_from", "planned_until", "handover_to"])
        if number == 1:
            SubResult.objects.bulk_create(
                SubResult(item=item, text=text, order=order, is_done=order == 1)
                for order, text in enumerate(SUB_RESULTS, start=1)
            )


def _joint(hubs: Sequence[Hub], year: int, actor: User) -> None:
    """The second hub asks the first (no answer yet) and the third (which takes part)."""
    first, second, third = hubs[:3]
    themes = Theme.objects.filter(plan__year=year, national__slug="deskundigheid").select_related("plan__hub")
    mine, theirs = themes.filter(plan__hub=second).first(), themes.filter(plan__hub=third).first()
    if mine is None or theirs is None:
        return
    item = PlanItem.objects.create(
        theme=mine, kind=PlanItem.Kind.ACTIVITY, text=JOINT, order=90, status="op_schema", confirmed_at=timezone.now()
    )
    offers = offer_activity(item=item, hubs=[first, third], seen=1, by=actor)
    accept_offer(offer=offers[1], theme=theirs, by=actor)
