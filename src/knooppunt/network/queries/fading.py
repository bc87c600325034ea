"""Whom a hub is about to lose from sight."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.registries import AttentionItem, TimelineEntry
from knooppunt.network.cadence import SOON
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import Contact, ContactFunction, Hub, HubContact, Role, StakeholderRelation, Touch
from knooppunt.network.rules_hubs import hub_ids_with

MOST = 50  # of each kind; the lists of the register show all
_SHOWN = ("last_touch_on", "due_on")


@dataclass(frozen=True)
class Fading:
    """Who is due, the first ones of each kind, how many there are of each, and among whom no cadence was agreed."""

    organisations: list[StakeholderRelation]
    contacts: list[HubContact]
    organisation_count: int
    contact_count: int
    without_cadence: int


def due_relations(hub_ids: Any) -> QuerySet[StakeholderRelation]:
    """Relations of these hubs whose day has come or comes within two weeks."""
    soon = timezone.localdate() + SOON
    return StakeholderRelation.objects.filter(
        hub_id__in=hub_ids, due_on__lte=soon, organisation__binned_at__isnull=True
    )


def due_contacts(hub_ids: Any) -> QuerySet[HubContact]:
    """The same for contacts."""
    soon = timezone.localdate() + SOON
    gone = Contact.all_objects.filter(binned_at__isnull=False)  # few: thousands are counted without reading a contact
    return HubContact.objects.filter(hub_id__in=hub_ids, due_on__lte=soon).exclude(contact__in=gone.values("pk"))


def fading_of(hub: Hub) -> Fading:
    """Everybody of ``hub`` who is due, longest first. Six queries."""
    work = ContactFunction.objects.current().select_related("organisation")
    held = Prefetch("contact__functions", work.only("contact_id", "organisation__name"))
    relations, contacts = due_relations([hub.pk]), due_contacts([hub.pk])
    named = relations.select_related("organisation", "owner").only(
        *_SHOWN, "organisation__name", "organisation__kind", "owner__name", "owner__email"
    )
    people = contacts.select_related("contact").prefetch_related(held).only(*_SHOWN, "contact__name")
    silent = StakeholderRelation.objects.filter(hub=hub, cadence_months__isnull=True, organisation__binned_at=None)
    return Fading(
        list(named.order_by("due_on", "organisation__sort_name")[:MOST]),
        list(people.order_by("due_on", "contact__sort_name")[:MOST]),
        relations.count(),
        contacts.count(),
        silent.exclude(stage="dormant").count(),
    )


def attention_for_user(user: Any) -> list[AttentionItem]:
    """For "deze week": one line per hub that one runs. Two queries."""
    hubs = hubs_of(user, Role.AMBASSADOR)
    if not hubs:
        return []
    today = timezone.localdate()
    ids = [hub.pk for hub in hubs]
    late: dict[int, int] = dict.fromkeys(ids, 0)
    for rows in (due_relations(ids).filter(due_on__lte=today), due_contacts(ids).filter(due_on__lte=today)):
        for hub_id, count in rows.order_by().values_list("hub_id").annotate(n=Count("pk")):
            late[hub_id] += count
    return [_item(hub, late[hub.pk]) for hub in hubs if late[hub.pk]]


def _item(hub: Hub, count: int) -> AttentionItem:
    words = ngettext("%(count)d relation is about to fade", "%(count)d relations are about to fade", count)
    text = _("You agreed with yourself to be in touch sooner.")
    url = f"{reverse('network:fading')}?bij={hub.slug}"
    return AttentionItem(words % {"count": count}, text, url, _("Look"), kind="fading")


def touch_timeline(kind: str, pk: int, user: Any) -> list[TimelineEntry]:
    """Touches without a moment, of one's own hubs, for ``core.registries.timeline``. One query."""
    if kind not in {"organisation", "contact"}:
        return []
    mine = hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    rows = Touch.objects.filter(hub_id__in=mine, **{f"{kind}_id": pk}).select_related("by", "hub")[:50]
    return [
        TimelineEntry(
            at=timezone.make_aware(dt.datetime.combine(touch.on, dt.time(12))),
            title=_("In touch (%(who)s)") % {"who": touch.by or touch.hub},
            text=touch.get_source_display() if touch.source != Touch.Source.TYPED else "",
        )
        for touch in rows
    ]
