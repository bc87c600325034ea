"""Reading collections and kept lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.catalogue import words
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Collection, CollectionItem, Entry, EntryState, KeptEntry
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.queries.merging import merged_numbers
from knooppunt.catalogue.queries.terms import Terms, vocabulary
from knooppunt.core.texts import written_in
from knooppunt.network.api import hubs_of, is_coordinator, is_editor

MOST_KEPT = 300  # kept.js: MOST


@dataclass(frozen=True)
class Card:
    """An entry in a list, as the component ``result`` draws it."""

    pk: int
    kind: str
    icon_name: str
    levels: str
    title: str
    url: str
    text: str
    points: list[dict[str, str]]
    price: str
    facts: list[dict[str, str]]
    checked: str
    checked_old: bool
    more: str
    lang: str = ""  # of title and text, when it is not that of the page


def cards_of(entries: Sequence[Entry]) -> list[Card]:
    """Entries (taken ``with_page()``) as they stand in lists. Costs what ``vocabulary`` costs."""
    known, today = vocabulary(), timezone.localdate()
    return [_card(entry, known.terms_of(entry), today) for entry in entries]


def _card(entry: Entry, terms: Terms, today: dt.date) -> Card:
    content = content_of(entry)
    return Card(
        pk=entry.pk,
        kind=entry.get_kind_display(),
        icon_name=words.ICONS[entry.kind],
        levels=words.listed(term.short for term in terms.get("levels", [])),
        title=entry.title,
        url=entry.get_absolute_url(),
        text=entry.summary,
        points=[
            {"register": one.register.upper(), "number": words.points_words(one.points)}
            for one in content.accreditations
            if one.points is not None and not one.is_pending and not (one.valid_until and one.valid_until < today)
        ],
        price=words.price_words(content, today),
        facts=_facts(entry, content, terms, today),
        checked=_("Checked on %(day)s") % {"day": date_format(entry.checked_on, "j F Y")} if entry.checked_on else "",
        checked_old=entry.unverified_since is not None
        or (entry.checked_on is not None and entry.checked_on < today - dt.timedelta(days=365)),
        more=_("See dates") if words.coming_runs(content, today) else "",
        lang=written_in(content.languages),
    )


def _facts(entry: Entry, content: EntryContent, terms: Terms, today: dt.date) -> list[dict[str, str]]:
    rows: list[tuple[str, str]] = []
    coming = words.coming_runs(content, today)
    if coming and coming[0].starts_on:
        first = date_format(coming[0].starts_on, "j F Y")
        several = ngettext("%(count)d date, first: %(day)s", "%(count)d dates, first: %(day)s", len(coming))
        rows.append(("calendar", several % {"count": len(coming), "day": first}))
        rows.append(("pin", words.listed(dict.fromkeys(words.place_words(run) for run in coming[:4]))))
    elif content.is_always_open:
        rows.append(("calendar", _("Begin whenever you like")))
    elif content.is_on_request:
        rows.append(("calendar", _("By arrangement")))
    load = content.study_load or (words.minutes_words(content.duration_minutes) if content.duration_minutes else "")
    rows.append(("clock", load))
    rows.append(("file", words.listed(term.label for term in terms.get("material-kinds", []))))
    rows.append(("people", entry.provider.name if entry.provider else ""))
    return [{"icon_name": icon, "text": text} for icon, text in rows if text]


def collections_visible_to(user: Any) -> QuerySet[Collection]:
    """The living collections that ``user`` may see: what is published, and drafts for who keeps them."""
    if user is None or not user.is_authenticated:
        return Collection.objects.filter(state=Collection.State.PUBLISHED)
    if is_editor(user) or is_coordinator(user):
        return Collection.objects.all()
    own = Q(hub_id__in=[hub.pk for hub in hubs_of(user)])
    return Collection.objects.filter(Q(state=Collection.State.PUBLISHED) | own)


def listed_collections(user: Any = None) -> QuerySet[Collection]:
    """Collections for a list, each with the number of entries that everybody may see (``shown``)."""
    living = Q(items__entry__state=EntryState.PUBLISHED, items__entry__binned_at=None)
    return collections_visible_to(user).select_related("hub").annotate(shown=Count("items", filter=living))


@dataclass(frozen=True)
class Part:
    """One place of a collection as it is shown: a heading, a text, an entry."""

    heading: str
    text: str
    card: Card | None


def parts_of(collection: Collection) -> list[Part]:
    """What a collection holds, in order; entries that nobody may see (any more) are left out. Two queries."""
    shown = Prefetch("entry", Entry.objects.published().with_page())
    items = list(CollectionItem.objects.filter(collection=collection).prefetch_related(shown))
    entries = [item.entry for item in items if item.entry]
    cards = {card.pk: card for card in cards_of(entries)}
    parts = [Part(item.heading, item.text, cards.get(item.entry_id or 0)) for item in items]
    return [part for part in parts if part.heading or part.text or part.card]


def kept_cards(pks: Sequence[int]) -> list[Card]:
    """The published entries of a kept list, in the order given. Two queries, and two more when one is no longer there."""
    wanted = list(dict.fromkeys(pks))[:MOST_KEPT]
    found = {entry.pk: entry for entry in Entry.objects.published().with_page().filter(pk__in=wanted)}
    if lost := [pk for pk in wanted if pk not in found]:  # kept in an address, and merged with another one since
        goes_on = merged_numbers(lost)
        found |= {entry.pk: entry for entry in Entry.objects.published().with_page().filter(pk__in=goes_on.values())}
        wanted = list(dict.fromkeys(goes_on.get(pk, pk) for pk in wanted))
    return cards_of([found[pk] for pk in wanted if pk in found])


def kept_by(user: Any) -> list[int]:
    """What a person keeps, newest first."""
    return list(KeptEntry.objects.filter(user=user).values_list("entry_id", flat=True)[:MOST_KEPT])
