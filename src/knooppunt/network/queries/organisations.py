"""Reading organisations: who may see which, by name, and finding doubles. Searching and filtering: ``searching``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from knooppunt.network.models import (
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    Role,
    StakeholderRelation,
)
from knooppunt.network.names import fold
from knooppunt.network.rules_hubs import hub_ids_with

# Words that say nothing about which organisation it is.
_EMPTY_WORDS = frozenset(
    ("stichting", "vereniging", "bv", "nv", "de", "het", "een", "en", "van", "voor", "te", "in", "voorbeeld")
)
_EVERYBODYS_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "home.nl", "hotmail.com", "hotmail.nl", "icloud.com", "kpnmail.nl", "live.com",
        "live.nl", "msn.com", "outlook.com", "planet.nl", "upcmail.nl", "xs4all.nl", "yahoo.com", "ziggo.nl",
    }
)  # fmt: skip
ALIKE = 88  # rapidfuzz token_sort_ratio from which two names are shown as perhaps the same


def organisations_visible_to(user: Any) -> QuerySet[Organisation]:
    """All living organisations for the network; nothing for others."""
    if not user.has_perm("network.view_organisations"):
        return Organisation.objects.none()
    return Organisation.objects.all()


def relations_visible_to(user: Any) -> QuerySet[StakeholderRelation]:
    """Relations whose notes the user may read: of the hubs one runs or reads along with; none for the coordinator."""
    return StakeholderRelation.objects.filter(hub_id__in=hub_ids_with(user, Role.AMBASSADOR, Role.BOARD))


def deletable(user: Any, pks: Collection[int]) -> list[int]:
    """Of these organisations, those that ``user`` may delete (``network.delete_organisation`` for many). One query."""
    rows = Organisation.objects.filter(pk__in=list(pks)).order_by()
    if user is not None and not user.has_perm("network.manage_hubs"):
        others = StakeholderRelation.objects.exclude(hub_id__in=hub_ids_with(user, Role.AMBASSADOR))
        rows = rows.exclude(pk__in=others.filter(organisation_id__in=list(pks)).values("organisation_id"))
    return list(rows.values_list("pk", flat=True))


def with_names(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With parent, other names, places and hubs: three queries more, however many rows."""
    relations = StakeholderRelation.objects.select_related("hub").order_by("hub__order", "pk")
    return organisations.select_related("parent").prefetch_related(
        Prefetch("aliases", OrganisationAlias.objects.order_by("pk")),
        Prefetch("places", OrganisationPlace.objects.order_by("pk")),
        # Never the notes: this is what the whole network sees.
        Prefetch("relations", relations.defer("notes")),
    )


@dataclass(frozen=True)
class Similar:
    """An organisation that may be the one that somebody is adding, and why."""

    organisation: Organisation
    why: str


def similar_organisations(name: str, website: str = "", mailbox: str = "", *, most: int = 5) -> list[Similar]:
    """Living organisations that look like this one: (nearly) the same name or alias, or the same domain.

    Four queries; reads all names (some 10 ms for 10,000).
    """
    found: dict[int, str] = {}
    wanted = core_of(fold(name))
    if wanted:
        names = list(Organisation.objects.values_list("pk", "sort_name"))
        names += OrganisationAlias.objects.filter(organisation__binned_at__isnull=True).values_list(
            "organisation_id", "folded"
        )
        texts = [core_of(folded) for _pk, folded in names]
        for _text, _score, index in process.extract(
            wanted, texts, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=most
        ):
            found.setdefault(names[index][0], _("almost the same name"))
    for domain in domains_of(website, mailbox):
        same = (
            Q(website__contains=f"//{domain}")
            | Q(website__contains=f".{domain}")
            | Q(role_mailbox__iendswith=f"@{domain}")
        )
        for pk in Organisation.objects.filter(same).values_list("pk", flat=True)[:most]:
            found.setdefault(pk, _("the same domain, %(domain)s") % {"domain": domain})
    rows = with_names(Organisation.objects.filter(pk__in=list(found)[:most])).in_bulk()
    return [Similar(rows[pk], why) for pk, why in found.items() if pk in rows]


def domains_of(website: str, mailbox: str) -> list[str]:
    """The domains that point at one organisation, without ``www`` and mail services that everybody uses."""
    host = (urlsplit(website).hostname or "").removeprefix("www.") if website else ""
    domain = mailbox.rpartition("@")[2].lower()
    return [one for one in dict.fromkeys((host, domain)) if "." in one and one not in _EVERYBODYS_MAIL]


def organisation_named(text: str) -> list[Organisation]:
    """Living organisations that bear exactly this name or alias (without capitals and accents)."""
    return list(Organisation.objects.named(fold(text)).order_by("sort_name", "pk")[:5])


def suggest_organisations(user: Any, text: str, *, most: int = 10) -> list[Organisation]:
    """For a field in which somebody types a name. One query."""
    wanted = fold(text)
    return list(organisations_visible_to(user).matching(wanted)[:most]) if wanted else []  # type: ignore[attr-defined]


def core_of(folded: str) -> str:
    """A folded name without words that say nothing about which organisation it is."""
    words = [word for word in folded.split() if word not in _EMPTY_WORDS]
    return " ".join(words) or folded
