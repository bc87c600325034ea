"""Moments that come round: making, changing, pausing and deleting them, and what they propose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core.registries import ProposedMoment
from knooppunt.core.versions import save_version
from knooppunt.journal.actions.refusals import Refused, refuse_odd_minutes
from knooppunt.journal.models import Proposal, RecurringMoment
from knooppunt.journal.rhythm import days_of
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Hub
from knooppunt.plans.models import PlanItem

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

FIELDS = ("title", "rhythm", "first_on", "last_on", "minutes", "kind", "item")
MOST_OF_ONE = 50  # per person; more than anybody needs, and a page that stays readable


@dataclass(frozen=True)
class RecurringData:
    """What a person says about a moment that comes round."""

    title: str
    rhythm: str
    first_on: dt.date
    minutes: int
    last_on: dt.date | None = None
    kind: str = ""
    item: PlanItem | None = None


def add_recurring(*, user: User, hub: Hub, data: RecurringData) -> RecurringMoment:
    """Propose this from now on. Raises ``Refused`` with a sentence."""
    if RecurringMoment.objects.filter(user=user).count() >= MOST_OF_ONE:
        raise Refused(_("You have %(most)d recurring moments. Delete one first.") % {"most": MOST_OF_ONE})
    moment = RecurringMoment(user=user, hub=hub)
    _fill(moment, data)
    moment.save()
    return moment


def change_recurring(*, moment: RecurringMoment, data: RecurringData, seen: int) -> None:
    """Change it; proposals that wait stay as they are. Raises ``Refused``, and ``Conflict`` when it changed meanwhile."""
    _fill(moment, data)
    with transaction.atomic():
        save_version(moment, seen=seen, fields=FIELDS)


def pause_recurring(*, moment: RecurringMoment, paused: bool) -> None:
    """Propose it no longer, or again from today on."""
    RecurringMoment.objects.filter(pk=moment.pk).update(is_paused=paused)


def delete_recurring(*, moment: RecurringMoment) -> None:
    """Forget it. What it proposed and nobody decided goes with it; what is in the logbook stays."""
    with transaction.atomic():
        Proposal.objects.filter(
            source=Proposal.Source.RECURRING,
            user=moment.user_id,
            state=Proposal.State.OPEN,
            title=moment.title,
            hub=moment.hub_id,
        ).delete()
        moment.delete()


def recurring_provider(since: dt.date, until: dt.date) -> Iterable[ProposedMoment]:
    """What came round in these days, of everybody who still runs the hub (provider of ``core.registries``).

    A new one looks back a week: "every Tuesday, since last Tuesday".
    """
    rows = RecurringMoment.objects.filter(is_paused=False, first_on__lte=until, user__is_active=True)
    running: dict[int, set[int]] = {}
    for one in rows.select_related("user"):
        if one.user_id not in running:
            running[one.user_id] = {hub.pk for hub in hubs_of(one.user)}
        if one.hub_id not in running[one.user_id]:
            continue
        begin = max(since, one.created_at.date() - dt.timedelta(days=7))
        for day in days_of(one, begin, until):
            yield ProposedMoment(
                key=f"{one.pk}:{day.isoformat()}",
                hub_id=one.hub_id,
                user_id=one.user_id,
                date=day,
                minutes=one.minutes,
                title=one.title,
                kind=one.kind,
                item_id=one.item_id,
            )


def _fill(moment: RecurringMoment, data: RecurringData) -> None:
    refuse_odd_minutes(data.minutes)
    if data.last_on is not None and data.last_on < data.first_on:
        raise Refused(_("The last time comes before the first time."))
    if data.item is not None and data.item.theme.plan.hub_id != moment.hub_id:
        raise Refused(_("This activity is of another hub. Choose one of your own plan."))
    moment.title, moment.rhythm = " ".join(data.title.split())[:300], data.rhythm
    moment.first_on, moment.last_on, moment.minutes = data.first_on, data.last_on, data.minutes
    moment.kind, moment.item = data.kind, data.item
