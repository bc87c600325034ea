"""Activities that several hubs carry together. Each hub has its own row and its own status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.plans.actions.refusals import Refused, refuse_when_locked
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.models import JointActivity, JointOffer, PlanItem, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User
    from knooppunt.network.models import Hub


def offer_activity(*, item: PlanItem, hubs: Iterable[Hub], seen: int, by: User) -> list[JointOffer]:
    """Offer an activity to other hubs; returns the offers that are new. Asking a hub again changes nothing.

    Raises ``Refused`` for a focus item or an offer to the own hub, ``Conflict`` and ``PlanLocked``.
    """
    plan = item.theme.plan
    if item.kind != PlanItem.Kind.ACTIVITY or plan.hub is None:
        raise Refused(_("Only activities of a hub can be carried together."))
    with transaction.atomic():
        refuse_when_locked(plan)
        if item.joint is None:
            item.joint = JointActivity.objects.create(title=item.text[:300], made_by=plan.hub)
            item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
            save_version(item, seen=seen, fields=["joint"])
        offers = []
        for hub in hubs:
            if hub.pk == plan.hub_id:
                continue
            offer, is_new = JointOffer.objects.get_or_create(
                joint=item.joint, hub=hub, year=plan.year, defaults={"offered_by": by}
            )
            if is_new:
                offers.append(offer)
        changes.record(SUBJECT, [item.pk])
    return offers


def accept_offer(*, offer: JointOffer, theme: Theme, by: User) -> PlanItem:
    """Take a joint activity into ``theme`` of the own plan: an own row with an own status.

    Raises ``Refused`` when the theme is of another hub or year or the offering hub let go of the activity, and ``PlanLocked``.
    """
    plan = theme.plan
    if plan.hub_id != offer.hub_id or plan.year != offer.year:
        raise Refused(_("Choose a theme of your own plan of %(year)s.") % {"year": offer.year})
    with transaction.atomic():
        refuse_when_locked(plan)
        if offer.answer == JointOffer.Answer.ACCEPTED:
            raise Refused(_("This activity is in your plan already."))
        source = (
            PlanItem.objects.filter(
                joint=offer.joint, theme__plan__year=offer.year, theme__binned_at__isnull=True, archived_at__isnull=True
            )
            .order_by("pk")
            .first()
        )
        if source is None:
            raise Refused(_("The other hub has taken this activity out of its plan."))
        last = (
            PlanItem.objects.filter(theme=theme, kind=PlanItem.Kind.ACTIVITY).aggregate(last=Max("order"))["last"] or 0
        )
        item = PlanItem(
            theme=theme,
            kind=PlanItem.Kind.ACTIVITY,
            text=source.text,
            deliverable=source.deliverable,
            lineage=source.lineage,
            joint=offer.joint,
            order=last + 1,
        )
        bulk_create_with_history([item], PlanItem, default_user=by)
        _answer(offer, JointOffer.Answer.ACCEPTED, by)
        changes.record(SUBJECT, [item.pk])
    return item


def decline_offer(*, offer: JointOffer, by: User) -> JointOffer:
    """Say no to a joint activity. It can still be accepted later."""
    with transaction.atomic():
        _answer(offer, JointOffer.Answer.DECLINED, by)
    return offer


def leave_joint(*, item: PlanItem, seen: int, by: User) -> PlanItem:
    """Keep the row, no longer together: the others go on. Raises ``Conflict`` and ``PlanLocked``."""
    with transaction.atomic():
        refuse_when_locked(item.theme.plan)
        plan = item.theme.plan
        JointOffer.objects.filter(joint=item.joint, hub=plan.hub, year=plan.year).update(
            answer=JointOffer.Answer.DECLINED, answered_by=by, answered_at=timezone.now()
        )
        item.joint = None
        item._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(item, seen=seen, fields=["joint"])
        changes.record(SUBJECT, [item.pk])
    return item


def _answer(offer: JointOffer, answer: str, by: User) -> None:
    offer.answer, offer.answered_by, offer.answered_at = answer, by, timezone.now()
    offer.save(update_fields=["answer", "answered_by", "answered_at"])
