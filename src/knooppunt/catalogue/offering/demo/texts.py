"""The texts of the example proposals. All made up."""

from __future__ import annotations

from typing import Any

TRAININGS: dict[str, dict[str, Any]] = {
    "onbevestigd": {
        "title": "Muziek in de laatste levensfase",
        "summary": "Een middag over muziek als troost, voor vrijwilligers en verzorgenden.",
        "days": (35,),
        "place": "Hoorn",
    },
    "onrust": {
        "title": "Omgaan met onrust in de nacht",
        "summary": "Wat doe je als iemand 's nachts onrustig is? Voor verzorgenden in de wijk en het verpleeghuis.",
        "days": (24, 52),
        "place": "Leiden",
        "concepts": {"levels": ["mbo-3", "mbo-4"], "audiences": ["zorgverlener"]},
    },
    "regionaal": {
        "title": "Inloopavond: praten over de dood",
        "summary": "Een open avond voor studenten en zorgverleners uit de regio, met koffie en verhalen.",
        "hub": "noord-holland-flevoland",
        "days": (19,),
        "place": "Alkmaar",
        "price": "0",
        "links": [{"url": "https://hospice-zwaluw.example/inloop", "kind": "site"}],
    },
    "dubbel": {
        "title": "Zorg in de laatste dagen: herkennen, uitleggen en nabij zijn",
        "summary": "Je leert de stervensfase herkennen en erover praten.",
        "days": (18,),
        "place": "Haarlem",
        "price": "195",
    },
    "bezig": {
        "title": "Palliatieve zorg bij hartfalen",
        "summary": "Voor verpleegkundigen: wanneer begin je het gesprek, en wat helpt bij benauwdheid?",
        "days": (40, 75),
        "place": "Utrecht",
        "price": "185",
        "concepts": {"levels": ["hbo"], "audiences": ["zorgverlener"]},
        "accreditations": [{"register": "kr-vv", "is_pending": True}],
    },
    "terug": {
        "title": "Waken bij stervenden",
        "summary": "Een dagdeel voor wie waakt: stilte, nabijheid en je eigen grenzen.",
        "days": (28,),
        "place": "Zwolle",
    },
    "goedgekeurd": {
        "title": "Levensverhalen optekenen met bewoners",
        "summary": "Je leert in drie middagen hoe je iemands levensverhaal opschrijft, met aandacht voor afscheid.",
        "days": (30, 37, 44),
        "place": "Deventer",
        "price": "120",
        "concepts": {"levels": ["mbo-3", "mbo-4"], "audiences": ["zorgverlener", "vrijwilliger"]},
    },
    "ingetrokken": {
        "title": "Rouw op het werk",
        "summary": "Een webinar voor leidinggevenden over collega's die iemand verliezen.",
        "days": (12,),
        "place": "",
    },
    "concept": {
        "title": "Comfortzorg bij dementie",
        "summary": "In twee dagdelen leer je onrust en pijn zien bij mensen die het niet meer kunnen zeggen.",
        "days": (60,),
        "place": "Assen",
        "price": "210",
    },
    "van-aanbieder": {
        "title": "Klinisch redeneren in de palliatieve fase",
        "summary": "Van klacht naar oorzaak naar plan, met casussen uit je eigen praktijk.",
        "days": (48, 90),
        "place": "Groningen",
        "price": "245",
        "concepts": {"levels": ["mbo-4", "hbo"], "audiences": ["zorgverlener"]},
        "accreditations": [{"register": "kr-vv", "points": "6"}],
    },
    "terug-aanbieder": {
        "title": "Omgaan met boosheid van naasten",
        "summary": "Hoe blijf je rustig als een familie boos is?",
        "days": (55,),
        "place": "Enschede",
        "price": "145",
    },
}
# name, kind of organisation, what they want to offer
REGISTRATIONS = [
    ("Trainersgroep Kompas (voorbeeld)", "nascholing", "Dagtrainingen over gesprekken voeren."),
    ("Leerhuis De Kade (voorbeeld)", "nascholing", "E-learning voor verzorgenden, en lesmateriaal."),
    ("Netwerk Het Veer (voorbeeld)", "netwerk", "Regionale scholingsavonden."),
    ("Reisbureau Zon (voorbeeld)", "nascholing", "Reizen."),
]
# kind, text, state, answer
REPORTS = [
    ("date", "De training in Haarlem is volgens mij een week later.", "open", ""),
    ("link", "De link om in te schrijven geeft een foutmelding.", "open", ""),
    ("gone", "Deze cursus wordt niet meer gegeven, zei de aanbieder.", "open", ""),
    ("content", "De richtlijn in de tekst is vernieuwd.", "solved", "We hebben de tekst aangepast. Dank je wel."),
    ("other", "Ik vind de titel niet mooi.", "unfounded", "De aanbieder kiest zelf de titel."),
]
# dimension, text, necessary
CRITERIA = [
    ("content", "De inhoud past bij de huidige richtlijnen en het kwaliteitskader.", True),
    ("content", "Het is duidelijk voor wie het is en wat je leert.", True),
    ("content", "Patiënten of naasten hebben meegedacht.", False),
    ("form", "De werkvorm past bij de leerdoelen.", True),
    ("form", "Het is toegankelijk: ondertiteling, leesbare tekst, ook op een telefoon.", False),
    ("metadata", "Titel, samenvatting, niveau en data kloppen.", True),
    ("metadata", "De studiebelasting staat erbij.", False),
    ("rights", "De licentie is duidelijk, en past bij wat er gebruikt is.", True),
    ("rights", "Beelden en teksten van anderen zijn genoemd.", True),
]
