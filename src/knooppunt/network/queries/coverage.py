"""White spots of a hub: where in its region it knows nobody, or not the right people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.registries import framework_confirmed
from knooppunt.network import vocabulary
from knooppunt.network.groups import CARE, SCHOOLS
from knooppunt.network.models import (
    ContactFunction,
    Hub,
    Organisation,
    OrganisationPlace,
    Province,
    StakeholderRelation,
)
from knooppunt.network.queries.searching import YEAR

MANAGEMENT = frozenset({"opleidingsmanager", "bestuurder"})
EDUCATORS = frozenset({"praktijkbegeleider", "opleider", "opleidingscoordinator"})
GROUPS_OF_RESEARCH = frozenset({"lectoraat", "practoraat"})
SHOWN = 25


@dataclass(frozen=True)
class Spot:
    """One question about the region: of how many organisations, and which are missing."""

    code: str
    title: str
    text: str
    of: int
    missing: list[tuple[int, str]] = field(default_factory=list)  # (pk, name)
    query: str = ""  # of the list that shows them all, when there is one

    @property
    def shown(self) -> list[tuple[int, str]]:
        """The first ones."""
        return self.missing[:SHOWN]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.missing) - SHOWN)

    @property
    def covered(self) -> int:
        """How many are in order."""
        return self.of - len(self.missing)


@dataclass(frozen=True)
class Count:
    """One level or province: how many organisations there are, and at how many the hub knows somebody."""

    label: str
    there: int
    known: int


@dataclass(frozen=True)
class Coverage:
    """All white spots of a hub."""

    spots: list[Spot]
    levels: list[Count]
    provinces: list[Count]


@dataclass
class _One:
    pk: int
    name: str
    kind: str
    levels: list[str]
    functions: set[str] = field(default_factory=set)
    known_levels: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


def coverage_of(hub: Hub) -> Coverage:
    """The white spots of ``hub``: in its provinces, and among whom it works with elsewhere. Six queries."""
    provinces = [area.province for area in hub.areas.all()]
    mine = StakeholderRelation.objects.filter(hub=hub)
    here = OrganisationPlace.objects.filter(province__in=provinces)
    inside = Q(pk__in=here.values("organisation_id")) | Q(pk__in=mine.values("organisation_id"))
    rows = Organisation.objects.filter(inside).order_by("sort_name", "pk").values_list("pk", "name", "kind", "levels")
    found = {row[0]: _One(*row) for row in rows}
    _add_people(found, hub)
    silent = set(
        mine.filter(Q(last_touch_on__isnull=True) | Q(last_touch_on__lt=timezone.localdate() - YEAR))
        .exclude(stage="dormant")
        .values_list("organisation_id", flat=True)
    )
    ours = set(mine.values_list("organisation_id", flat=True))
    return Coverage(
        list(_spots(list(found.values()), silent, ours)), _levels(found.values()), _provinces(found, provinces)
    )


def _add_people(found: dict[int, _One], hub: Hub) -> None:
    held = ContactFunction.objects.current().filter(
        contact__hub_contacts__hub=hub, contact__binned_at__isnull=True, organisation__binned_at__isnull=True
    )
    for pk, contact, function, levels in held.values_list("organisation_id", "contact_id", "function", "levels"):
        if pk in found:
            one = found[pk]
            one.people.add(contact)
            one.functions.add(function)
            one.known_levels.update(levels)


def _spots(found: list[_One], silent: set[int], ours: set[int]) -> Iterable[Spot]:
    schools = [one for one in found if one.kind in SCHOOLS]
    care = [one for one in found if one.kind in CARE]
    research = [one for one in found if one.kind in GROUPS_OF_RESEARCH]
    networks = [one for one in found if one.kind == "netwerk"]
    yield _spot("schools", _("Schools without a contact"), _("You know nobody here yet."), schools, _unknown)
    yield _spot(
        "management",
        _("Schools without a contact in the management"),
        _("Whoever decides about the programme is not among your contacts."),
        schools,
        lambda one: not one.functions & MANAGEMENT,
    )
    confirmed = _confirmed([one.pk for one in schools])
    if confirmed is not None:
        yield _spot(
            "framework",
            _("Schools without a confirmed status of the framework"),
            _("Nobody of the school has said how it stands with the framework."),
            schools,
            lambda one: one.pk not in confirmed,
        )
    yield _spot(
        "educators",
        _("Care organisations without an educator from practice"),
        _("No supervisor, trainer or training coordinator is known."),
        care,
        lambda one: not one.functions & EDUCATORS,
    )
    yield _spot(
        "research",
        _("Lectorates and practorates without a contact"),
        _("You know nobody here yet."),
        research,
        _unknown,
    )
    yield _spot(
        "networks",
        _("Networks for palliative care without a contact"),
        _("The coordinator is not among your contacts."),
        networks,
        _unknown,
    )
    yield Spot(
        "silent",
        _("Not in touch for a year"),
        _("No moment, meeting or mail in the last year."),
        sum(one.pk in ours for one in found),
        [(one.pk, one.name) for one in found if one.pk in silent],
        "ons=1&contact=jaar",
    )


def _unknown(one: _One) -> bool:
    return not one.people


def _spot(code: str, title: str, text: str, found: list[_One], is_missing: object) -> Spot:
    assert callable(is_missing)
    return Spot(code, title, text, len(found), [(one.pk, one.name) for one in found if is_missing(one)])


def _confirmed(pks: list[int]) -> set[int] | None:
    """The organisations with a confirmed status of the framework; ``None`` while no app knows about that."""
    providers = list(framework_confirmed)
    if not providers:
        return None
    return {pk for provider in providers for pk in provider(pks)}


def _levels(found: Iterable[_One]) -> list[Count]:
    there: dict[str, int] = defaultdict(int)
    known: dict[str, int] = defaultdict(int)
    for one in found:
        for level in one.levels:
            there[level] += 1
            known[level] += level in one.known_levels
    return [
        Count(term.label, there[term.code], known[term.code]) for term in vocabulary.terms("levels") if there[term.code]
    ]


def _provinces(found: dict[int, _One], provinces: list[str]) -> list[Count]:
    rows = OrganisationPlace.objects.filter(organisation_id__in=list(found), province__in=provinces)
    pairs = set(rows.values_list("province", "organisation_id"))
    return [
        Count(
            str(Province(code).label),
            sum(province == code for province, _pk in pairs),
            sum(province == code and bool(found[pk].people) for province, pk in pairs),
        )
        for code in dict.fromkeys(provinces)
    ]
