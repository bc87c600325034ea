"""Entries as documents of the search index."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format

from knooppunt.catalogue import words
from knooppunt.catalogue.content import Cost, EntryContent, Kind, Run, RunState
from knooppunt.catalogue.finding import facets
from knooppunt.catalogue.finding.near import find_spot
from knooppunt.catalogue.models import Entry, EntryConcept, QualityMark
from knooppunt.framework.api import search_labels
from knooppunt.framework.models import Concept
from knooppunt.network.api import Place, look_up_place, place_named
from knooppunt.search.api import PUBLIC, Bookable, Buckets, Document, Group, Source, same_keys

NAME = "catalogue"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NATIONAL = "landelijk"
MOST_POINTS = 40  # more than so many points is nobody's filter
SHOWN_RUNS = 3
FRESH_DAYS, STALE_DAYS = 60, 730
LOOK_AGAIN = dt.timedelta(days=30)  # freshness fades: at least so often an entry is written anew
KIND_WORDS = {
    Kind.TRAINING: "training scholing",
    Kind.MATERIAL: "lesmateriaal",
    Kind.EXAMPLE: "goed voorbeeld praktijkvoorbeeld",
    Kind.RESEARCH: "onderzoek project",
    Kind.PERSON: "gastdocent",
    Kind.TOOL: "hulpmiddel",
    Kind.SOURCE: "bron",
}
COST_WORDS = {Cost.FREE: "gratis kosteloos"}
POINTS_WORDS = "accreditatie punten"
_TWO_THINGS = re.compile(r"\s(?:en|of)\s", re.IGNORECASE)  # in the name of a term
# scheme → facet, for what an entry says with terms
TERM_FACETS = {facet.scheme: facet.name for facet in facets.FACETS if facet.scheme}


class Labels:
    """The names of all terms, read once for a portion of entries."""

    def __init__(self) -> None:
        columns = ("scheme__code", "code", "label_nl", "second_nl")
        self._names: dict[tuple[str, str], tuple[str, ...]] = {
            (scheme, code): tuple(name for name in (label, second) if name)
            for scheme, code, label, second in Concept.objects.values_list(*columns)
        }

    def of(self, scheme: str, codes: Collection[str]) -> list[str]:
        """All names of these terms."""
        return [name for code in codes for name in self._names.get((scheme, code), ())]


def load(keys: Sequence[str]) -> list[Document]:
    """The documents of the published entries with these keys; three queries."""
    numbers = [int(key) for key in keys if key.isdigit()]
    entries = list(Entry.objects.published().with_page().filter(pk__in=numbers))
    if not entries:
        return []
    today, labels = timezone.localdate(), Labels()
    marks = _marks([entry.pk for entry in entries], today)
    with translation.override("nl"):
        return [document_of(entry, marks.get(entry.pk, []), labels, today) for entry in entries]


def every_key() -> Iterator[str]:
    """All entries that everybody may see, the oldest first."""
    for number in Entry.objects.published().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5_000):
        yield str(number)


def document_of(entry: Entry, marks: Sequence[str], labels: Labels, today: dt.date) -> Document:
    """What the index holds of one entry."""
    content = EntryContent.from_stored(entry.content)
    coming = words.coming_runs(content, today) if content.runs else []
    bookable = bookable_of(content, coming, today)
    prices = words.prices_of(content, today)
    return Document(
        key=str(entry.pk),
        title=entry.title,
        url=entry.get_absolute_url(),
        summary=entry.summary,
        keywords=_keywords(entry, content, coming, marks, labels),
        body=_body(content),
        facets=_facets(entry, content, marks, today),
        numbers=_numbers(entry, coming, prices),
        places=_places(content, coming),
        freshness=freshness_of(entry, today),
        quality=1.0 if marks else 0.5,
        bookable=bookable,
        own_id=entry.source_id,
        card=card_of(entry, content, coming, prices, marks, today),
        changes_at=_changes_at(content, today),
    )


def bookable_of(content: EntryContent, coming: Sequence[Run], today: dt.date) -> str:
    """Open runs, then future ones, then on request, then past; nothing for what one does not enrol for."""
    if content.kind != Kind.TRAINING:
        return ""
    if any(words.is_bookable(run, today) for run in coming):
        return Bookable.OPEN
    if content.is_always_open:
        return Bookable.ALWAYS
    if any(run.state != RunState.CANCELLED for run in coming):
        return Bookable.FUTURE
    if content.is_on_request:
        return Bookable.ON_REQUEST
    return Bookable.PAST if content.runs else ""


def freshness_of(entry: Entry, today: dt.date) -> float:
    """1 when checked within two months, fading to 0 in two years; 0 when nobody confirms it any more."""
    if entry.unverified_since or entry.checked_on is None:
        return 0.0
    age = (today - entry.checked_on).days
    return min(1.0, max(0.0, 1 - (age - FRESH_DAYS) / (STALE_DAYS - FRESH_DAYS)))


def _marks(entries: Collection[int], today: dt.date) -> dict[int, list[str]]:
    current = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    rows = QualityMark.objects.filter(current, entry__in=entries, withdrawn_on__isnull=True)
    found: dict[int, list[str]] = defaultdict(list)
    for entry, name in rows.values_list("entry_id", "label__name"):
        found[entry].append(name)
    return found


def _keywords(
    entry: Entry, content: EntryContent, coming: Sequence[Run], marks: Sequence[str], labels: Labels
) -> list[str]:
    found = [KIND_WORDS.get(Kind(content.kind), "")]
    for scheme, codes in content.concepts.items():
        found.extend(labels.of(scheme, codes))
    registers = {one.register for one in content.accreditations}
    found.extend([*labels.of("registers", registers), *registers, POINTS_WORDS if registers else ""])
    found.append("online" if any(run.is_online for run in coming) else "")
    found.extend(dict.fromkeys(date_format(run.starts_on, "F Y") for run in coming if run.starts_on))
    found.extend(labels.of("licences", [content.licence] if content.licence else []))
    found.extend([entry.provider.name if entry.provider else "", entry.hub.name if entry.hub else ""])
    found.extend(dict.fromkeys(run.place for run in coming))
    found.extend(dict.fromkeys(place.province_name for run in coming if (place := _place_of(run)) is not None))
    found.append(COST_WORDS.get(Cost(content.cost), "") if content.cost else "")
    found.extend(labels.of("languages", [code for code in content.languages if code != "nl"]))
    found.extend([*marks, content.guideline, content.person_name, content.person_role, content.funder])
    found.extend(content.institutions)
    return [word for word in found if word]


def _body(content: EntryContent) -> str:
    texts = [
        content.description, *content.outcomes, content.programme_text, content.prior_knowledge, content.question,
        content.results, content.assessment, content.certificate, content.terms,
    ]  # fmt: skip
    return "\n".join(text for text in texts if text)


def _facets(entry: Entry, content: EntryContent, marks: Sequence[str], today: dt.date) -> dict[str, Collection[str]]:
    found: dict[str, Collection[str]] = {
        TERM_FACETS[scheme]: codes for scheme, codes in content.concepts.items() if scheme in TERM_FACETS
    }
    valid = [
        one for one in content.accreditations
        if one.register and not one.is_pending and (one.valid_until is None or one.valid_until >= today)
    ]  # fmt: skip
    found["kind"] = [content.kind]
    found["region"] = [entry.hub.slug if entry.hub else NATIONAL]
    found["register"] = {one.register for one in valid}
    found["points"] = {
        f"{one.register}:{least}"
        for one in valid
        if one.points
        for least in range(1, min(int(one.points), MOST_POINTS) + 1)
    }
    found["provider"] = [entry.provider.name] if entry.provider else []
    found["language"] = content.languages
    found["licence"] = [content.licence] if content.licence else []
    found["mark"] = marks
    return found


def _numbers(entry: Entry, coming: Sequence[Run], prices: Sequence[int]) -> dict[str, float]:
    found: dict[str, float] = {"sort_start": facets.FAR, "sort_price": facets.FAR, "published": 0.0}
    starts = [run.starts_on for run in coming if run.starts_on and run.state != RunState.CANCELLED]
    if starts:
        found["start"] = found["sort_start"] = float(min(starts).toordinal())
    if prices:
        found["price"] = found["sort_price"] = prices[0] / 100
    if entry.checked_on:
        found["checked"] = float(entry.checked_on.toordinal())
    if entry.published_at:
        found["published"] = entry.published_at.timestamp()
    return found


def _places(content: EntryContent, coming: Sequence[Run]) -> list[tuple[float, float]]:
    """Where it happens: the point that a form found, else that of the town (a list that is taken in only names it)."""
    found: list[tuple[float, float]] = []
    for run in coming:
        if run.latitude is not None and run.longitude is not None:
            found.append((run.latitude, run.longitude))
        elif (place := _place_of(run)) is not None:
            found.append((place.latitude, place.longitude))
    return found


def _place_of(run: Run) -> Place | None:
    """The town of a date: "Zwolle", or among other things, as in "Zalencentrum Voorbeeld, Zwolle"."""
    if not run.place:
        return None
    parts = [part.strip() for part in run.place.split(",")]
    return place_named(run.place) or next((place for part in reversed(parts) if (place := place_named(part))), None)


def card_of(
    entry: Entry,
    content: EntryContent,
    coming: Sequence[Run],
    prices: Sequence[int],
    marks: Sequence[str],
    today: dt.date,
) -> dict[str, Any]:
    """What a card in the list shows, in no language: codes, days and numbers. Empty things are left out."""
    best: dict[str, Any] = {}
    for one in content.accreditations:
        if one.points and not one.is_pending and (one.valid_until is None or one.valid_until >= today):
            best[one.register] = max(best.get(one.register, 0), float(one.points))
    card: dict[str, Any] = {
        "kind": content.kind,
        "languages": list(content.languages) if len(content.languages) == 1 and content.languages != ("nl",) else [],
        "levels": content.codes("levels"),
        "forms": content.codes("forms"),
        "materials": content.codes("material-kinds"),
        "points": sorted(best.items()),
        "prices": [prices[0], prices[-1]] if prices else [],
        "per_group": {run.price_per for run in content.runs if run.price_incl} == {"group"},
        "cost": content.cost if content.cost != Cost.FREE else "",
        "runs": [_run_card(run, today) for run in coming[:SHOWN_RUNS]],
        "more_runs": max(0, len(coming) - SHOWN_RUNS),
        "places": list(dict.fromkeys(run.place for run in coming if run.place))[:4],
        "online": any(run.is_online for run in coming),
        "always": content.is_always_open,
        "on_request": content.is_on_request,
        "load": content.study_load,
        "minutes": content.duration_minutes,
        "group": content.group_size,
        "provider": entry.provider.name if entry.provider else "",
        "checked": entry.checked_on.isoformat() if entry.checked_on else "",
        "unverified": entry.unverified_since is not None,
        "marks": list(marks),
        "person": content.person_name,
    }
    return {name: value for name, value in card.items() if value}


def _run_card(run: Run, today: dt.date) -> dict[str, Any]:
    assert run.starts_on is not None
    return {"day": run.starts_on.isoformat(), "open": words.is_bookable(run, today), "state": run.state}


def _changes_at(content: EntryContent, today: dt.date) -> dt.datetime:
    """The first midnight after which something of this is no longer so: a run that begins, a window that opens."""
    days = [today + LOOK_AGAIN]
    for run in content.runs:
        days.extend(day + dt.timedelta(days=1) for day in (run.starts_on, run.ends_on) if day and day >= today)
        for window in run.windows:
            days.extend(day for day in (window.opens_on,) if day and day > today)
            days.extend(day + dt.timedelta(days=1) for day in (window.closes_on,) if day and day >= today)
    ends = [one.valid_until for one in content.accreditations if one.valid_until and one.valid_until >= today]
    days.extend(day + dt.timedelta(days=1) for day in ends)
    return dt.datetime.combine(min(days), dt.time(0, 1), AMSTERDAM)


def of_organisations(keys: Sequence[str]) -> Iterator[str]:
    """The entries of changed organisations."""
    yield from _pks(Entry.objects.filter(provider_id__in=_numbers_of(keys)))


def of_hubs(keys: Sequence[str]) -> Iterator[str]:
    """The entries of changed hubs."""
    yield from _pks(Entry.objects.filter(hub_id__in=_numbers_of(keys)))


def of_concepts(keys: Sequence[str]) -> Iterator[str]:
    """The entries that name changed terms."""
    rows = EntryConcept.objects.filter(concept_id__in=_numbers_of(keys)).values_list("entry_id", flat=True)
    yield from (str(pk) for pk in rows.distinct())


def _pks(entries: Any) -> list[str]:
    return [str(pk) for pk in entries.values_list("pk", flat=True)]


def _numbers_of(keys: Sequence[str]) -> list[int]:
    return [int(key) for key in keys if key.isdigit()]


def todays_buckets() -> Mapping[str, Buckets]:
    """The facets over numbers, today."""
    return facets.buckets(timezone.localdate())


def vocabulary() -> Iterator[Group]:
    """The labels of all terms: every name of a term finds its other names.

    Of a term that is about two things ("patiënt of naaste") the other names are for either: they find the term, and it
    finds them, but they do not find each other.
    """
    for concept, names in search_labels():
        kept = tuple(dict.fromkeys(" ".join(name.split()) for name in names if name and len(name) < 80))
        if len(kept) < 2:
            continue
        if _TWO_THINGS.search(concept.label_nl):
            both = tuple(name for name in (concept.label_nl, concept.label_en) if name in kept)
            yield from (Group((name, *both), (name, *both), is_label=True) for name in kept if name not in both)
        else:
            yield Group(kept, kept, is_label=True)


def _locate(place: str) -> tuple[float, float] | None:
    """Where a place lies. Behind a comma stands its province; what else stands there is not passed over."""
    if "," in place and look_up_place(place).corrected_to:
        return None
    spot = find_spot(place)
    return (spot.latitude, spot.longitude) if spot else None


def source() -> Source:
    """Entries as a source of search."""
    from knooppunt.catalogue.finding.fallback import from_database

    return Source(
        name=NAME,
        changes={
            "catalogue.entry": same_keys,
            "network.organisation": of_organisations,
            "network.hub": of_hubs,
            "framework.concept": of_concepts,
        },
        load=load,
        every_key=every_key,
        facets=facets.INDEXED,
        numbers=facets.NUMBERS,
        fallback=from_database,
        buckets=todays_buckets,
        locate=_locate,
        names={facet.param: facet.name for facet in facets.FACETS},
    )


AUDIENCE = (PUBLIC,)
