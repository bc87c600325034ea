"""Figures per hub and province, of what all hubs may know: organisations, never contacts or stages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from knooppunt.network.groups import GROUPS, group_of
from knooppunt.network.models import Organisation, OrganisationPlace, Province, StakeholderRelation
from knooppunt.network.queries.hubs import ListedHub, listed_hubs


@dataclass(frozen=True)
class HubFigures:
    """A hub with its organisations per group of kinds, in the order of the groups."""

    listed: ListedHub
    total: int
    groups: list[tuple[str, int]]  # (words, how many)


@dataclass(frozen=True)
class ProvinceFigures:
    """A province: organisations there, and how many of them work with some hub."""

    label: str
    total: int
    with_hub: int


def figures_of_hubs() -> list[HubFigures]:
    """Every working hub, in its order. Four queries."""
    rows = StakeholderRelation.objects.filter(organisation__binned_at__isnull=True)
    counted: Counter[tuple[int, str]] = Counter()
    for hub_id, kind, count in rows.order_by().values_list("hub_id", "organisation__kind").annotate(n=Count("pk")):
        counted[hub_id, group_of(kind)] += count
    found = []
    for listed in listed_hubs():
        groups = [(str(label), counted[listed.hub.pk, code]) for code, label, _kinds in GROUPS]
        found.append(HubFigures(listed, sum(count for _label, count in groups), groups))
    return found


def figures_of_provinces() -> list[ProvinceFigures]:
    """Every province. Two queries."""
    places = OrganisationPlace.objects.filter(organisation__binned_at__isnull=True).exclude(province="").order_by()
    total = dict(places.values_list("province").annotate(n=Count("organisation_id", distinct=True)))
    known = Organisation.objects.filter(relations__isnull=False).values("pk")
    linked = places.filter(organisation_id__in=known)
    with_hub = dict(linked.values_list("province").annotate(n=Count("organisation_id", distinct=True)))
    return [ProvinceFigures(str(one.label), total.get(one, 0), with_hub.get(one, 0)) for one in Province]
