"""Reading organisations: who may see which, searching, filtering, sorting, counting, and finding doubles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from knooppunt.network import vocabulary
from knooppunt.network.models import (
    Hub,
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    Province,
    Role,
    StakeholderRelation,
)
from knooppunt.network.names import fold, tidy
from knooppunt.network.rules_hubs import hub_ids_with

SORTS = {
    "naam": ("sort_name", "pk"),
    "-naam": ("-sort_name", "-pk"),
    "soort": ("kind", "sort_name", "pk"),
    "gewijzigd": ("-changed_at", "-pk"),
}
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
class OrganisationSearch:
    """What somebody looks for in the register. Unknown values are left out, so that an old link still works."""

    q: str = ""
    kinds: Sequence[str] = ()
    hubs: Sequence[str] = ()  # slugs
    provinces: Sequence[str] = ()
    place: str = ""
    sort: str = "naam"

    @classmethod
    def from_query(cls, params: QueryDict) -> OrganisationSearch:
        """Read ``?q=&soort=&knooppunt=&provincie=&plaats=&sorteer=``."""
        known = {term.code for term in vocabulary.terms("organisation_kinds")}
        sort = params.get("sorteer", "naam")
        return cls(
            q=tidy(params.get("q", ""))[:100],
            kinds=[kind for kind in params.getlist("soort") if kind in known],
            hubs=[slug for slug in params.getlist("knooppunt") if slug and "\x00" not in slug][:20],
            provinces=[code for code in params.getlist("provincie") if code in Province.values],
            place=tidy(params.get("plaats", ""))[:100],
            sort=sort if sort in SORTS else "naam",
        )

    @property
    def active(self) -> int:
        """How many filters are on."""
        return len(self.kinds) + len(self.hubs) + len(self.provinces) + bool(self.place)

    def apply(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Filtered and sorted."""
        if self.q:
            organisations = organisations.matching(fold(self.q))  # type: ignore[attr-defined]
        if self.kinds:
            organisations = organisations.filter(kind__in=self.kinds)
        if self.hubs:
            here = StakeholderRelation.objects.filter(hub__slug__in=self.hubs)
            organisations = organisations.filter(pk__in=here.values("organisation_id"))
        if self.provinces:
            there = OrganisationPlace.objects.filter(province__in=self.provinces)
            organisations = organisations.filter(pk__in=there.values("organisation_id"))
        if self.place:
            named = OrganisationPlace.objects.filter(name__iexact=self.place)
            organisations = organisations.filter(pk__in=named.values("organisation_id"))
        return organisations.order_by(*SORTS[self.sort])


@dataclass(frozen=True)
class Option:
    """One value of a filter with its number."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Group:
    """One filter, as the facets component draws it."""

    legend: str
    name: str
    options: list[Option] = field(default_factory=list)


def facets_of(search: OrganisationSearch, organisations: QuerySet[Organisation]) -> list[Group]:
    """The filters with numbers; each ignores its own choice, so that one can add to it. Three queries and the hubs."""
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
    return [
        _group(_("Kind"), "soort", vocabulary.choices("organisation_kinds"), kinds, search.kinds),
        _group(_("Hub"), "knooppunt", list(names.items()), hubs, search.hubs),
        _group(_("Province"), "provincie", Province.choices, provinces, search.provinces),
    ]


def _without(
    search: OrganisationSearch, organisations: QuerySet[Organisation], **changed: Any
) -> QuerySet[Organisation]:
    return replace(search, **changed).apply(organisations).order_by()


def _group(legend: str, name: str, choices: Any, counts: dict[str, int], chosen: Sequence[str]) -> Group:
    options = [Option(value, str(label), counts.get(value, 0), value in chosen) for value, label in choices]
    return Group(legend, name, [option for option in options if option.count or option.checked])


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
    wanted = _core(fold(name))
    if wanted:
        names = list(Organisation.objects.values_list("pk", "sort_name"))
        names += OrganisationAlias.objects.filter(organisation__binned_at__isnull=True).values_list(
            "organisation_id", "folded"
        )
        texts = [_core(folded) for _pk, folded in names]
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


def _core(folded: str) -> str:
    words = [word for word in folded.split() if word not in _EMPTY_WORDS]
    return " ".join(words) or folded
