"""Who is in the directory, and what of them may be seen: consent by consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import QueryDict

from knooppunt.network import vocabulary
from knooppunt.network.models import (
    Consent,
    Contact,
    ContactFunction,
    HubContact,
    Organisation,
    OrganisationPlace,
    Province,
)
from knooppunt.network.names import fold, tidy

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Member:
    """One line of the directory: only what this person agreed to."""

    pk: int
    name: str
    functions: Sequence[ContactFunction]
    interests: tuple[str, ...] = ()
    expertise: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class MemberSearch:
    """What somebody looks for. Interests and expertise are searched only where they may be seen."""

    q: str = ""
    level: str = ""
    province: str = ""
    interest: str = ""
    expertise: str = ""

    @classmethod
    def from_query(cls, params: QueryDict) -> MemberSearch:
        """Read ``?q=&niveau=&provincie=&interesse=&kennis=``; unknown values are left out."""
        topics = {term.code for term in vocabulary.terms("topics")}
        levels = {term.code for term in vocabulary.terms("levels")}

        def known(name: str, codes: set[str]) -> str:
            return params.get(name, "") if params.get(name, "") in codes else ""

        return cls(
            q=tidy(params.get("q", ""))[:100],
            level=known("niveau", levels),
            province=known("provincie", set(Province.values)),
            interest=known("interesse", topics),
            expertise=known("kennis", topics),
        )

    @property
    def is_empty(self) -> bool:
        """Nothing was asked."""
        return not any((self.q, self.level, self.province, self.interest, self.expertise))


def agreed(purpose: str) -> Exists:
    """Whether a contact's consent to this stands."""
    return Exists(Consent.objects.standing().filter(contact=OuterRef("pk"), purpose=purpose))


def listed_contacts() -> QuerySet[Contact]:
    """Living contacts who agreed to be found."""
    return Contact.objects.filter(agreed(Purpose.DIRECTORY)).order_by("sort_name", "pk")


def find_members(search: MemberSearch) -> QuerySet[Contact]:
    """Those who fit, by name."""
    found = listed_contacts()
    held = ContactFunction.objects.current().filter(contact=OuterRef("pk"), organisation__binned_at__isnull=True)
    for word in fold(search.q).split():
        there = Exists(held.filter(organisation__search_text__contains=word))
        found = found.filter(there) | found.filter(sort_name__contains=word)
    if search.level:
        found = found.filter(Exists(held.filter(levels__contains=f"|{search.level}|")))
    if search.province:
        at = OrganisationPlace.objects.filter(province=search.province).values("organisation_id")
        found = found.filter(Exists(held.filter(organisation_id__in=at)))
    for field, code in (("interests", search.interest), ("expertise", search.expertise)):
        if code:
            found = found.filter(agreed(Purpose.DIRECTORY_TOPICS), **{f"{field}__contains": f"|{code}|"})
    return found


def members_of(contacts: QuerySet[Contact] | Sequence[Contact]) -> list[Member]:
    """With what each agreed to. Three queries, however many."""
    if isinstance(contacts, QuerySet):
        contacts = list(contacts)
    pks = [contact.pk for contact in contacts]
    functions: dict[int, list[ContactFunction]] = {}
    living = Organisation.objects.prefetch_related("places")
    rows = ContactFunction.objects.current().filter(contact_id__in=pks, organisation__binned_at__isnull=True)
    for row in rows.prefetch_related(Prefetch("organisation", living)).order_by("pk"):
        functions.setdefault(row.contact_id, []).append(row)
    standing: dict[int, set[str]] = {}
    for pk, purpose in Consent.objects.standing().filter(contact_id__in=pks).values_list("contact_id", "purpose"):
        standing.setdefault(pk, set()).add(purpose)
    return [_member(one, functions.get(one.pk, []), standing.get(one.pk, set())) for one in contacts]


def _member(contact: Contact, functions: Sequence[ContactFunction], standing: set[str]) -> Member:
    def topics(codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(vocabulary.label_of("topics", code) for code in codes)

    shows_topics = Purpose.DIRECTORY_TOPICS in standing
    return Member(
        pk=contact.pk,
        name=contact.name,
        functions=functions,
        interests=topics(contact.interests) if shows_topics else (),
        expertise=topics(contact.expertise) if shows_topics else (),
        email=contact.email if Purpose.DIRECTORY_EMAIL in standing else "",
        phone=contact.phone if Purpose.DIRECTORY_PHONE in standing else "",
    )


def own_contacts(email: str) -> list[Contact]:
    """The living records of hubs with this mailbox, the newest first."""
    if not email:
        return []
    known = Exists(HubContact.objects.filter(contact=OuterRef("pk")))
    return list(Contact.objects.filter(known, email__iexact=email).order_by("-changed_at", "-pk"))


def same_name(contacts: Sequence[Contact], wanted: int | None) -> tuple[list[Contact], list[Contact]]:
    """Of the records with one mailbox those of one person (chosen by number, else the first), and one record of each
    other name: colleagues may share a mailbox, and nobody corrects the record of the other by accident.
    """
    first = next((one for one in contacts if one.pk == wanted), contacts[0])
    mine = [one for one in contacts if fold(one.name) == fold(first.name)]
    others = {fold(one.name): one for one in contacts if one not in mine}
    return sorted(mine, key=lambda one: one.pk != first.pk), list(others.values())


def facets() -> dict[str, Any]:
    """What one can choose."""
    return {
        "levels": vocabulary.choices("levels"),
        "provinces": Province.choices,
        "topics": vocabulary.choices("topics"),
    }
