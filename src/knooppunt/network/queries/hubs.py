"""Reading hubs: the list, the map, one hub by its address, and which hub works where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core.hub_map import COLOURS
from knooppunt.network.models import Hub, HubAddress, HubArea, HubNetwork, Province
from knooppunt.network.queries.attention import gaps_of

if TYPE_CHECKING:
    from knooppunt.core.models import StoredFile


@dataclass(frozen=True)
class ListedHub:
    """A hub as lists and the map show it: with its number."""

    hub: Hub
    number: int

    @property
    def name(self) -> str:
        return self.hub.short_name

    label = name

    @property
    def url(self) -> str:
        return hub_url(self.hub)

    @property
    def colour(self) -> int:
        return (self.number - 1) % COLOURS + 1

    @property
    def provinces(self) -> Sequence[str]:
        """Names of the provinces, without repetition. Costs nothing when the areas were prefetched."""
        return list(dict.fromkeys(area.get_province_display() for area in self.hub.areas.all()))

    @property
    def region(self) -> str:
        """Where the hub works, in words."""
        return region_of(self.hub)

    text = region


def hub_url(hub: Hub) -> str:
    """The public address of a hub."""
    return reverse("network:hub", args=[hub.slug])


def with_region() -> QuerySet[Hub]:
    """Hubs with their areas and networks: three queries, however many hubs."""
    return Hub.objects.prefetch_related(
        Prefetch("areas", HubArea.objects.order_by("pk")), Prefetch("networks", HubNetwork.objects.order_by("pk"))
    )


def listed_hubs() -> list[ListedHub]:
    """Hubs that work today, numbered in their order; the national one is not among them (``national_hub``)."""
    hubs = with_region().open().exclude(kind=Hub.Kind.NATIONAL).order_by("order", "short_name")  # type: ignore[attr-defined]
    return [ListedHub(hub, number) for number, hub in enumerate(hubs, start=1)]


def national_hub() -> Hub | None:
    """The hub in which all come together, if there is one today."""
    return Hub.objects.open().filter(kind=Hub.Kind.NATIONAL).first()


def number_of(hub: Hub) -> int:
    """The number by which lists and map show this hub; 0 when it is not on them. One query."""
    working = Hub.objects.open().exclude(kind=Hub.Kind.NATIONAL).order_by("order", "short_name")
    return next((number for number, pk in enumerate(working.values_list("pk", flat=True), start=1) if pk == hub.pk), 0)


def hub_by_slug(slug: str) -> Hub | None:
    """The hub at this address, with its region; closed ones too."""
    return with_region().select_related("merged_into").filter(slug=slug).first()


def moved_to(slug: str) -> Hub | None:
    """The hub that used to have this address."""
    address = HubAddress.objects.select_related("hub").filter(slug=slug).first()
    return address.hub if address else None


def region_of(hub: Hub) -> str:
    """Where a hub works, in words: "Limburg, Noord-Brabant (zuidoost)"."""
    areas = [_area_in_words(area) for area in hub.areas.all()]
    if not areas:
        return _("The whole country")
    return (
        _("%(list)s and %(last)s") % {"list": ", ".join(areas[:-1]), "last": areas[-1]} if len(areas) > 1 else areas[0]
    )


def _area_in_words(area: HubArea) -> str:
    return f"{area.get_province_display()} ({area.part})" if area.part else str(area.get_province_display())


def is_shared(province: str, listed: Sequence[ListedHub]) -> bool:
    """Whether several hubs work in this province."""
    return sum(any(area.province == province for area in one.hub.areas.all()) for one in listed) > 1


def province_name(code: str) -> str:
    """A province in words."""
    return str(Province(code).label)


@dataclass(frozen=True)
class ManagedHub:
    """A hub in the coordinator's list."""

    hub: Hub
    gaps: int

    @property
    def region(self) -> str:
        """Where it works, in words."""
        return region_of(self.hub)


def managed_hubs() -> list[ManagedHub]:
    """Every hub, open ones first, with how many things are missing. Four queries."""
    hubs = list(with_region().select_related("merged_into").order_by("closed_on", "order", "short_name"))
    hubs.sort(key=lambda hub: hub.closed_on is not None)
    gaps = gaps_of([hub for hub in hubs if hub.closed_on is None])
    return [ManagedHub(hub, len(gaps.get(hub.pk, []))) for hub in hubs]


def what_moves(hub: Hub) -> dict[str, int]:
    """How much a merge would take along. Numbers only: contacts are not the coordinator's to see. Three queries."""
    return {
        "mandates": hub.mandates.current().count(),
        "organisations": hub.relations.count(),
        "contacts": hub.hub_contacts.count(),
    }


def may_read_mandate(user: Any, stored: StoredFile) -> bool:
    """Whether ``user`` may open the document of a hub's mandate."""
    hubs = Hub.objects.filter(mandate_file=stored)
    return any(user.has_perm("network.view_hub", hub) for hub in hubs)
