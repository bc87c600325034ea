"""Entries to measure with: as many as asked, in Dutch that looks like the real thing, with its skew.

A few topics, providers and places occur very often and most seldom (Zipf); texts are put together from some ten thousand
different words, compounds among them. Every entry has its rows of terms, runs and points, as a real one has. They are
written past the models, which would take five times as long.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from knooppunt.catalogue.models import Accreditation, Entry, EntryConcept, EntryState, Run
from knooppunt.core import changes
from knooppunt.core.bulk import Inserter
from knooppunt.framework.models import Concept
from knooppunt.network.api import all_places
from knooppunt.network.models import Hub, Organisation

BATCH = 2_000
SOURCE = "meting"
RUN_COLUMNS = ("key", "starts_on", "place", "latitude", "longitude", "price_incl", "state")
POINT_COLUMNS = ("register", "points", "valid_until")


def _split(text: str) -> list[str]:
    return text.split()


SUBJECTS = _split(
    """pijn rouw sterven dementie benauwdheid delier sedatie zingeving angst verlies afscheid kanker hartfalen
longziekte nierfalen parkinson euthanasie voeding mondzorg slaap jeuk misselijkheid obstipatie vermoeidheid
wonden communicatie cultuur eenzaamheid mantelzorg spiritualiteit besluitvorming samenwerking overdracht
medicatie crisis nazorg ethiek waardigheid autonomie hoop levenseinde kwetsbaarheid veerkracht reflectie
intervisie zelfzorg humor ritueel herinnering uitvaart verslaving dakloosheid armoede psychiatrie geriatrie
oncologie neurologie kinderen jongeren ouderen naasten vrijwilligers migranten vluchtelingen gevangenen
mensen-met-een-beperking"""
)
HEADS = _split(
    """zorg begeleiding bestrijding behandeling ondersteuning meting signalering gesprek gesprekken plan planning
beleid protocol scholing les lessen training cursus module boek kaart wijzer meter team netwerk project
onderzoek verwerking beleving preventie bewustwording communicatie kwaliteit veiligheid avond dag middag markt
cafe spel film podcast verhaal portret model methode aanpak kompas cirkel richtlijn toets casus opdracht stage"""
)
SETTINGS = _split(
    """in-de-wijk in-het-verpleeghuis in-het-hospice thuis in-het-ziekenhuis op-de-huisartsenpost
in-de-gehandicaptenzorg in-de-psychiatrie op-school in-de-apotheek op-de-spoedeisende-hulp op-de-kinderafdeling
in-de-nacht in-het-weekend op-afstand"""
)
LEADS = _split(
    """Omgaan-met Leren-over Basis: Verdieping: Gesprekken-over Herkennen-van Samen-werken-aan Les-over Casus:
In-de-praktijk: Workshop Masterclass Themamiddag Lespakket E-learning Webinar Gastles Onderzoek-naar Toolbox
Handreiking"""
)
SENTENCES = (
    "Je leert {a} herkennen en bespreken met {b}.",
    "Deze {c} gaat over {a} en {b} bij mensen in de palliatieve fase.",
    "Met opdrachten over {a}, een casus over {b} en een werkvorm voor het team.",
    "Voor wie in de praktijk te maken heeft met {a}; ook {b} komt aan bod.",
    "Palliatieve zorg vraagt aandacht voor {a}, {b} en {d}.",
    "Na afloop kun je {a} bespreekbaar maken en weet je wanneer je {b} inzet.",
    "Het materiaal bestaat uit een handleiding, een presentatie over {a} en kaarten over {b}.",
    "We oefenen met een acteur. Thema's zijn {a}, {b}, {c} en {d}.",
    "In drie bijeenkomsten werk je aan {a} in je eigen organisatie.",
    "Met aandacht voor {d} en de rol van naasten bij {a}.",
)
KINDS = ("training", "material", "example", "research", "person", "tool", "source")
KIND_WEIGHTS = (52, 26, 7, 6, 4, 3, 2)


class _Skewed:
    """Picks from a list as real data do: the first very often, the last hardly ever."""

    def __init__(self, items: Sequence[Any], exponent: float = 1.0) -> None:
        self.items = items
        self.sums = list(accumulate(1 / (rank + 1) ** exponent for rank in range(len(items))))

    def pick(self, chance: random.Random) -> Any:
        return self.items[bisect(self.sums, chance.random() * self.sums[-1], 0, len(self.items) - 1)]


def make_bench_entries(count: int) -> str:
    """Replace the entries of earlier measurements by ``count`` new ones, always the same."""
    chance = random.Random(4)  # noqa: S311 - the same entries every time
    with transaction.atomic():
        _delete_old()
    maker = _Maker(chance)
    made = 0
    for portion in _portions(count):
        entries = [maker.entry(made + number) for number in range(portion)]
        with transaction.atomic():
            _write(entries, maker.concepts)
        made += portion
    with transaction.atomic():
        changes.reset()  # a million notes would take longer to follow than a new index takes to build
        _count_on()
    return f"{made} entries, {len(maker.providers.items)} providers"


def _delete_old() -> None:
    old = Entry.all_objects.filter(source=SOURCE).values("pk")
    for model in (Accreditation, Run, EntryConcept):
        rows = model._default_manager.filter(entry__in=old)
        rows._raw_delete(rows.db)  # row by row, a million would not fit in memory
    Entry.all_objects.filter(source=SOURCE).delete()


def _portions(count: int) -> Iterator[int]:
    while count > 0:
        yield min(BATCH, count)
        count -= BATCH


class _Maker:
    """Makes entries one after another."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.today = timezone.localdate()
        self.now = timezone.now()
        words = [*SUBJECTS, *(f"{a}{b}" for b in HEADS for a in SUBJECTS if "-" not in a)]
        chance.shuffle(words)
        # The plain subjects stay the commonest.
        self.words = _Skewed([word.replace("-", " ") for word in [*SUBJECTS, *words]], 0.9)
        self.providers = _Skewed(_providers(), 0.8)
        self.hubs = list(Hub.objects.values_list("pk", "slug"))
        places = list(all_places())
        chance.shuffle(places)
        self.places = _Skewed(places, 0.7)
        self.concepts = {(s, c): pk for pk, s, c in Concept.objects.values_list("pk", "scheme__code", "code")}
        self.codes: dict[str, _Skewed] = {}
        for scheme in {scheme for scheme, _code in self.concepts}:
            self.codes[scheme] = _Skewed(sorted(code for one, code in self.concepts if one == scheme), 0.9)

    def entry(self, number: int) -> Entry:
        chance = self.chance
        kind = chance.choices(KINDS, KIND_WEIGHTS)[0]
        provider, name = self.providers.pick(chance)
        hub, slug = chance.choice(self.hubs) if self.hubs and chance.random() < 0.6 else (None, "")
        content = self._content(kind, name, slug)
        checked = self.today - dt.timedelta(days=int(chance.expovariate(1 / 250)))
        return Entry(
            kind=kind,
            title=content["title"],
            summary=content["summary"],
            content=content,
            provider_id=provider,
            hub_id=hub,
            state=EntryState.PUBLISHED,
            published_at=self.now - dt.timedelta(days=chance.randrange(1, 900), seconds=number % 86_000),
            licence=content.get("licence", ""),
            checked_on=checked,
            review_by=checked + dt.timedelta(days=365),
            source=SOURCE,
            source_id=f"M{number:07d}",
            is_example=True,
        )

    def _content(self, kind: str, provider: str, hub: str) -> dict[str, Any]:
        chance = self.chance
        lead = chance.choice(LEADS).replace("-", " ") if chance.random() < 0.7 else ""
        title = f"{lead} {self.words.pick(chance)}".strip()
        if chance.random() < 0.5:
            title += f" en {self.words.pick(chance)}"
        if chance.random() < 0.5:
            title += " " + chance.choice(SETTINGS).replace("-", " ")
        content: dict[str, Any] = {
            "kind": kind,
            "title": (title[:1].upper() + title[1:])[:200],
            "summary": self._text(1)[:200],
            "description": self._text(chance.randint(2, 6)),
            "provider": provider,
            "hub": hub,
            "languages": [chance.choices(["nl", "en", "fy"], [95, 4, 1])[0]],
            "concepts": self._terms(kind),
        }
        if kind == "training":
            content |= self._training()
        else:
            content["cost"] = chance.choices(["free", "paid", "on_request"], [7, 2, 1])[0]
            if kind == "material":
                content["licence"] = self._code("licences")
        return {name: value for name, value in content.items() if value}

    def _text(self, sentences: int) -> str:
        chance = self.chance
        return " ".join(
            chance.choice(SENTENCES).format(**{slot: self.words.pick(chance) for slot in "abcd"})
            for _n in range(sentences)
        )

    def _code(self, scheme: str) -> str:
        return str(self.codes[scheme].pick(self.chance)) if scheme in self.codes else ""

    def _some(self, scheme: str, most: int) -> list[str]:
        return sorted({code for _n in range(self.chance.randint(1, most)) if (code := self._code(scheme))})

    def _terms(self, kind: str) -> dict[str, list[str]]:
        found = {
            "levels": self._some("levels", 3),
            "professions": self._some("professions", 4),
            "domains": self._some("domains", 2),
            "topics": self._some("topics", 3),
            "audiences": self._some("audiences", 2),
            "canmeds": self._some("canmeds", 2),
        }
        if kind == "training":
            found["forms"] = self._some("forms", 1)
        if kind == "material":
            found["material-kinds"] = self._some("material-kinds", 2)
        return found

    def _training(self) -> dict[str, Any]:
        chance = self.chance
        draw = chance.random()
        content: dict[str, Any] = {"study_load": f"{chance.randint(1, 12)} uur"}
        price = chance.choices([0, 9500, 19500, 39500, 89500], [3, 2, 3, 2, 1])[0]
        if draw < 0.65:
            content["runs"] = [self._run(price) for _n in range(min(6, 1 + int(chance.expovariate(0.7))))]
        elif draw < 0.8:
            content |= {"is_always_open": True, "price_incl": price}
        else:
            content["is_on_request"] = True
        if chance.random() < 0.5:
            content["accreditations"] = [
                {
                    "register": register,
                    "points": str(chance.randint(1, 12)),
                    "valid_until": (self.today + dt.timedelta(days=int(chance.gauss(400, 300)))).isoformat(),
                }
                for register in self._some("registers", 3)
            ]
        return content

    def _run(self, price: int) -> dict[str, Any]:
        start = self.today + dt.timedelta(days=int(self.chance.gauss(20, 90)))
        place = self.places.pick(self.chance)
        return {
            "key": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)),
            "starts_on": start.isoformat(),
            "place": place.name,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "price_incl": price,
            "price_per": "person",
            "state": self.chance.choices(["open", "planned", "full"], [8, 1, 1])[0],
        }


def _providers() -> list[tuple[int, str]]:
    """Organisations to offer them; made when there are too few."""
    found = list(Organisation.objects.filter(name__startswith="Meetacademie ").order_by("pk").values_list("pk", "uuid"))
    if not found:
        Organisation.objects.bulk_create(
            [
                Organisation(
                    name=f"Meetacademie {number}",
                    sort_name=f"meetacademie {number:04d}",
                    kind="aanbieder bij- en nascholing",
                )
                for number in range(400)
            ]
        )
        return _providers()
    return [(pk, str(public)) for pk, public in found]


def _count_on() -> None:
    """The database gives the next entry a number after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Entry]):
            cursor.execute(statement)


def _write(entries: Sequence[Entry], concepts: dict[tuple[str, str], int]) -> None:
    """Entries with their rows. Nobody else writes while we measure, so that we number them ourselves."""
    first = (Entry.all_objects.aggregate(most=Max("pk"))["most"] or 0) + 1
    for number, entry in enumerate(entries, first):
        entry.pk = number
    columns = [field.attname for field in Entry._meta.concrete_fields if field.name not in {"created_at", "changed_at"}]
    Inserter(Entry, columns).insert([getattr(entry, name) for name in columns] for entry in entries)
    Inserter(EntryConcept, ("entry_id", "concept_id")).insert(
        (entry.pk, concepts[scheme, code])
        for entry in entries
        for scheme, codes in entry.content["concepts"].items()
        for code in codes
    )
    _write_parts(Run, "runs", ("ends_on", *RUN_COLUMNS), entries)
    _write_parts(Accreditation, "accreditations", POINT_COLUMNS, entries)


def _write_parts(model: type[models.Model], part: str, columns: Sequence[str], entries: Sequence[Entry]) -> None:
    """What entries hold as ``part`` of their content; a run ends on the day it starts."""
    Inserter(model, ("entry_id", *columns)).insert(
        (entry.pk, *(one["starts_on" if name == "ends_on" else name] for name in columns))
        for entry in entries
        for one in entry.content.get(part, ())
    )
