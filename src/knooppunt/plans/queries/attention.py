"""What the plans ask of an ambassador: a plan that is missing, a request to carry something together, a long silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.registries import AttentionItem
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Hub, Role
from knooppunt.plans.models import ActionPlan, JointOffer
from knooppunt.plans.queries.tree import STALE_AFTER


def attention_for_user(user: Any) -> list[AttentionItem]:
    """For the hubs whose ambassador ``user`` is. Two queries, none for who is no ambassador."""
    return _items([hub for hub in hubs_of(user, Role.AMBASSADOR) if hub.closed_on is None])


def attention_for_hub(hub: Hub) -> list[AttentionItem]:
    """For one hub. Two queries."""
    return _items([hub])


def _items(hubs: list[Hub]) -> list[AttentionItem]:
    if not hubs:
        return []
    year = timezone.localdate().year
    counted = Q(themes__binned_at__isnull=True, themes__items__binned_at__isnull=True, themes__items__archived_at__isnull=True)
    plans = ActionPlan.objects.filter(hub__in=hubs, year=year).annotate(
        confirmed=Max("themes__items__confirmed_at", filter=counted)
    )
    by_hub = {plan.hub_id: plan for plan in plans}
    offers = JointOffer.objects.filter(hub__in=hubs, answer=JointOffer.Answer.OPEN, year__gte=year)
    items = [_offer(offer) for offer in offers.select_related("joint__made_by")]
    for hub in hubs:
        items += _of_plan(hub, year, by_hub.get(hub.pk))
    return items


def _offer(offer: JointOffer) -> AttentionItem:
    return AttentionItem(
        _("%(hub)s asks you to carry an activity together") % {"hub": offer.joint.made_by},
        offer.joint.title,
        reverse("plans:offer", args=[offer.pk]),
        _("Look and answer"),
        kind="plans.offer",
        since=offer.offered_at,
    )


def _of_plan(hub: Hub, year: int, plan: ActionPlan | None) -> Iterable[AttentionItem]:
    if plan is None:
        if hub.kind != Hub.Kind.NATIONAL:
            title = _("There is no plan for %(year)s yet") % {"year": year}
            yield AttentionItem(title, str(hub), reverse("plans:start", args=[hub.slug]), _("Begin"), kind="plans.missing")
        return
    since = getattr(plan, "confirmed", None) or plan.created_at
    if plan.locked_at is None and timezone.now() - since > STALE_AFTER:
        yield AttentionItem(
            _("How does your plan stand?"),
            _("Nobody has said for more than two months that the statuses still hold."),
            plan.get_absolute_url(),
            _("Bring it up to date"),
            kind="plans.silent",
            since=since,
        )
