"""What the catalogue shows on pages that are not its own: the home page and the page of a hub."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.models import Collection, Entry, EntryState, Run
from knooppunt.catalogue.queries.addresses import search_address
from knooppunt.catalogue.queries.collections import cards_of
from knooppunt.framework.models import Concept
from knooppunt.network.models import Hub

ON_HUB = 4


def home_block() -> dict[str, Any] | None:
    """Entrances per audience with numbers, and how much there is. Three queries; nothing while there is no search page."""
    url = search_address()
    if not url:
        return None
    shown = Q(entry_concepts__entry__state=EntryState.PUBLISHED, entry_concepts__entry__binned_at=None)
    rows = Concept.objects.of("audiences").valid().annotate(shown=Count("entry_concepts", filter=shown))
    counted = [(one, int(getattr(one, "shown"))) for one in rows]  # noqa: B009 (an annotation, unknown to the types)
    audiences = [{"label": one.label, "url": f"{url}?voor={one.code}", "count": count} for one, count in counted]
    if not any(one["count"] for one in audiences):
        return None
    collections = list(Collection.objects.filter(state=Collection.State.PUBLISHED).order_by("-changed_at")[:3])
    return {"audiences": [one for one in audiences if one["count"]], "collections": collections, "search_url": url}


def hub_section(hub: Hub) -> dict[str, Any] | None:
    """The regional offer of a hub: what one can join first, then what is new. At most four queries."""
    published = Entry.objects.published().of_hub(hub.pk)
    today = timezone.localdate()
    coming = Run.objects.filter(entry__in=published, starts_on__gte=today, state="open").order_by("starts_on")
    first = list(dict.fromkeys(coming.values_list("entry_id", flat=True)[: ON_HUB * 4]))[:ON_HUB]
    found = {entry.pk: entry for entry in published.with_page().filter(pk__in=first)}
    entries = [found[pk] for pk in first if pk in found]
    if len(entries) < ON_HUB:
        more = published.with_page().exclude(pk__in=first).order_by("-published_at", "-pk")
        entries += list(more[: ON_HUB - len(entries)])
    if not entries:
        return None
    url = search_address()
    return {
        "cards": cards_of(entries),
        "count": published.count(),
        "all_url": f"{url}?regio={hub.slug}" if url else "",
        "feed_url": f"{reverse('catalogue:feed')}?knooppunt={hub.slug}",
        "calendar_url": f"{reverse('catalogue:agenda')}?knooppunt={hub.slug}",
        "title": _("Training and materials in this region"),
    }
