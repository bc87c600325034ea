"""What the rows of an import may name: organisations, contacts, themes, activities and colleagues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from knooppunt.journal.queries.choices import plan_choices
from knooppunt.network.api import team_of
from knooppunt.network.models import Contact, Hub, Organisation, OrganisationAlias
from knooppunt.network.names import fold
from knooppunt.plans.models import PlanItem, Theme

T = TypeVar("T")
CHUNK = 500  # SQLite takes a limited number of values in one query


class NotKnown(LookupError):
    """The name is unknown, or has several meanings; the text is a sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


class Known:
    """Looks names up once, for all rows: a constant number of queries per year and per five hundred organisations."""

    def __init__(self, hub: Hub, *, years: Collection[int], organisations: Collection[str]) -> None:
        self._organisations = _organisations(organisations)
        self._contacts: dict[str, list[Contact]] = defaultdict(list)
        for contact in Contact.objects.filter(hubs=hub):
            self._contacts[fold(contact.name)].append(contact)
        self._themes: dict[tuple[int, str], list[Theme]] = defaultdict(list)
        self._items: dict[tuple[int, str], list[PlanItem]] = defaultdict(list)
        for year in sorted(years)[-12:]:
            self._read_plan(hub, year)
        self._team = {fold(str(mandate.user)): mandate.user_id for mandate in team_of(hub)}

    def _read_plan(self, hub: Hub, year: int) -> None:
        themes = {
            theme.pk: theme for theme in Theme.objects.filter(plan__hub=hub, plan__year=year).select_related("plan")
        }
        items = {
            item.pk: item for item in PlanItem.objects.filter(theme__in=list(themes)).select_related("theme__plan")
        }
        labels = {choice.pk: choice.label for group in plan_choices(hub, year) for choice in group.items}
        for number, theme in enumerate(themes.values(), start=1):
            for word in {fold(theme.title), str(number)}:
                self._themes[year, word].append(theme)
        for item in items.values():
            words = {fold(item.text)}
            if item.pk in labels:
                words |= {fold(labels[item.pk]), fold(f"{labels[item.pk]} {item.text}")}
            for word in words:
                self._items[year, word].append(item)

    def organisation(self, name: str) -> Organisation:
        """The organisation of that name or alias. Raises ``NotKnown``."""
        return _one(
            name, self._organisations.get(fold(name), []), _("Add it in the network first, or check the spelling.")
        )

    def contact(self, name: str) -> Contact:
        """The contact of the hub of that name. Raises ``NotKnown``."""
        return _one(name, self._contacts.get(fold(name), []), _("Only contacts of your hub can be named here."))

    def theme(self, name: str, year: int) -> Theme:
        """The theme of the plan of that year. Raises ``NotKnown``."""
        return _one(name, self._themes.get((year, fold(name)), []), _in_plan(year))

    def item(self, name: str, year: int, theme: Theme | None) -> PlanItem:
        """The activity of the plan of that year, within ``theme`` when that is given. Raises ``NotKnown``."""
        found = [item for item in self._items.get((year, fold(name)), []) if theme is None or item.theme_id == theme.pk]
        return _one(name, found, _in_plan(year))

    def author(self, name: str) -> int | None:
        """The colleague of that name, if it is one of the hub."""
        return self._team.get(fold(name))


def _in_plan(year: int) -> str:
    return _("It is not in your plan of %(year)s.") % {"year": year}


def _one(name: str, found: list[T], hint: str) -> T:
    if not found:
        raise NotKnown(_("We do not know “%(name)s”.") % {"name": name[:80]} + " " + hint)
    if len(found) > 1:
        raise NotKnown(_("There are several called “%(name)s”.") % {"name": name[:80]})
    return found[0]


def _organisations(names: Collection[str]) -> dict[str, list[Organisation]]:
    found: dict[str, dict[int, Organisation]] = defaultdict(dict)
    for some in _chunks(sorted(names)):
        for one in Organisation.objects.filter(sort_name__in=some):
            found[one.sort_name][one.pk] = one
        aliases = OrganisationAlias.objects.filter(folded__in=some, organisation__binned_at__isnull=True)
        for alias in aliases.select_related("organisation"):
            found[alias.folded][alias.organisation_id] = alias.organisation
    return {name: list(things.values()) for name, things in found.items()}


def _chunks(things: list[Any]) -> Iterator[list[Any]]:
    return (things[start : start + CHUNK] for start in range(0, len(things), CHUNK))
