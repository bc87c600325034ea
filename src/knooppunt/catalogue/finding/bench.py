"""Entries to measure with: as many as asked, in Dutch that looks like the real thing, with its skew.

A few topics, providers and places occur very often and most seldom (Zipf); texts are put together from some ten thousand
different words, compounds among them. Rows of terms, runs and points are written for the first entries only: searching
reads the content, and a million times five rows would measure the database's insert instead.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from knooppunt.catalogue.models import Entry, EntryConcept, EntryState
from knooppunt.core import changes
from knooppunt.framework.models import Concept
from knooppunt.network.api import all_places
from knooppunt.network.models import Hub, Organisation

BATCH = 2_000
WITH_ROWS = 20_000
SOURCE = "meting"
T = TypeVar("T")


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
        return chance.choices(self.items, cum_weights=self.sums)[0]


def make_bench_entries(count: int) -> str:
    """Replace the entries of earlier measurements by ``count`` new ones, always the same."""
    chance = random.Random(4)  # noqa: S311 - the same entries every time
    Entry.all_objects.filter(source=SOURCE).delete()
    maker = _Maker(chance)
    made = 0
    for portion in _portions(count):
        entries = [maker.entry(made + number) for number in range(portion)]
        with transaction.atomic():
            Entry.objects.bulk_create(entries, batch_size=500)
            if made < WITH_ROWS:
                _write_terms(entries, maker.concepts)
        made += portion
    with transaction.atomic():
        changes.reset()  # a million notes would take longer to follow than a new index takes to build
    return f"{made} entries, {len(maker.providers.items)} providers"


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
                {"register": register, "points": str(chance.randint(1, 12))} for register in self._some("registers", 3)
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


def _write_terms(entries: Sequence[Entry], concepts: dict[tuple[str, str], int]) -> None:
    EntryConcept.objects.bulk_create(
        [
            EntryConcept(entry=entry, concept_id=concepts[scheme, code])
            for entry in entries
            for scheme, codes in entry.content["concepts"].items()
            for code in codes
        ],
        batch_size=500,
    )
