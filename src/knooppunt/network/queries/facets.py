"""The filters beside the lists of the register, and how many organisations each would leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from knooppunt.network import vocabulary
from knooppunt.network.models import (
    Hub,
    Mandate,
    Organisation,
    OrganisationPlace,
    Province,
    Role,
    Stage,
    Tag,
)
from knooppunt.network.queries.searching import ContactSearch, OrganisationSearch, OwnFilter

SHORT = 6  # values that a filter shows at once


@dataclass(frozen=True)
class Option:
    """One value of a filter; ``count`` is ``None`` where numbers are not counted."""

    value: str
    label: str
    count: int | None
    checked: bool


@dataclass(frozen=True)
class Group:
    """One filter, as the facets component draws it."""

    legend: str
    name: str
    options: list[Option] = field(default_factory=list)
    is_one: bool = False  # one of them, or none

    @property
    def is_long(self) -> bool:
        """Folded away: many values, and no numbers to look at."""
        return len(self.options) > SHORT and self.options[0].count is None

    @property
    def is_open(self) -> bool:
        """Whether one of its values is chosen."""
        return any(option.checked for option in self.options)


@dataclass(frozen=True)
class HubWords:
    """Who works at a hub and which tags it has, as choices: for filters and for one change to many."""

    team: list[tuple[str, str]] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)


def hub_words(hub_id: int) -> HubWords:
    """Two queries; none without a hub."""
    if not hub_id:
        return HubWords()
    mandates = Mandate.objects.current().filter(hub=hub_id, role=Role.AMBASSADOR)
    users = get_user_model().objects.filter(pk__in=mandates.values("user_id"), is_active=True).order_by("name", "pk")
    tags = Tag.objects.filter(hub=hub_id).values_list("pk", "name")
    return HubWords([(str(user.pk), str(user)) for user in users], [(str(pk), name) for pk, name in tags])


@dataclass(frozen=True)
class Counts:
    """How many organisations each value of a filter would leave; each filter ignores its own choice."""

    kinds: dict[str, int]
    hubs: dict[int, int]
    provinces: dict[str, int]
    stages: dict[str, int] | None  # None: no hub at hand
    total: int  # with all filters


def count_organisations(search: OrganisationSearch, organisations: QuerySet[Organisation]) -> Counts:
    """Three queries, one more with a hub at hand."""
    kinds = _numbers(_without(search, organisations, kinds=()), "kind")
    counted = [number for kind, number in kinds.items() if kind in search.kinds or not search.kinds]
    hubs = _without(search, organisations, hubs=()).filter(relations__isnull=False)
    stages = None
    if search.own.hub_id:
        every = _without(search, organisations, own=replace(search.own, stages=()))
        stages = _numbers(every.filter(relations__hub_id=search.own.hub_id), "relations__stage")
    return Counts(
        kinds=kinds,
        hubs=_numbers(hubs, "relations__hub_id"),
        provinces=_provinces(search, organisations),
        stages=stages,
        total=sum(counted),
    )


def _numbers(found: QuerySet[Any], by: str) -> dict[Any, int]:
    return dict(found.values_list(by).annotate(n=Count("pk")).order_by())


def _provinces(search: OrganisationSearch, organisations: QuerySet[Organisation]) -> dict[str, int]:
    rows: QuerySet[Any, Any]
    if search.q or search.active - len(search.provinces):
        found = _without(search, organisations, provinces=()).filter(places__province__gt="")
        rows = found.values_list("places__province").annotate(n=Count("pk", distinct=True))
    else:  # all of them: an index of the places holds the answer
        gone = Organisation.all_objects.filter(binned_at__isnull=False).values("pk")
        there = OrganisationPlace.objects.filter(province__gt="").exclude(organisation__in=gone)
        rows = there.values_list("province").annotate(n=Count("organisation_id", distinct=True))
    return dict(rows.order_by())


def facets_of(search: OrganisationSearch, counts: Counts, words: HubWords | None = None) -> list[Group]:
    """The filters with numbers, so that one can add to a choice. One query. ``words``: people and tags of the hub."""
    hubs = Hub.objects.order_by("order", "short_name").values_list("pk", "slug", "short_name")
    names = [(slug, name, counts.hubs.get(pk, 0)) for pk, slug, name in hubs]
    return [
        *(own_groups(search.own, words, stages=counts.stages) if words else []),
        _group(_("Kind"), "soort", vocabulary.choices("organisation_kinds"), counts.kinds, search.kinds),
        _group(
            _("Hub"),
            "knooppunt",
            [(slug, name) for slug, name, _count in names],
            {slug: count for slug, _name, count in names},
            search.hubs,
        ),
        _group(_("Province"), "provincie", Province.choices, counts.provinces, search.provinces),
        _uncounted(_("Level"), "niveau", vocabulary.choices("levels"), search.levels),
    ]


def contact_groups(search: ContactSearch, words: HubWords | None = None) -> list[Group]:
    """The filters of the list of contacts, without numbers. No queries."""
    return [
        *(own_groups(search.own, words) if words else []),
        _uncounted(_("Sector"), "sector", vocabulary.choices("sectors"), search.sectors),
        _uncounted(_("Function"), "functie", vocabulary.choices("contact_functions"), search.functions),
        _uncounted(_("Level"), "niveau", vocabulary.choices("levels"), search.levels),
        _uncounted(_("Interest or expertise"), "onderwerp", vocabulary.choices("topics"), search.topics),
        _uncounted(_("Works at"), "soort", vocabulary.choices("organisation_kinds"), search.kinds),
    ]


def own_groups(own: OwnFilter, words: HubWords, *, stages: dict[str, int] | None = None) -> list[Group]:
    """What the hub at hand keeps for itself. ``stages`` only for organisations."""
    touches = [
        ("uit-beeld", _("about to fade")),
        ("jaar", _("not for a year")),
        ("nooit", _("never yet")),
        ("gesproken", _("in the last year")),
    ]
    groups = [Group(_("In touch"), "contact", _options(touches, [own.touch]), is_one=True)]
    if stages is not None:
        groups = [
            Group(_("Of us"), "ons", _options([("1", _("we work with it"))], ["1"] if own.ours else [])),
            _group(_("Stage"), "fase", Stage.choices, stages, own.stages),
            *groups,
            Group(_("Support"), "steun", _options([("1", _("supporting structure"))], ["1"] if own.supporting else [])),
            Group(
                _("Looked after by"),
                "eigenaar",
                _options(words.team, [str(own.owner)]),
                is_one=True,
            ),
        ]
    unverified = _options([("nee", _("not verified for a year"))], ["nee"] if own.unverified else [])
    return [
        *groups,
        Group(_("Is it right?"), "klopt", unverified),
        Group(_("Tags"), "tag", _options(words.tags, [str(pk) for pk in own.tags])),
    ]


def _without(
    search: OrganisationSearch, organisations: QuerySet[Organisation], **changed: Any
) -> QuerySet[Organisation]:
    return replace(search, sort="naam", **changed).apply(organisations).order_by()


def _group(legend: str, name: str, choices: Any, counts: dict[str, int], chosen: Sequence[str]) -> Group:
    options = [Option(value, str(label), counts.get(value, 0), value in chosen) for value, label in choices]
    return Group(legend, name, [option for option in options if option.count or option.checked])


def _uncounted(legend: str, name: str, choices: Any, chosen: Sequence[str]) -> Group:
    return Group(legend, name, _options(choices, chosen))


def _options(choices: Any, chosen: Sequence[str]) -> list[Option]:
    return [Option(value, str(label), None, value in chosen) for value, label in choices]
