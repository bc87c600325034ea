"""Searching the register: what somebody looks for, the filters beside the list, and their numbers.

What a hub keeps for itself (stage, tags, touches) filters only within the hub at hand, ``hub_id``; without one those
filters are not read at all, so that nobody learns anything about another hub by filtering.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.network import vocabulary
from knooppunt.network.cadence import SOON
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    Mandate,
    Organisation,
    OrganisationPlace,
    Province,
    Role,
    Stage,
    StakeholderRelation,
    Tag,
)
from knooppunt.network.models.fields import with_code
from knooppunt.network.names import fold, tidy

SORTS = {
    "naam": ("sort_name", "pk"),
    "-naam": ("-sort_name", "-pk"),
    "soort": ("kind", "sort_name", "pk"),
    "gewijzigd": ("-changed_at", "-pk"),
}
OWN_SORTS = ("contact", "wanneer")  # longest ago first; due first
TOUCHES = ("uit-beeld", "jaar", "nooit", "gesproken")
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class OwnFilter:
    """What the hub at hand keeps for itself, as a filter. Nothing chosen: everything."""

    hub_id: int = 0  # 0: no hub at hand
    stages: Sequence[str] = ()
    tags: Sequence[int] = ()
    touch: str = ""
    owner: int = 0
    ours: bool = False
    supporting: bool = False
    unverified: bool = False

    @classmethod
    def from_query(cls, params: QueryDict, hub_id: int | None) -> OwnFilter:
        """Read ``?fase=&tag=&contact=&eigenaar=&ons=&steun=&klopt=``; nothing without a hub."""
        if not hub_id:
            return cls()
        touch = params.get("contact", "")
        return cls(
            hub_id=hub_id,
            stages=[code for code in params.getlist("fase") if code in Stage.values],
            tags=_numbers(params.getlist("tag")),
            touch=touch if touch in TOUCHES else "",
            owner=next(iter(_numbers([params.get("eigenaar", "")])), 0),
            ours=params.get("ons") == "1",
            supporting=params.get("steun") == "1",
            unverified=params.get("klopt") == "nee",
        )

    @property
    def active(self) -> int:
        """How many are on."""
        chosen = (self.touch, self.owner, self.ours, self.supporting, self.unverified)
        return len(self.stages) + len(self.tags) + sum(map(bool, chosen))

    def organisations(self, found: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Those that fit."""
        if self.tags:
            tagged = Tag.organisations.through.objects.filter(tag_id__in=self.tags, tag__hub=self.hub_id)
            found = found.filter(pk__in=tagged.values("organisation_id"))
        if not self._asks_relation:
            return found
        rows = StakeholderRelation.objects.filter(self._cadence(), hub=self.hub_id)
        if self.stages:
            rows = rows.filter(stage__in=self.stages)
        if self.owner:
            rows = rows.filter(owner_id=self.owner)
        if self.supporting:
            rows = rows.filter(is_supporting=True)
        return found.filter(pk__in=rows.values("organisation_id"))

    def contacts(self, found: QuerySet[Contact]) -> QuerySet[Contact]:
        """Those that fit; of stage, owner and support nothing is said about people."""
        if self.tags:
            tagged = Tag.contacts.through.objects.filter(tag_id__in=self.tags, tag__hub=self.hub_id)
            found = found.filter(pk__in=tagged.values("contact_id"))
        if self.touch or self.unverified:
            rows = HubContact.objects.filter(self._cadence(), hub=self.hub_id)
            found = found.filter(pk__in=rows.values("contact_id"))
        return found

    @property
    def _asks_relation(self) -> bool:
        return bool(self.stages or self.touch or self.owner or self.ours or self.supporting or self.unverified)

    def _cadence(self) -> Q:
        today = timezone.localdate()
        wanted = {
            "uit-beeld": Q(due_on__lte=today + SOON),
            "jaar": Q(last_touch_on__isnull=True) | Q(last_touch_on__lt=today - YEAR),
            "nooit": Q(last_touch_on__isnull=True),
            "gesproken": Q(last_touch_on__gte=today - YEAR),
        }.get(self.touch, Q())
        if self.unverified:
            wanted &= Q(verified_on__isnull=True) | Q(verified_on__lt=today - YEAR)
        return wanted


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts[:50] if text.isdecimal() and text.isascii() and len(text) < 18]


@dataclass(frozen=True)
class OrganisationSearch:
    """What somebody looks for in the register. Unknown values are left out, so that an old link still works."""

    q: str = ""
    kinds: Sequence[str] = ()
    hubs: Sequence[str] = ()  # slugs
    provinces: Sequence[str] = ()
    levels: Sequence[str] = ()
    place: str = ""
    sort: str = "naam"
    own: OwnFilter = field(default_factory=OwnFilter)

    @classmethod
    def from_query(cls, params: QueryDict, hub_id: int | None = None) -> OrganisationSearch:
        """Read ``?q=&soort=&knooppunt=&provincie=&niveau=&plaats=&sorteer=`` and what ``OwnFilter`` reads."""
        sort = params.get("sorteer", "naam")
        return cls(
            q=tidy(params.get("q", ""))[:100],
            kinds=_known(params, "soort", "organisation_kinds"),
            hubs=[slug for slug in params.getlist("knooppunt") if slug and "\x00" not in slug][:20],
            provinces=[code for code in params.getlist("provincie") if code in Province.values],
            levels=_known(params, "niveau", "levels"),
            place=tidy(params.get("plaats", ""))[:100],
            sort=sort if sort in SORTS or (hub_id and sort in OWN_SORTS) else "naam",
            own=OwnFilter.from_query(params, hub_id),
        )

    @property
    def active(self) -> int:
        """How many filters are on."""
        shared = len(self.kinds) + len(self.hubs) + len(self.provinces) + len(self.levels) + bool(self.place)
        return shared + self.own.active

    def apply(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Filtered and sorted."""
        if self.q:
            organisations = organisations.matching(fold(self.q))  # type: ignore[attr-defined]
        if self.kinds:
            organisations = organisations.filter(kind__in=self.kinds)
        if self.levels:
            organisations = organisations.filter(with_code("levels", self.levels))
        if self.hubs:
            here = StakeholderRelation.objects.filter(hub__slug__in=self.hubs)
            organisations = organisations.filter(pk__in=here.values("organisation_id"))
        if self.provinces:
            there = OrganisationPlace.objects.filter(province__in=self.provinces)
            organisations = organisations.filter(pk__in=there.values("organisation_id"))
        if self.place:
            named = OrganisationPlace.objects.filter(name__iexact=self.place)
            organisations = organisations.filter(pk__in=named.values("organisation_id"))
        organisations = self.own.organisations(organisations)
        if self.sort in OWN_SORTS:
            organisations = _by_own(organisations, "relations", self.sort, self.own.hub_id)
            return organisations
        return organisations.order_by(*SORTS[self.sort])


def _by_own(found: QuerySet[Any], relation: str, sort: str, hub_id: int) -> Any:
    """By what the hub at hand keeps: who was not spoken to for longest, or is due first. Those it does not know, last."""
    own = FilteredRelation(relation, condition=Q(**{f"{relation}__hub_id": hub_id}))
    column = "own__last_touch_on" if sort == "contact" else "own__due_on"
    nulls = {"nulls_first": True} if sort == "contact" else {"nulls_last": True}
    ordered = found.annotate(own=own)
    return ordered.order_by(F("own__hub_id").asc(nulls_last=True), F(column).asc(**nulls), "sort_name", "pk")


def _known(params: QueryDict, name: str, words: vocabulary.Vocabulary) -> list[str]:
    codes = {term.code for term in vocabulary.terms(words)}
    return [code for code in dict.fromkeys(params.getlist(name)) if code in codes]


@dataclass(frozen=True)
class ContactSearch:
    """What somebody looks for among contacts."""

    q: str = ""
    sectors: Sequence[str] = ()
    functions: Sequence[str] = ()
    levels: Sequence[str] = ()
    topics: Sequence[str] = ()
    kinds: Sequence[str] = ()  # of the organisation where one works
    hub: str = ""
    sort: str = "naam"
    own: OwnFilter = field(default_factory=OwnFilter)

    @classmethod
    def from_query(cls, params: QueryDict, hub_id: int | None = None) -> ContactSearch:
        """Read ``?q=&sector=&functie=&niveau=&onderwerp=&soort=&knooppunt=&sorteer=``; unknown values are left out."""
        sort = params.get("sorteer", "naam")
        return cls(
            q=tidy(params.get("q", ""))[:100],
            sectors=_known(params, "sector", "sectors"),
            functions=_known(params, "functie", "contact_functions"),
            levels=_known(params, "niveau", "levels"),
            topics=_known(params, "onderwerp", "topics"),
            kinds=_known(params, "soort", "organisation_kinds"),
            hub=tidy(params.get("knooppunt", ""))[:80],
            sort=sort if hub_id and sort in OWN_SORTS else "naam",
            own=OwnFilter.from_query(params, hub_id),
        )

    @property
    def active(self) -> int:
        """How many filters are on."""
        lists = (self.sectors, self.functions, self.levels, self.topics, self.kinds)
        return sum(map(len, lists)) + bool(self.hub) + self.own.active

    def apply(self, contacts: QuerySet[Contact]) -> QuerySet[Contact]:
        """Filtered, by name unless asked otherwise."""
        for word in fold(self.q).split():
            at = ContactFunction.objects.filter(organisation__search_text__contains=word)
            found = Q(sort_name__contains=word) | Q(email__icontains=word) | Q(pk__in=at.values("contact_id"))
            contacts = contacts.filter(found)
        if self.sectors:
            contacts = contacts.filter(sector__in=self.sectors)
        if self.topics:
            contacts = contacts.filter(with_code("interests", self.topics) | with_code("expertise", self.topics))
        held = ContactFunction.objects.current()
        if self.functions:
            contacts = contacts.filter(pk__in=held.filter(function__in=self.functions).values("contact_id"))
        if self.levels:
            contacts = contacts.filter(pk__in=held.filter(with_code("levels", self.levels)).values("contact_id"))
        if self.kinds:
            contacts = contacts.filter(pk__in=held.filter(organisation__kind__in=self.kinds).values("contact_id"))
        if self.hub:
            contacts = contacts.filter(pk__in=HubContact.objects.filter(hub__slug=self.hub).values("contact_id"))
        contacts = self.own.contacts(contacts)
        if self.sort in OWN_SORTS:
            contacts = _by_own(contacts, "hub_contacts", self.sort, self.own.hub_id)
            return contacts
        return contacts.order_by("sort_name", "pk")


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


def facets_of(
    search: OrganisationSearch, organisations: QuerySet[Organisation], words: HubWords | None = None
) -> list[Group]:
    """The filters with numbers; each ignores its own choice, so that one can add to it.

    Four queries; one more for the stages of the hub at hand. ``words``: its people and tags.
    """
    kinds = dict(_without(search, organisations, kinds=()).values_list("kind").annotate(n=Count("pk")).order_by())
    hub_rows = StakeholderRelation.objects.filter(
        organisation__in=_without(search, organisations, hubs=()).values("pk")
    )
    hubs = dict(hub_rows.values_list("hub__slug").annotate(n=Count("pk")).order_by())
    places = OrganisationPlace.objects.filter(
        organisation__in=_without(search, organisations, provinces=()).values("pk")
    )
    provinces = dict(
        places.exclude(province="")
        .values_list("province")
        .annotate(n=Count("organisation_id", distinct=True))
        .order_by()
    )
    names = dict(Hub.objects.order_by("order", "short_name").values_list("slug", "short_name"))
    groups = own_groups(search.own, words, stages=_stages(search, organisations)) if words else []
    return [
        *groups,
        _group(_("Kind"), "soort", vocabulary.choices("organisation_kinds"), kinds, search.kinds),
        _group(_("Hub"), "knooppunt", list(names.items()), hubs, search.hubs),
        _group(_("Province"), "provincie", Province.choices, provinces, search.provinces),
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


def _stages(search: OrganisationSearch, organisations: QuerySet[Organisation]) -> dict[str, int]:
    own = replace(search.own, stages=())
    rows = StakeholderRelation.objects.filter(
        hub=own.hub_id, organisation__in=_without(search, organisations, own=own).values("pk")
    )
    return dict(rows.values_list("stage").annotate(n=Count("pk")).order_by())


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
