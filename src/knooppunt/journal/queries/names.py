"""The names that the parser of a typed line may recognise: only what the hub and its ambassadors may see."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Max

from knooppunt.journal.parsing import Activity, Contact, Names, Organisation, Theme
from knooppunt.journal.queries.choices import KnownContact, ThemeChoice, known_contacts, plan_choices
from knooppunt.network.models import Contact as ContactRow
from knooppunt.network.models import Hub, OrganisationAlias, OrganisationPlace
from knooppunt.network.models import Organisation as OrganisationRow

# (stamp, organisations): the register is the same for everybody who may enter moments, and changes seldom.
_register: list[tuple[Any, tuple[Organisation, ...]]] = []


def names_for(
    hub: Hub, *, year: int, plan: list[ThemeChoice] | None = None, contacts: list[KnownContact] | None = None
) -> Names:
    """What somebody who keeps the logbook of ``hub`` may mean: every living organisation (the network shares them), the
    contacts of this hub alone, and the rows of its plan of ``year``.

    ``plan`` and ``contacts``: when the caller has them at hand already. Six queries without them, two with; two more, and
    some 10 µs for each name, when the register of organisations has changed since.
    """
    activities: list[Activity] = []
    themes: list[Theme] = []
    for group in plan_choices(hub, year) if plan is None else plan:
        number, _dot, title = group.title.partition(". ")
        themes.append(Theme(group.pk, number, title))
        activities += [Activity(item.pk, item.label, item.text, group.pk) for item in group.items]
    known = known_contacts(ContactRow.objects.filter(hubs=hub)) if contacts is None else contacts
    people = tuple(Contact(one.pk, one.name, one.at) for one in known)
    return Names(_organisations(), people, tuple(activities), tuple(themes))


def _organisations() -> tuple[Organisation, ...]:
    aliases = OrganisationAlias.objects.aggregate(many=Count("pk"), last=Max("pk"))
    stamp = (OrganisationRow.objects.aggregate(many=Count("pk"), last=Max("changed_at")), aliases)
    if _register and _register[0][0] == stamp:
        return _register[0][1]
    other_names: dict[int, tuple[str, ...]] = {}
    for pk, name in OrganisationAlias.objects.order_by("pk").values_list("organisation_id", "name"):
        other_names[pk] = (*other_names.get(pk, ()), name)
    rows = list(OrganisationRow.objects.order_by("sort_name", "pk").values_list("pk", "name", "sort_name"))
    hints = _hints(rows)
    found = tuple(Organisation(pk, name, other_names.get(pk, ()), hints.get(pk, "")) for pk, name, _folded in rows)
    _register[:] = [(stamp, found)]
    return found


def _hints(rows: list[tuple[int, str, str]]) -> dict[int, str]:
    """Where organisations of one name are."""
    counts = Counter(folded for _pk, _name, folded in rows)
    doubles = [pk for pk, _name, folded in rows if counts[folded] > 1]
    places: dict[int, str] = {}
    for pk, name in OrganisationPlace.objects.filter(organisation__in=doubles).values_list("organisation_id", "name"):
        places.setdefault(pk, name)
    return places
