"""The register with 10,000 organisations and 30,000 contacts of one hub, and its picture of 500 organisations."""

from __future__ import annotations

import time

from tests.bench.bench import Bench, Figure, measure, milliseconds, spread

HUB = "noord-holland-flevoland"
FILL = """
import datetime as dt, random
from django.utils import timezone
from knooppunt.network.cadence import due_of
from knooppunt.network.models import (Contact, ContactFunction, Hub, HubContact, Organisation, OrganisationPlace,
    StakeholderRelation, Tag, Tie)
from knooppunt.network.models.organisations import Stage
from knooppunt.network.names import fold

if Organisation.objects.count() < 10_000:
    chance = random.Random(10_000)
    hub = Hub.objects.get(slug="noord-holland-flevoland")
    kinds = ["mbo", "hbo", "wo", "hospice", "ziekenhuis", "verpleeghuis", "thuiszorg", "netwerk", "lectoraat", "overig"]
    towns = [("Almere", "flevoland"), ("Haarlem", "noord-holland"), ("Utrecht", "utrecht"), ("Zwolle", "overijssel")]
    made = []
    for number in range(10_000):
        name = f"{chance.choice(['Zorghuis', 'College', 'Stichting', 'Netwerk'])} Meting {number}"
        town = chance.choice(towns)
        made.append(Organisation(name=name, kind=chance.choice(kinds), sort_name=fold(name),
            search_text=fold(name) + "\\n" + fold(town[0]), levels=["mbo-3"] if number % 4 == 0 else []))
    made = Organisation.objects.bulk_create(made, batch_size=500)
    OrganisationPlace.objects.bulk_create([OrganisationPlace(organisation=one, name=towns[n % 4][0],
        province=towns[n % 4][1]) for n, one in enumerate(made)], batch_size=500)
    today = timezone.localdate()
    relations = []
    for number, one in enumerate(made[:500]):
        row = StakeholderRelation(hub=hub, organisation=one, stage=chance.choice(Stage.values), cadence_months=3,
            last_touch_on=today - dt.timedelta(days=chance.randrange(700)), since=today - dt.timedelta(days=900))
        row.due_on = due_of(row)
        relations.append(row)
    StakeholderRelation.objects.bulk_create(relations, batch_size=500)
    Tie.objects.bulk_create([Tie(kind="werkt-samen", first_organisation=chance.choice(made[:500]),
        second_organisation=chance.choice(made[:500])) for _ in range(300)], batch_size=500)
    people = [Contact(name=f"Persoon {n} Voorbeeld", sort_name=f"persoon {n} voorbeeld",
        email=f"persoon{n}@voorbeeld.example", sector=chance.choice(["mbo", "hbo", "praktijk"])) for n in range(30_000)]
    people = Contact.objects.bulk_create(people, batch_size=500)
    known = []
    for one in people:
        row = HubContact(hub=hub, contact=one, cadence_months=6, since=today - dt.timedelta(days=chance.randrange(900)))
        row.due_on = due_of(row)
        known.append(row)
    HubContact.objects.bulk_create(known, batch_size=500)
    ContactFunction.objects.bulk_create([ContactFunction(contact=one, organisation=chance.choice(made),
        function=chance.choice(["docent", "opleider", "bestuurder"])) for one in people], batch_size=500)
    tag = Tag.objects.create(hub=hub, name="meting", folded="meting")
    tag.organisations.add(*made[:200])
print(json.dumps({"organisations": Organisation.objects.count()}))
"""
PAGES = [
    ("register of 10,000 organisations", "/werkplek/netwerk/"),
    ("the same, words and filters", "/werkplek/netwerk/?q=meting+almere&soort=mbo&niveau=mbo-3"),
    ("the same, own stage, longest not in touch first", "/werkplek/netwerk/?fase=partner&sorteer=contact&kolom=tags"),
    ("the same, page 100", "/werkplek/netwerk/?page=100"),
    ("names to choose from while typing", "/werkplek/netwerk/organisaties/zoeken/?q=meting"),
    ("30,000 contacts", "/werkplek/netwerk/contacten/"),
    ("the same, a word that 2,500 organisations have", "/werkplek/netwerk/contacten/?q=zorghuis"),
    ("the same, page 600", "/werkplek/netwerk/contacten/?page=600"),
    ("the same, a word and a function", "/werkplek/netwerk/contacten/?q=persoon+12&functie=docent"),
    ("the same, about to fade", "/werkplek/netwerk/contacten/?contact=uit-beeld&sorteer=wanneer"),
    ("who fades", "/werkplek/netwerk/uit-beeld/"),
    ("white spots", "/werkplek/netwerk/witte-vlekken/"),
    ("regions in figures", "/werkplek/netwerk/regio/"),
    ("organisations that may be the same", "/werkplek/netwerk/dubbel/organisaties/"),
    ("contacts that may be the same", "/werkplek/netwerk/dubbel/contacten/"),
]
QUERIES = """
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS = ["testserver"]
visitor = Client()
visitor.get("/demo/")
visitor.post("/demo/inloggen/", {"persona": "ambassadeur"})
found = {}
for path in PATHS:
    visitor.get(path)
    with CaptureQueriesContext(connection) as caught:
        visitor.get(path)
    found[path] = len(caught)
print(json.dumps(found))
"""


@measure
def register(bench: Bench) -> list[Figure]:
    """Lists over HTTP as an ambassador, and how many queries each takes."""
    bench.inside(FILL)
    paths = [path for _what, path in PAGES]
    loop = min(_loop() for _ in range(5))
    queries = bench.inside(f"PATHS = {paths!r}\n{QUERIES}")
    visitor = bench.visitor("ambassadeur")
    figures = [Figure("a loop of 1,000,000 additions on this machine", f"{loop:.0f} ms CPU", "66 ms on a fast one")]
    for what, path in PAGES:
        status = visitor.get(path)[0]
        times = milliseconds(lambda path=path: visitor.get(path), 40)  # type: ignore[misc]
        figures.append(Figure(f"{what} ({status})", f"{spread(times)}, {queries[path]:g} queries", "p95 100 ms"))
    began = time.perf_counter()
    status = visitor.get("/werkplek/netwerk/beeld/")[0]
    figures.append(Figure(f"picture of 500 organisations ({status})", f"{time.perf_counter() - began:.2f} s", "1 s"))
    visitor.close()
    return figures


def _loop() -> float:
    """Milliseconds of processor time: how quick this machine is today, to read the figures by."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return (time.process_time() - began) * 1000
