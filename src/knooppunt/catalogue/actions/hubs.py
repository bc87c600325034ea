"""What goes along when a hub merges into another one, and back when that is taken back; and when a hub is renamed.

The hub of an entry stands in its content, by the address of the hub, so that is written anew as well. An entry that somebody
is editing meanwhile gets a new version: who saves then is shown both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.finding.alerts import query_of
from knooppunt.catalogue.finding.state import read
from knooppunt.catalogue.models import Collection, Entry, SavedSearch
from knooppunt.catalogue.offering.models import ProviderRegistration, Submission
from knooppunt.core import changes
from knooppunt.core.registries import HubMove
from knooppunt.core.versions import save_version
from knooppunt.network.models import Hub

_BATCH = 200
_REGION = "regio"  # in the address of a search


def move_offer(hub_id: int, target_id: int) -> dict[str, Any]:
    """Entries, proposals (who has them in hand keeps them), registrations, collections and searches that are mailed go to
    the target. Returns what moved. A constant number of queries per 200 entries.
    """
    hub, target = Hub.objects.get(pk=hub_id), Hub.objects.get(pk=target_id)
    moved = {
        "slug": hub.slug,
        "entries": list(Entry.all_objects.filter(hub=hub).order_by("pk").values_list("pk", flat=True)),
        "submissions": list(Submission.objects.filter(hub=hub).order_by("pk").values_list("pk", flat=True)),
        "registrations": list(ProviderRegistration.objects.filter(hub=hub).values_list("pk", flat=True)),
        "collections": list(Collection.all_objects.filter(hub=hub).values_list("pk", flat=True)),
        "searches": _turn_searches(hub.slug, target.slug),
    }
    _give(moved, hub, target)
    return moved


def return_offer(moved: dict[str, Any], hub_id: int, target_id: int) -> None:
    """Back, as far as it still is with the target."""
    hub, target = Hub.objects.get(pk=hub_id), Hub.objects.get(pk=target_id)
    _give(moved, target, hub)
    for pk, old, new in moved["searches"]:
        _turn(pk, new, old)


def rename_hub(hub_id: int) -> None:
    """A hub has another address: its entries and open proposals name it so."""
    hub = Hub.objects.get(pk=hub_id)
    entries = Entry.all_objects.filter(hub=hub).exclude(content__hub=hub.slug)
    submissions = Submission.objects.filter(hub=hub).exclude(content__hub=hub.slug)
    _give_entries(list(entries.values_list("pk", flat=True)), hub)
    _give_submissions(list(submissions.values_list("pk", flat=True)), hub, hub)


def _give(moved: dict[str, Any], giver: Hub, taker: Hub) -> None:
    mine = Entry.all_objects.filter(pk__in=moved["entries"], hub=giver)
    _give_entries(list(mine.order_by("pk").values_list("pk", flat=True)), taker)
    _give_submissions(moved["submissions"], giver, taker)
    ProviderRegistration.objects.filter(pk__in=moved["registrations"], hub=giver).update(hub=taker)
    for collection in Collection.all_objects.filter(pk__in=moved["collections"], hub=giver).order_by("pk"):
        collection.hub = taker
        save_version(collection, seen=collection.version, fields=["hub"])


def _give_entries(pks: list[int], taker: Hub) -> None:
    now = timezone.now()
    for batch in _batches(pks):
        # A proposal that began with the entry as it was goes on from what it is now.
        begun = Submission.objects.open().filter(entry__in=batch, base_version=F("entry__version"))
        begun_pks = list(begun.values_list("pk", flat=True))
        rows = list(Entry.all_objects.select_for_update(of=("self",)).filter(pk__in=batch).order_by("pk"))
        for entry in rows:
            entry.hub = taker
            entry.content = entry.content | {"hub": taker.slug}
            entry.version, entry.changed_at = entry.version + 1, now
        Entry.all_objects.bulk_update(rows, ["hub", "content", "version", "changed_at"])
        Entry.history.bulk_history_create(rows, update=True)
        Submission.objects.filter(pk__in=begun_pks).update(base_version=F("base_version") + 1)
    changes.record(KIND, pks)


def _give_submissions(pks: list[int], giver: Hub, taker: Hub) -> None:
    """What has ended keeps its words; only who may read it changes."""
    for batch in _batches(pks):
        rows = Submission.objects.select_for_update(of=("self",)).filter(pk__in=batch, hub=giver)
        found = list(rows.order_by("pk"))
        for one in found:
            one.hub = taker
            if not one.is_ended:
                one.content = one.content | ({"hub": taker.slug} if one.content.get("hub") else {})
                one.base = one.base | ({"hub": taker.slug} if one.base.get("hub") else {})
        Submission.objects.bulk_update(found, ["hub", "content", "base"])


def _turn_searches(old: str, new: str) -> list[list[Any]]:
    """Searches that mail what is new in the region of the old hub do so for the one that goes on."""
    turned = []
    for saved in SavedSearch.objects.filter(query__contains=f"{_REGION}={old}").order_by("pk"):
        asked = QueryDict(saved.query, mutable=True)
        if old in asked.getlist(_REGION):
            asked.setlist(_REGION, list(dict.fromkeys(new if one == old else one for one in asked.getlist(_REGION))))
            after = query_of(read(asked))
            if _turn(saved.pk, saved.query, after):
                turned.append([saved.pk, saved.query, after])
    return turned


def _turn(pk: int, old: str, new: str) -> bool:
    """Whether the search asks ``new`` from now on; not when that mailbox asks the same already."""
    try:
        with transaction.atomic():
            return SavedSearch.objects.filter(pk=pk, query=old).update(query=new) == 1
    except IntegrityError:
        return False


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    numbers = iter(pks)
    while batch := list(islice(numbers, _BATCH)):
        yield batch


HUB_MOVE = HubMove(move_offer, return_offer)
