"""What is missing at a hub, or about to end: for "deze week" and the national overview."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.core.registries import AttentionItem
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import Half, Hub, Invitation, Mandate, Role

SOON = dt.timedelta(days=60)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or ends. ``code`` is stable; ``agreement`` marks those of the agreements page."""

    code: str
    text: str
    agreement: bool = True


def gaps_of(hubs: Sequence[Hub]) -> dict[int, list[Gap]]:
    """What is missing at each of these hubs. One query for all of them together."""
    team: dict[int, list[Mandate]] = defaultdict(list)
    current = Mandate.objects.current().filter(hub__in=hubs, role=Role.AMBASSADOR, user__is_active=True)
    for mandate in current.select_related("user").order_by("pk"):
        if mandate.hub_id:
            team[mandate.hub_id].append(mandate)
    today = timezone.localdate()
    return {
        hub.pk: [*_of_agreements(hub, today), *_of_people(hub, team[hub.pk], today)]
        for hub in hubs
        if not hub.closed_on
    }


def _of_agreements(hub: Hub, today: dt.date) -> Iterable[Gap]:
    if hub.kind != Hub.Kind.NATIONAL:
        if not hub.commissioner:
            yield Gap("commissioner-missing", _("There is no commissioner yet."))
        yield from _of_mandate(hub, today)
        if hub.agreed_hours is None or not hub.hours_period:
            yield Gap("hours-missing", _("The agreed hours, or per week or year, are not filled in."))
        if hub.effort_agreed_on is None:
            yield Gap("effort-missing", _("The effort agreement is not signed yet."))
    if not hub.role_mailbox:
        yield Gap("mailbox-missing", _("There is no role mailbox, so visitors cannot mail."))


def _of_mandate(hub: Hub, today: dt.date) -> Iterable[Gap]:
    if not hub.mandate_text and hub.mandate_file_id is None:
        yield Gap("mandate-missing", _("The mandate is not recorded yet."))
    elif hub.mandate_until and hub.mandate_until < today:
        yield Gap("mandate-expired", _("The mandate ended on %(date)s.") % {"date": _day(hub.mandate_until)})
    elif hub.mandate_until and hub.mandate_until <= today + SOON:
        yield Gap("mandate-ends", _("The mandate ends on %(date)s.") % {"date": _day(hub.mandate_until)})


def _of_people(hub: Hub, team: Sequence[Mandate], today: dt.date) -> Iterable[Gap]:
    if hub.kind == Hub.Kind.NATIONAL:
        return
    if not team:
        yield Gap("ambassador-missing", _("There is no ambassador."), agreement=False)
        return
    halves = {mandate.half for mandate in team}
    if Half.PRACTICE not in halves:
        yield Gap("practice-missing", _("Nobody stands for practice in the duo."), agreement=False)
    if Half.EDUCATION not in halves:
        yield Gap("education-missing", _("Nobody stands for education in the duo."), agreement=False)
    for mandate in team:
        if mandate.valid_until and mandate.valid_until <= today + SOON:
            words = _("%(name)s is ambassador until %(date)s.")
            text = words % {"name": mandate.user.name or _("Somebody"), "date": _day(mandate.valid_until)}
            yield Gap("ambassador-ends", text, agreement=False)


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def attention_for_hub(hub: Hub) -> list[AttentionItem]:
    """Each thing that is missing at this hub, one by one (for the overview). One query."""
    return [_item(hub, gap) for gap in gaps_of([hub]).get(hub.pk, [])]


def attention_for_user(user: Any) -> list[AttentionItem]:
    """The same for the ambassador's own hubs, with the missing agreements of a hub in one line; who manages people alone
    is told to invite somebody. One query for each.
    """
    hubs = hubs_of(user, Role.AMBASSADOR)
    gaps = gaps_of(hubs) if hubs else {}
    items = _alone(user)
    for hub in hubs:
        found = gaps.get(hub.pk, [])
        agreements = [gap for gap in found if gap.agreement]
        if len(agreements) > 1:
            items.append(_together(hub, agreements))
            found = [gap for gap in found if not gap.agreement]
        items += [_item(hub, gap) for gap in found]
    return items


def _alone(user: Any) -> list[AttentionItem]:
    """A new installation has one person in it, and waits for the others."""
    if not user.has_perm("network.manage_people"):
        return []
    if Mandate.objects.current().exclude(user=user).exists() or Invitation.objects.waiting().exists():
        return []
    text = _("Begin with somebody who coordinates, or with the ambassadors of a hub.")
    return [
        AttentionItem(_("Nobody works here with you yet"), text, reverse("network:invite"), _("Invite"), kind="alone")
    ]


def _item(hub: Hub, gap: Gap) -> AttentionItem:
    return AttentionItem(
        str(hub), gap.text, _details_url(hub), _("Fill in") if gap.agreement else _("Look"), kind=gap.code
    )


def _together(hub: Hub, gaps: Sequence[Gap]) -> AttentionItem:
    title = _("The agreements of %(hub)s are not complete") % {"hub": hub}
    return AttentionItem(title, " ".join(gap.text for gap in gaps), _details_url(hub), _("Fill in"), kind="agreements")


def _details_url(hub: Hub) -> str:
    return reverse("network:hub_details", args=[hub.slug])
