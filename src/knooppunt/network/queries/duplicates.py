"""Records of the register that may be one and the same, by name, domain, address and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from knooppunt.network.models import (
    Contact,
    ContactFunction,
    HubContact,
    NotTheSame,
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    RegisterMerge,
    Role,
)
from knooppunt.network.names import fold
from knooppunt.network.queries.contacts import contacts_visible_to, with_functions
from knooppunt.network.queries.organisations import ALIKE, core_of, domains_of, organisations_visible_to
from knooppunt.network.rules_hubs import hub_ids_with

SHOWN = 50
MOST_IN_BLOCK = 60  # more with the same first word say nothing
MOST_ASKED = 5000  # contacts: of more than these, the functions of all are read
MOST_MERGES = 500  # of one's own hubs that can be taken back; older ones are long in use
T = TypeVar("T")


@dataclass(frozen=True)
class Pair:
    """Two that may be the same, and why."""

    one: Any
    other: Any
    why: str


def double_organisations(user: Any) -> list[Pair]:
    """Pairs of organisations, the likeliest first. Six queries; reads all names."""
    rows = organisations_visible_to(user).order_by("pk").values_list("pk", "sort_name", "website", "role_mailbox")
    names: list[tuple[str, int]] = []
    domains: list[tuple[str, int]] = []
    for pk, folded, website, mailbox in rows:
        names.append((core_of(folded), pk))
        if website or mailbox:
            domains += [(domain, pk) for domain in domains_of(website, mailbox)]
    aliases = OrganisationAlias.objects.filter(organisation__binned_at__isnull=True)
    names += [(core_of(folded), pk) for pk, folded in aliases.values_list("organisation_id", "folded")]
    found: dict[tuple[int, int], str] = {}
    _by_name(names, _places(), found)
    for domain, pks in _repeated(domains).items():
        for pair in _pairs(pks):
            found.setdefault(pair, _("the same domain, %(domain)s") % {"domain": domain})
    pairs = _without_judged(found, RegisterMerge.Subject.ORGANISATION)
    return _loaded(pairs, Organisation.objects.prefetch_related("places"))


def _places() -> dict[int, frozenset[str]]:
    """Where organisations are. One query."""
    places: dict[int, frozenset[str]] = {}
    towns: dict[str, frozenset[str]] = {}  # as written → folded: many organisations, few towns
    for pk, name in OrganisationPlace.objects.order_by().values_list("organisation_id", "name"):
        town = towns.get(name) or towns.setdefault(name, frozenset([fold(name)]))
        places[pk] = places[pk] | town if pk in places else town
    return places


def _by_name(
    names: list[tuple[str, int]], places: dict[int, frozenset[str]], found: dict[tuple[int, int], str]
) -> None:
    nowhere: frozenset[str] = frozenset()
    for pks in _repeated(names).values():
        for one, other in _pairs(pks):
            here, there = places.get(one, nowhere), places.get(other, nowhere)
            if here & there:
                found[one, other] = _("the same name and place")
            elif not here or not there:
                found[one, other] = _("the same name")
    # Names that share a word. A word that many have says nothing.
    words = _repeated((word, (name, pk)) for name, pk in names for word in set(name.split()) if len(word) > 3)
    for block in words.values():
        if len(block) > MOST_IN_BLOCK:
            continue
        for (first, one), (second, other) in combinations(block, 2):
            here, there = places.get(one, nowhere), places.get(other, nowhere)
            near = one != other and (not here or not there or here & there)
            if near and fuzz.token_sort_ratio(first, second) >= ALIKE:
                found.setdefault((min(one, other), max(one, other)), _("almost the same name"))


def _repeated(items: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """What has a text in common with something else. Of tens of thousands nearly none has: no list is made for those."""
    first: dict[str, T] = {}
    again: dict[str, list[T]] = {}
    for text, item in items:
        if text in again:
            again[text].append(item)
        elif text in first:
            again[text] = [first[text], item]
        else:
            first[text] = item
    return again


def _pairs(pks: Iterable[int]) -> list[tuple[int, int]]:
    unique = sorted(set(pks))
    return list(combinations(unique, 2)) if len(unique) <= MOST_IN_BLOCK else []


def double_contacts(user: Any) -> list[Pair]:
    """Pairs among the contacts of the hubs that ``user`` runs, the likeliest first. At most seven queries."""
    mine = HubContact.objects.filter(hub_id__in=hub_ids_with(user, Role.AMBASSADOR), contact=OuterRef("pk"))
    contacts = Contact.objects.filter(Exists(mine)).order_by()
    rows = list(contacts.values_list("pk", "sort_name", "email"))
    found: dict[tuple[int, int], str] = {}
    for pks in _repeated((email.lower(), pk) for pk, _name, email in rows if email).values():
        found.update(dict.fromkeys(_pairs(pks), _("the same e-mail address")))
    for pks in _repeated((folded, pk) for pk, folded, _email in rows).values():
        for pair in _pairs(pks):
            found.setdefault(pair, _("the same name"))
    near = _repeated((f"{folded[0]} {folded.rpartition(' ')[2]}", pk) for pk, folded, _email in rows if " " in folded)
    for pair in _at_one_organisation([pair for pks in near.values() for pair in _pairs(pks)]):
        found.setdefault(pair, _("almost the same name, at the same organisation"))
    pairs = _without_judged(found, RegisterMerge.Subject.CONTACT)
    return _loaded(pairs, with_functions(contacts_visible_to(user), user))


def _at_one_organisation(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those who work or worked at the same organisation: perhaps "J. de Vries" is "Jan de Vries". One query at most."""
    asked = {pk for pair in pairs for pk in pair}
    held = ContactFunction.objects.order_by().values_list("contact_id", "organisation_id")
    where: dict[int, set[int]] = defaultdict(set)
    for contact, organisation in held.filter(contact__in=asked) if len(asked) <= MOST_ASKED else held:
        where[contact].add(organisation)
    return [(one, other) for one, other in pairs if where[one] & where[other]]


def _without_judged(found: dict[tuple[int, int], str], subject: str) -> dict[tuple[int, int], str]:
    judged = set(NotTheSame.objects.filter(subject=subject).values_list("low_id", "high_id"))
    left = [(pair, why) for pair, why in found.items() if pair not in judged]
    return dict(left[:SHOWN])


def _loaded(pairs: dict[tuple[int, int], str], rows: QuerySet[Any]) -> list[Pair]:
    there = rows.in_bulk([pk for pair in pairs for pk in pair])
    return [
        Pair(there[one], there[other], why) for (one, other), why in pairs.items() if one in there and other in there
    ]


def merges_visible_to(user: Any) -> QuerySet[RegisterMerge]:
    """Merges that ``user`` may take back: of organisations for who may edit them; of contacts the own ones, and those of
    a colleague that touched no other hubs than one's own. One query of its own for the latter.
    """
    visible = Q(subject=RegisterMerge.Subject.CONTACT) & (Q(by=user) | Q(pk__in=_of_own_hubs(user)))
    if user.has_perm("network.edit_organisations"):
        visible |= Q(subject=RegisterMerge.Subject.ORGANISATION)
    return RegisterMerge.objects.filter(visible, undone_at__isnull=True).select_related("by")


def _of_own_hubs(user: Any) -> list[int]:
    """Of the newest merges of contacts, those of the hubs that ``user`` runs: which hubs stands in JSON."""
    mine = hub_ids_with(user, Role.AMBASSADOR)
    if not mine:
        return []
    known = HubContact.objects.filter(hub_id__in=mine).values("contact_id")
    merges = RegisterMerge.objects.filter(subject=RegisterMerge.Subject.CONTACT, undone_at__isnull=True)
    found = merges.filter(kept_id__in=known).values_list("pk", "moved__hubs")[:MOST_MERGES]
    return [pk for pk, hubs in found if hubs and mine.issuperset(hubs)]
