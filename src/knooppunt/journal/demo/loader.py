"""Two years of example moments for three hubs. "Random" from a fixed seed, so that the demo looks the same everywhere."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from knooppunt.accounts.models import User
from knooppunt.core import changes
from knooppunt.journal.actions.moments import KIND
from knooppunt.journal.demo.texts import EXAMPLES, HIGHLIGHTS, Example
from knooppunt.journal.models import ClosedMonth, Moment, MomentKind
from knooppunt.network.api import refresh_touches
from knooppunt.network.models import Contact, Hub, Mandate, Organisation, Role
from knooppunt.plans.models import PlanItem

WEEKS = 104
HUBS = ("noord-holland-flevoland", "ligare", "propallia")
PER_WEEK = (7, 6, 4)  # moments, about, per hub


def load_demo_moments() -> str:
    """Load the example moments (demo loader), once per hub."""
    made = 0
    for number, slug in enumerate(HUBS):
        hub = Hub.objects.filter(slug=slug).first()
        if hub is not None and not Moment.all_objects.filter(hub=hub).exists():
            with transaction.atomic():
                made += _load(hub, number)
    return f"{made} moments"


def _load(hub: Hub, number: int) -> int:
    chance = random.Random(f"moments-{hub.slug}")
    people = _Around(hub)
    rows = [_moment(hub, day, chance, people) for day in _days(chance, PER_WEEK[number])]
    rows += [_highlight(hub, place, people) for place in range(len(HIGHLIGHTS))]
    rows.sort(key=lambda moment: moment.date)
    made: list[Moment] = bulk_create_with_history(rows, Moment, batch_size=500)
    _link(made, chance, people)
    refresh_touches(hub)
    changes.record(KIND, [moment.pk for moment in made])
    _close_old_months(hub, people)
    return len(made)


class _Around:
    """The people, organisations and activities that the moments of a hub are about."""

    def __init__(self, hub: Hub) -> None:
        roles = Mandate.objects.filter(hub=hub, role=Role.AMBASSADOR).order_by("pk").select_related("user")
        self.authors: list[User] = [mandate.user for mandate in roles]
        self.organisations = list(Organisation.objects.filter(hubs=hub).order_by("sort_name"))
        self.contacts = list(Contact.objects.filter(hubs=hub).order_by("sort_name"))
        self.items: dict[int, list[PlanItem]] = {}
        found = PlanItem.objects.filter(theme__plan__hub=hub, kind=PlanItem.Kind.ACTIVITY, archived_at__isnull=True)
        for item in found.select_related("theme__plan").order_by("theme__order", "order", "pk"):
            self.items.setdefault(item.theme.plan.year, []).append(item)

    def item(self, day: dt.date, chance: random.Random) -> PlanItem | None:
        """An activity of that year: some come back often, a quarter of the moments has none."""
        items = self.items.get(day.year, [])
        if not items or chance.random() < 0.25:
            return None
        return items[min(int(chance.expovariate(0.25)), len(items) - 1)]


def _days(chance: random.Random, per_week: int) -> Iterator[dt.date]:
    """Working days up to yesterday; nothing in holiday weeks."""
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday()) - dt.timedelta(weeks=WEEKS)
    for week in range(WEEKS + 1):
        start = monday + dt.timedelta(weeks=week)
        if start.isocalendar().week in {1, 30, 31, 32, 52, 53}:
            continue
        for _number in range(max(0, per_week + chance.choice((-2, -1, 0, 0, 1, 2)))):
            day = start + dt.timedelta(days=chance.choice((0, 1, 1, 2, 3, 3, 4)))
            if day < today:
                yield day


def _moment(hub: Hub, day: dt.date, chance: random.Random, people: _Around) -> Moment:
    example = chance.choice(EXAMPLES)
    item = people.item(day, chance)
    result = chance.choice(example.results) if example.results and chance.random() < 0.4 else ""
    shared = chance.random() < 0.15
    return Moment(
        hub=hub,
        author=chance.choice(people.authors) if people.authors else None,
        date=day,
        minutes=chance.choice(example.minutes),
        kind=example.kind,
        item=item,
        theme=item.theme if item else None,
        note=example.note,
        result=result,
        visibility=Moment.Visibility.NETWORK if shared else Moment.Visibility.HUB,
    )


def _highlight(hub: Hub, place: int, people: _Around) -> Moment:
    """Every half year one; the newest two are for everybody."""
    day = timezone.localdate() - dt.timedelta(days=20 + 170 * place)
    items = people.items.get(day.year, [])
    item = items[place % len(items)] if items else None
    note, result = HIGHLIGHTS[place]
    return Moment(
        hub=hub,
        author=people.authors[0] if people.authors else None,
        date=day,
        minutes=120,
        kind=MomentKind.MEETING,
        item=item,
        theme=item.theme if item else None,
        note=note,
        result=result,
        is_highlight=True,
        visibility=Moment.Visibility.PUBLIC if place < 2 else Moment.Visibility.NETWORK,
    )


def _link(made: Sequence[Moment], chance: random.Random, people: _Around) -> None:
    """With whom: an organisation where the text asks one, sometimes a contact who works there."""
    met, spoken = Moment.organisations.through, Moment.contacts.through
    meets: dict[str, Example] = {example.note: example for example in EXAMPLES}
    organisations: list[Any] = []
    contacts: list[Any] = []
    for moment in made:
        example = meets.get(moment.note)
        if not people.organisations or (example is not None and not example.meets):
            continue
        one = people.organisations[min(int(chance.expovariate(0.3)), len(people.organisations) - 1)]
        organisations.append(met(moment_id=moment.pk, organisation_id=one.pk))
        if people.contacts and chance.random() < 0.3:
            contacts.append(spoken(moment_id=moment.pk, contact_id=chance.choice(people.contacts).pk))
    met.objects.bulk_create(organisations, batch_size=500)
    spoken.objects.bulk_create(contacts, batch_size=500)


def _close_old_months(hub: Hub, people: _Around) -> None:
    """The months of more than a year ago are closed."""
    by = people.authors[0] if people.authors else None
    first = timezone.localdate().replace(day=1)
    for back in range(13, 26):
        number = first.year * 12 + first.month - 1 - back
        ClosedMonth.objects.get_or_create(
            hub=hub, month=dt.date(number // 12, number % 12 + 1, 1), defaults={"closed_by": by}
        )
