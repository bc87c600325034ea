"""What one can choose from: activities of the plan, organisations and contacts of the hub, and filters in use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet

from knooppunt.journal.models import Moment
from knooppunt.network.api import team_of
from knooppunt.network.models import Contact, ContactFunction, Hub, Organisation, OrganisationPlace, StakeholderRelation
from knooppunt.plans.api import letter
from knooppunt.plans.models import ActionPlan, PlanItem, Theme


@dataclass(frozen=True)
class ItemChoice:
    """A row of the plan that a moment can be for."""

    pk: int
    label: str  # "1.c"
    text: str

    def __str__(self) -> str:
        return f"{self.label} {self.text}".strip()


@dataclass
class ThemeChoice:
    """A theme with its rows."""

    pk: int
    title: str
    year: int
    items: list[ItemChoice] = field(default_factory=list)


def plan_choices(hub: Hub, year: int) -> list[ThemeChoice]:
    """Themes and living rows of the plan of ``hub`` for ``year``, numbered as the plan numbers them. Two queries."""
    plan = ActionPlan.objects.filter(hub=hub, year=year).values("pk")[:1]
    themes = list(Theme.objects.filter(plan__in=plan).order_by("order", "pk"))
    found = {
        theme.pk: ThemeChoice(theme.pk, f"{number}. {theme.title}", year) for number, theme in enumerate(themes, 1)
    }
    number_of = {theme.pk: number for number, theme in enumerate(themes, 1)}
    rows = PlanItem.objects.filter(theme__in=list(found), archived_at__isnull=True)
    places: dict[tuple[int, str], int] = {}
    for item in rows.order_by("-kind", "order", "pk").only("pk", "text", "kind", "theme_id"):
        place = places[(item.theme_id, item.kind)] = places.get((item.theme_id, item.kind), 0) + 1
        mark = str(place) if item.kind == PlanItem.Kind.FOCUS else letter(place)
        found[item.theme_id].items.append(ItemChoice(item.pk, f"{number_of[item.theme_id]}.{mark}", item.text))
    return list(found.values())


def organisations_of(hub: Hub) -> QuerySet[Organisation]:
    """Those that the hub works with, or met before."""
    met = Moment.organisations.through.objects.filter(organisation_id=OuterRef("pk"), moment__hub=hub)
    known = StakeholderRelation.objects.filter(organisation_id=OuterRef("pk"), hub=hub)
    found: QuerySet[Organisation] = Organisation.objects.filter(Exists(known) | Exists(met))
    return found.order_by("sort_name", "pk")


def labelled_organisations(organisations: QuerySet[Organisation]) -> dict[int, str]:
    """Names to choose from; two of one name carry their place. Two queries."""
    names = list(organisations.values_list("pk", "name"))
    doubles = _doubles(name for _pk, name in names)
    pks = [pk for pk, name in names if name in doubles]
    places: dict[int, str] = {}
    if pks:
        for pk, place in OrganisationPlace.objects.filter(organisation__in=pks).values_list("organisation_id", "name"):
            places.setdefault(pk, place)
    return {pk: f"{name}, {places.get(pk) or pk}" if name in doubles else name for pk, name in names}


@dataclass(frozen=True)
class KnownContact:
    """A contact as forms and the parser of lines name them; ``at`` is where they work now, or empty."""

    pk: int
    name: str
    at: str


def known_contacts(contacts: QuerySet[Contact]) -> list[KnownContact]:
    """These contacts with where they work now. Two queries."""
    at: dict[int, str] = {}
    held = ContactFunction.objects.current().filter(contact__in=contacts.order_by().values("pk"))
    for pk, organisation in held.values_list("contact_id", "organisation__name"):
        at.setdefault(pk, organisation)
    return [KnownContact(pk, name, at.get(pk, "")) for pk, name in contacts.values_list("pk", "name")]


def labelled_contacts(contacts: list[KnownContact]) -> dict[int, str]:
    """Names to choose from, with where they work now."""
    labels = {one.pk: f"{one.name}, {one.at}" if one.at else one.name for one in contacts}
    doubles = _doubles(labels.values())
    return {pk: f"{label} ({pk})" if label in doubles else label for pk, label in labels.items()}


def _doubles(names: Any) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


@dataclass(frozen=True)
class FilterChoices:
    """What the filters of a logbook offer: only what occurs in it."""

    themes: list[tuple[int, str]]
    items: list[tuple[int, str]]
    organisations: list[tuple[int, str]]
    contacts: list[tuple[int, str]]
    authors: list[tuple[int, str]]


def filter_choices(hub: Hub, moments: QuerySet[Moment], contacts: QuerySet[Contact]) -> FilterChoices:
    """For the logbook of ``hub`` as its reader sees it (``moments``, unfiltered). Five queries.

    Themes and activities of several years come once, by the newest.
    """
    plain = moments.order_by()
    items: dict[Any, tuple[int, str]] = {}
    used_items = PlanItem.all_objects.filter(pk__in=plain.values("item")).order_by("theme__plan__year", "pk")
    for pk, lineage, text in used_items.values_list("pk", "lineage", "text"):
        items[lineage] = (pk, text)
    themes: dict[Any, tuple[int, str]] = {}
    used_themes = Theme.all_objects.filter(Q(pk__in=plain.values("theme")) | Q(pk__in=plain.values("item__theme")))
    for pk, national, title in used_themes.order_by("plan__year", "order").values_list("pk", "national_id", "title"):
        themes[national or title] = (pk, title)
    linked = Moment.organisations.through.objects.filter(moment__in=plain.values("pk"))
    organisations = Organisation.objects.filter(pk__in=linked.values("organisation_id")).order_by("sort_name", "pk")
    met = Moment.contacts.through.objects.filter(
        moment__in=plain.values("pk"), contact__in=contacts.order_by().values("pk")
    )
    people = Contact.objects.filter(pk__in=met.values("contact_id")).order_by("sort_name", "pk")
    authors = get_user_model().objects.filter(pk__in=plain.values("author")).order_by("name", "pk")
    return FilterChoices(
        sorted(themes.values(), key=lambda one: one[1]),
        sorted(items.values(), key=lambda one: one[1]),
        list(organisations.values_list("pk", "name")),
        list(people.values_list("pk", "name")),
        [(user.pk, str(user)) for user in authors],
    )


def team_ids(hub: Hub) -> list[int]:
    """The users who run ``hub`` today."""
    return list(team_of(hub).filter(role="ambassador").values_list("user_id", flat=True))


def year_of(day: dt.date | None, today: dt.date) -> int:
    """The plan year that belongs to a day."""
    return (day or today).year
