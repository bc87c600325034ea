"""Example collections, the toolbox of a keuzedeel among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from knooppunt.catalogue.actions.collections import CollectionContent, ItemContent, create_collection
from knooppunt.catalogue.models import Collection, Entry
from knooppunt.network.models import Hub

Row = tuple[str, str, tuple[str, ...]]  # heading, text, codes of entries
TOOLBOX: list[Row] = [
    (
        "Beginnen",
        "Kies eerst hoe je het keuzedeel opbouwt. De studiewijzer geeft een planning van 240 uur.",
        ("m18", "t45"),
    ),
    (
        "Wat is palliatieve zorg?",
        "Een eerste les waarin studenten hun eigen beelden naast elkaar leggen.",
        ("m03", "v01"),
    ),
    (
        "Symptomen",
        "Oefen met zien, vertellen en doen. Sluit af met een paar toetsvragen.",
        ("m10", "m08", "m13", "m04"),
    ),
    (
        "Praten over het einde",
        "Begin klein: eerst kijken, dan in tweetallen, dan met een acteur.",
        ("m02", "m07", "g01"),
    ),
    ("Rouw en zorg voor jezelf", "Spreek vooraf af hoe studenten even uit de les kunnen stappen.", ("t10", "m05")),
]
COLLECTIONS: list[tuple[str, str, str, str, list[Row]]] = [
    (
        "Toolbox keuzedeel palliatieve zorg (voorbeeld)",
        "K1006",
        "",
        "Alles wat je nodig hebt om het mbo-keuzedeel te geven, op volgorde. De onderdelen zijn verzonnen voorbeelden; "
        "de volgorde laat zien hoe een toolbox werkt.",
        TOOLBOX,
    ),
    (
        "Beginnen met proactieve zorgplanning (voorbeeld)",
        "",
        "",
        "Een korte route voor teams: eerst samen kijken, dan oefenen, dan afspraken maken.",
        [
            ("Kijken en lezen", "", ("h03", "h04")),
            ("Oefenen", "Neem een eigen casus mee.", ("t04", "m06")),
            ("Samen met anderen", "", ("t34", "v04")),
        ],
    ),
    (
        "Gastlessen in onze regio (voorbeeld)",
        "",
        "noord-holland-flevoland",
        "Mensen die graag in de klas vertellen. Mail hen op tijd.",
        [("", "", ("g01", "g03", "g05"))],
    ),
]
DRAFT = "Leren van elkaar in de wijk (voorbeeld)"
DRAFT_ROW: Row = ("Nog aan te vullen", "We zoeken nog voorbeelden uit onze regio.", ("t02", "v03"))


def load_collections(entries: Mapping[str, Entry], today: dt.date) -> list[Collection]:
    """Make the example collections of the entries, by their codes."""
    hubs = {hub.slug: hub for hub in Hub.objects.all()}
    made = []
    for title, code, hub, intro, rows in COLLECTIONS:
        items = [item for row in rows for item in _items(row, entries)]
        content = CollectionContent(title=title, intro=intro, code=code, hub=hubs.get(hub), items=tuple(items))
        made.append(create_collection(content=content, by=None, state=Collection.State.PUBLISHED))
    draft = CollectionContent(title=DRAFT, hub=hubs.get("ligare"), items=tuple(_items(DRAFT_ROW, entries)))
    made.append(create_collection(content=draft, by=None, state=Collection.State.DRAFT))
    Collection.objects.filter(pk__in=[one.pk for one in made]).update(
        is_example=True, checked_on=today - dt.timedelta(days=21)
    )
    return made


def _items(row: Row, entries: Mapping[str, Entry]) -> list[ItemContent]:
    heading, text, codes = row
    first = [ItemContent(heading=heading, text=text)] if heading or text else []
    return first + [ItemContent(entry=entries[code]) for code in codes]
