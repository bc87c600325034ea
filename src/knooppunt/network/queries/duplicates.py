"""Records of the register that may be one and the same, by name, domain, address and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from knooppunt.network.models import (
    Contact,
    ContactFunction,
    NotTheSame,
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    RegisterMerge,
    Role,
)
from knooppunt.network.names import fold
from knooppunt.network.queries.contacts import contacts_visible_to
from knooppunt.network.queries.organisations import ALIKE, core_of, domains_of, organisations_visible_to
from knooppunt.network.rules_hubs import hub_ids_with

SHOWN = 50
MOST_IN_BLOCK = 60  # more with the same first word say nothing


@dataclass(frozen=True)
class Pair:
    """Two that may be the same, and why."""

    one: Any
    other: Any
    why: str


def double_organisations(user: Any) -> list[Pair]:
    """Pairs of organisations, the likeliest first. Six queries; reads all names."""
    rows = organisations_visible_to(user).order_by("pk").values_list("pk", "sort_name", "website", "role_mailbox")
    names: dict[int, set[str]] = {}
    found: dict[tuple[int, int], str] = {}
    domains: dict[str, list[int]] = defaultdict(list)
    for pk, folded, website, mailbox in rows:
        names[pk] = {core_of(folded)}
        for domain in domains_of(website, mailbox):
            domains[domain].append(pk)
    aliases = OrganisationAlias.objects.filter(organisation__binned_at__isnull=True)
    for pk, folded in aliases.values_list("organisation_id", "folded"):
        names[pk].add(core_of(folded))
    places: dict[int, set[str]] = defaultdict(set)
    for pk, place in OrganisationPlace.objects.values_list("organisation_id", "name"):
        places[pk].add(fold(place))
    _by_name(names, places, found)
    for domain, pks in domains.items():
        for pair in _pairs(pks):
            found.setdefault(pair, _("the same domain, %(domain)s") % {"domain": domain})
    pairs = _without_judged(found, RegisterMerge.Subject.ORGANISATION)
    return _loaded(pairs, Organisation.objects.prefetch_related("places"))


def _by_name(names: dict[int, set[str]], places: dict[int, set[str]], found: dict[tuple[int, int], str]) -> None:
    exact: dict[str, list[int]] = defaultdict(list)
    blocks: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, own in names.items():
        for name in own:
            exact[name].append(pk)
            for word in {word for word in name.split() if len(word) > 3}:
                blocks[word].append((pk, name))
    for pks in exact.values():
        for one, other in _pairs(pks):
            here = places[one] & places[other]
            apart = places[one] and places[other] and not here
            if not apart:
                found[one, other] = _("the same name and place") if here else _("the same name")
    for block in blocks.values():
        if len(block) <= MOST_IN_BLOCK:
            for (one, first), (other, second) in combinations(block, 2):
                near = not places[one] or not places[other] or places[one] & places[other]
                if one != other and near and fuzz.token_sort_ratio(first, second) >= ALIKE:
                    found.setdefault((min(one, other), max(one, other)), _("almost the same name"))


def _pairs(pks: Iterable[int]) -> list[tuple[int, int]]:
    unique = sorted(set(pks))
    return list(combinations(unique, 2)) if len(unique) <= MOST_IN_BLOCK else []


def double_contacts(user: Any) -> list[Pair]:
    """Pairs among the contacts of the hubs that ``user`` runs. Four queries."""
    mine = hub_ids_with(user, Role.AMBASSADOR)
    contacts = Contact.objects.filter(hub_contacts__hub_id__in=mine).distinct()
    by_email: dict[str, list[int]] = defaultdict(list)
    by_name: dict[str, list[int]] = defaultdict(list)
    by_initial: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, folded, email in contacts.order_by("pk").values_list("pk", "sort_name", "email"):
        if email:
            by_email[email.lower()].append(pk)
        by_name[folded].append(pk)
        words = folded.split()
        if len(words) > 1:
            by_initial[words[-1], words[0][0]].append(pk)
    where: dict[int, set[int]] = defaultdict(set)
    held = ContactFunction.objects.filter(contact__hub_contacts__hub_id__in=mine)
    for contact, organisation in held.values_list("contact_id", "organisation_id"):
        where[contact].add(organisation)
    found: dict[tuple[int, int], str] = {}
    for pks in by_email.values():
        found.update(dict.fromkeys(_pairs(pks), _("the same e-mail address")))
    for pks in by_name.values():
        for pair in _pairs(pks):
            found.setdefault(pair, _("the same name"))
    for pks in by_initial.values():
        for one, other in _pairs(pks):
            if where[one] & where[other]:
                found.setdefault((one, other), _("almost the same name, at the same organisation"))
    pairs = _without_judged(found, RegisterMerge.Subject.CONTACT)
    return _loaded(pairs, contacts_visible_to(user))


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
    """Merges that ``user`` may take back: of organisations for who may edit them, of contacts the own ones."""
    visible = Q(subject=RegisterMerge.Subject.CONTACT, by=user)
    if user.has_perm("network.edit_organisations"):
        visible |= Q(subject=RegisterMerge.Subject.ORGANISATION)
    return RegisterMerge.objects.filter(visible, undone_at__isnull=True).select_related("by")
