"""What about a plan asks for attention: on "deze week" of its ambassadors, and on the page of its hub."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.registries import AttentionItem
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, JointOffer, PlanItem, Status
from knooppunt.plans.queries.tree import STALE_AFTER


def reminders_for_hub(hub: Hub) -> list[AttentionItem]:
    """What asks for attention in this hub's plan of this year. At most three queries."""
    if hub.kind == Hub.Kind.NATIONAL or hub.closed_on is not None:
        return []
    year = timezone.localdate().year
    plan = ActionPlan.objects.filter(hub=hub, year=year).first()
    if plan is None:
        return [_missing(hub, year)]
    if plan.is_locked:
        return []
    url = reverse("plans:plan", args=[hub.slug, year])
    return [*_rows(plan, url), *_offers(hub, year)]


def reminders_for_user(user: Any) -> list[AttentionItem]:
    """The same for every hub that ``user`` runs: three queries per hub, and nearly all users have one."""
    return [item for hub in hubs_of(user) for item in reminders_for_hub(hub)]


def _missing(hub: Hub, year: int) -> AttentionItem:
    return AttentionItem(
        _("There is no plan for %(year)s yet") % {"year": year},
        _("Begin with last year's plan or with the national template. It takes a few minutes."),
        reverse("plans:start", args=[hub.slug]),
        _("Make a plan"),
        kind="plan-missing",
    )


def _rows(plan: ActionPlan, url: str) -> list[AttentionItem]:
    limit = timezone.now() - STALE_AFTER
    rows = PlanItem.objects.filter(theme__plan=plan, theme__binned_at__isnull=True, archived_at__isnull=True)
    counts = rows.aggregate(
        stale=Count("pk", filter=~Q(status="") & (Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=limit))),
        unexplained=Count("pk", filter=Q(status=Status.BEHIND, status_reason="")),
    )
    found = []
    if counts["stale"]:
        title = ngettext(
            "%(count)d row of your plan is not updated for 60 days",
            "%(count)d rows of your plan are not updated for 60 days",
            counts["stale"],
        ) % {"count": counts["stale"]}
        text = _("Is everything still so? Then one press is enough.")
        found.append(AttentionItem(title, text, url, _("Look"), kind="plan-stale"))
    if counts["unexplained"]:
        title = ngettext(
            "%(count)d row is behind schedule without a reason",
            "%(count)d rows are behind schedule without a reason",
            counts["unexplained"],
        ) % {"count": counts["unexplained"]}
        text = _("One line is enough. Then others know how to help.")
        found.append(AttentionItem(title, text, url, _("Fill in"), kind="plan-unexplained"))
    return found


def _offers(hub: Hub, year: int) -> list[AttentionItem]:
    offers = JointOffer.objects.filter(hub=hub, year=year, answer=JointOffer.Answer.OPEN)
    return [
        AttentionItem(
            _("%(hub)s asks you to carry an activity together") % {"hub": offer.joint.made_by},
            offer.joint.title,
            reverse("plans:offer", args=[offer.pk]),
            _("Answer"),
            kind="joint-offer",
            since=offer.offered_at,
        )
        for offer in offers.select_related("joint__made_by")
    ]
