"""Searching the register: what somebody looks for, the filters beside the list, and their numbers.

What a hub keeps for itself (stage, tags, touches) filters only within the hub at hand, ``hub_id``; without one those
filters are not read at all, so that nobody learns anything about another hub by filtering.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from knooppunt.network import vocabulary
from knooppunt.network.cadence import SOON
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
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
from knooppunt.network.queries.contacts import contacts_visible_to
from knooppunt.network.rules_hubs import hub_ids_with

SORTS = {
    "naam": ("sort_name", "pk"),
    "-naam": ("-sort_name", "-pk"),
    "soort": ("kind", "sort_name", "pk"),
    "gewijzigd": ("-changed_at", "-pk"),
}
OWN_SORTS = ("contact", "wanneer")  # longest ago first; due first
TOUCHES = ("uit-beeld", "jaar", "nooit", "gesproken")
YEAR = dt.timedelta(days=365)
MOST_WORDS = 8
FEW = 300  # organisations: so many numbers fit in one question


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
        rows = StakeholderRelation.objects.filter(self.cadence(), hub=self.hub_id)
        if self.stages:
            rows = rows.filter(stage__in=self.stages)
        if self.owner:
            rows = rows.filter(owner_id=self.owner)
        if self.supporting:
            rows = rows.filter(is_supporting=True)
        return found.filter(pk__in=rows.values("organisation_id"))

    def contacts(self, found: QuerySet[Contact]) -> QuerySet[Contact]:
        """Those that fit; of stage, owner and support nothing is said about people."""
        found = self.tagged_contacts(found)
        if self.touch or self.unverified:
            rows = HubContact.objects.filter(self.cadence(), hub=self.hub_id)
            found = found.filter(pk__in=rows.values("contact_id"))
        return found

    def tagged_contacts(self, found: QuerySet[Contact]) -> QuerySet[Contact]:
        """Those with one of the tags."""
        if not self.tags:
            return found
        tagged = Tag.contacts.through.objects.filter(tag_id__in=self.tags, tag__hub=self.hub_id)
        return found.filter(pk__in=tagged.values("contact_id"))

    @property
    def _asks_relation(self) -> bool:
        return bool(self.stages or self.touch or self.owner or self.ours or self.supporting or self.unverified)

    def cadence(self, prefix: str = "") -> Q:
        """What is asked of touches and verification. ``prefix``: the way from the row asked to the hub's link."""

        def on(name: str, value: Any) -> Q:
            return Q(**{f"{prefix}{name}": value})

        today = timezone.localdate()
        never, since = on("last_touch_on__isnull", True), today - YEAR
        wanted = {
            "uit-beeld": on("due_on__lte", today + SOON),
            "jaar": never | on("last_touch_on__lt", since),
            "nooit": never,
            "gesproken": on("last_touch_on__gte", since),
        }.get(self.touch, Q())
        if self.unverified:
            wanted &= on("verified_on__isnull", True) | on("verified_on__lt", since)
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
    order = (F("own__hub_id").asc(nulls_last=True), *_own_order("own__", sort), "sort_name", "pk")
    return found.annotate(own=own).order_by(*order)


def _own_order(prefix: str, sort: str) -> tuple[Any, ...]:
    if sort == "contact":
        return (F(f"{prefix}last_touch_on").asc(nulls_first=True),)
    return (F(f"{prefix}due_on").asc(nulls_last=True),)


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
    sort: str = "naam"
    own: OwnFilter = field(default_factory=OwnFilter)

    @classmethod
    def from_query(cls, params: QueryDict, hub_id: int | None = None) -> ContactSearch:
        """Read ``?q=&sector=&functie=&niveau=&onderwerp=&soort=&sorteer=``; unknown values are left out.

        There is no filter on the hub: that another hub knows a person too is nobody's business.
        """
        sort = params.get("sorteer", "naam")
        return cls(
            q=tidy(params.get("q", ""))[:100],
            sectors=_known(params, "sector", "sectors"),
            functions=_known(params, "functie", "contact_functions"),
            levels=_known(params, "niveau", "levels"),
            topics=_known(params, "onderwerp", "topics"),
            kinds=_known(params, "soort", "organisation_kinds"),
            sort=sort if hub_id and sort in OWN_SORTS else "naam",
            own=OwnFilter.from_query(params, hub_id),
        )

    @property
    def active(self) -> int:
        """How many filters are on."""
        lists = (self.sectors, self.functions, self.levels, self.topics, self.kinds)
        return sum(map(len, lists)) + self.own.active

    def apply(self, contacts: QuerySet[Contact]) -> QuerySet[Contact]:
        """Filtered, by name unless asked otherwise."""
        found = self.own.contacts(self.shared(contacts))
        if self.sort in OWN_SORTS:
            by_own: QuerySet[Contact] = _by_own(found, "hub_contacts", self.sort, self.own.hub_id)
            return by_own
        return found.order_by("sort_name", "pk")

    @cached_property
    def _words(self) -> list[_Word]:
        """Looked up once for counting and showing."""
        return [_word_of(word) for word in fold(self.q).split()[:MOST_WORDS]]

    def shared(self, contacts: QuerySet[Contact], *, to_count: bool = False) -> QuerySet[Contact]:
        """Filtered by all but what the hub keeps for itself, in no order."""
        # Words that are in few organisations first: then the others are asked of few contacts, one by one.
        words = sorted(self._words, key=lambda word: bool(word.many))
        together = to_count and all(word.many for word in words)
        contacts = contacts.filter(*(word.asked(together=together) for word in words))
        if self.sectors:
            contacts = contacts.filter(sector__in=self.sectors)
        if self.topics:
            contacts = contacts.filter(with_code("interests", self.topics) | with_code("expertise", self.topics))
        held = ContactFunction.objects.current()
        if self.functions:
            contacts = contacts.filter(self._hold(held.filter(function__in=self.functions)))
        if self.levels:
            contacts = contacts.filter(self._hold(held.filter(with_code("levels", self.levels))))
        if self.kinds:
            # By number of the organisation, not joined: so both databases go from the few organisations to the people.
            there = Organisation.all_objects.filter(kind__in=self.kinds)
            contacts = contacts.filter(self._hold(held.filter(organisation__in=there.values("pk"))))
        return contacts

    def _hold(self, functions: QuerySet[ContactFunction]) -> Q:
        """Who holds one of these. With words few are left to ask, so then they are asked one by one."""
        if self._words:
            return Q(Exists(functions.filter(contact=OuterRef("pk"))))
        return Q(pk__in=functions.values("contact_id"))

    @property
    def _asks_people(self) -> bool:
        """Whether anything is asked of people that their link with a hub does not tell."""
        return bool(
            self.q or self.sectors or self.functions or self.levels or self.topics or self.kinds or self.own.tags
        )

    def _count_links(self) -> int:
        """How many the hub at hand has a link with: an index of the links says it; of contacts only who is deleted."""
        gone = Contact.all_objects.filter(binned_at__isnull=False)
        links = HubContact.objects.filter(self.own.cadence(), hub_id=self.own.hub_id)
        return links.exclude(contact__in=gone.values("pk")).count()

    def page_for(self, user: Any) -> tuple[QuerySet[Contact], int]:
        """What ``user`` may see of it, and how many these are.

        Who runs one hub, nearly everybody, sees exactly the contacts that this hub has a link with. Then what the hub
        keeps is read from the same link, so that 30,000 are counted and sorted without a list of them being made.
        """
        hub_id = self.own.hub_id
        if hub_ids_with(user, Role.AMBASSADOR, Role.BOARD) != {hub_id}:
            found = self.apply(contacts_visible_to(user))
            return found, self.own.contacts(self.shared(contacts_visible_to(user), to_count=True)).count()
        linked = self.own.tagged_contacts(
            Contact.objects.filter(self.own.cadence("hub_contacts__"), hub_contacts__hub_id=hub_id)
        )
        total = self.shared(linked, to_count=True).count() if self._asks_people else self._count_links()
        if self.sort in OWN_SORTS:
            return self.shared(linked).order_by(*_own_order("hub_contacts__", self.sort), "sort_name", "pk"), total
        if self.own.touch or self.own.unverified:
            return self.shared(linked).order_by("sort_name", "pk"), total
        return self.apply(contacts_visible_to(user)), total


@dataclass(frozen=True)
class _Word:
    """A word in name or address of a contact, or in the name or place of an organisation of theirs.

    Organisations are looked up first: most words are in few of them, and then nothing but those few is joined.
    """

    named: Q
    few: Sequence[int] = ()
    many: str = ""  # the word, when it is in many organisations

    def asked(self, *, together: bool) -> Q:
        """As a filter. ``together``: of all contacts at once, beginning with organisations; else one by one."""
        held = ContactFunction.objects.all()
        if self.many and not together:
            here = held.filter(contact=OuterRef("pk"), organisation__search_text__contains=self.many)
            return self.named | Q(Exists(here))
        if self.many:
            there = Organisation.all_objects.filter(search_text__contains=self.many).order_by()
            return self.named | Q(pk__in=held.filter(organisation__in=there.values("pk")).values("contact_id"))
        if self.few:
            return self.named | Q(pk__in=held.filter(organisation_id__in=self.few).values("contact_id"))
        return self.named


def _word_of(word: str) -> _Word:
    """One query."""
    named = Q(sort_name__contains=word) | Q(email__icontains=word)
    there = Organisation.all_objects.filter(search_text__contains=word).order_by()
    pks = list(there.values_list("pk", flat=True)[: FEW + 1])
    return _Word(named, many=word) if len(pks) > FEW else _Word(named, few=pks)
