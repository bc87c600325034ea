"""White spots of a hub: where in its region it knows nobody, or not the right people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
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
from knooppunt.network.queries.contacts import functions_known
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


@dataclass(slots=True)
class _One:
    pk: int
    name: str
    kind: str
    is_known: bool  # the hub knows somebody there
    has_right: bool  # a school: somebody in the management; a care organisation: an educator


def coverage_of(hub: Hub) -> Coverage:
    """The white spots of ``hub``: in its provinces, and among whom it works with elsewhere.

    Six queries.
    """
    provinces = [area.province for area in hub.areas.all()]
    mine = StakeholderRelation.objects.filter(hub=hub)
    here = OrganisationPlace.objects.filter(province__in=provinces)
    inside = Q(pk__in=here.values("organisation_id")) | Q(pk__in=mine.values("organisation_id"))
    held = functions_known(hub)
    there = held.filter(organisation=OuterRef("pk"))
    rows = Organisation.objects.filter(inside).order_by("sort_name", "pk").values_list("pk", "name", "kind")
    # Asked per organisation, so that the first one who is known answers it.
    asked = rows.annotate(
        known=Exists(there),
        right=Case(
            When(kind__in=SCHOOLS, then=Exists(there.filter(function__in=MANAGEMENT))),
            When(kind__in=CARE, then=Exists(there.filter(function__in=EDUCATORS))),
            default=False,
        ),
    )
    found = {row[0]: _One(*row) for row in asked}
    silent = set(
        mine.filter(Q(last_touch_on__isnull=True) | Q(last_touch_on__lt=timezone.localdate() - YEAR))
        .exclude(stage="dormant")
        .values_list("organisation_id", flat=True)
    )
    ours = set(mine.values_list("organisation_id", flat=True))
    schools = Organisation.objects.filter(inside).exclude(levels="").order_by().values_list("pk", "levels")
    return Coverage(
        list(_spots(list(found.values()), silent, ours)), _levels(schools, held), _provinces(found, provinces)
    )


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
        lambda one: not one.has_right,
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
        lambda one: not one.has_right,
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
    return not one.is_known


def _spot(code: str, title: str, text: str, found: list[_One], is_missing: object) -> Spot:
    assert callable(is_missing)
    return Spot(code, title, text, len(found), [(one.pk, one.name) for one in found if is_missing(one)])


def _confirmed(pks: list[int]) -> set[int] | None:
    """The organisations with a confirmed status of the framework; ``None`` while no app knows about that."""
    providers = list(framework_confirmed)
    if not providers:
        return None
    return {pk for provider in providers for pk in provider(pks)}


def _levels(schools: Iterable[tuple[int, Sequence[str]]], held: QuerySet[ContactFunction]) -> list[Count]:
    """Two queries."""
    taught: dict[int, set[str]] = defaultdict(set)
    for pk, levels in held.exclude(levels="").values_list("organisation_id", "levels").distinct():
        taught[pk].update(levels)
    there, known = Counter[str](), Counter[str]()
    for school, own in schools:
        there.update(own)
        known.update(taught[school].intersection(own) if school in taught else ())
    return [
        Count(term.label, there[term.code], known[term.code]) for term in vocabulary.terms("levels") if there[term.code]
    ]


def _provinces(found: dict[int, _One], provinces: list[str]) -> list[Count]:
    rows = OrganisationPlace.objects.filter(province__in=provinces).order_by().distinct()
    there, known = Counter[str](), Counter[str]()
    for code, pk in rows.values_list("province", "organisation_id"):
        if pk in found:
            there[code] += 1
            known[code] += found[pk].is_known
    return [Count(str(Province(code).label), there[code], known[code]) for code in dict.fromkeys(provinces)]
