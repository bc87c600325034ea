"""Example materials, good examples, research, people, tools and sources. All made up."""

# ruff: noqa: E501 (one example on each line)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knooppunt.catalogue.demo.trainings import LIG, LINDE, NHF, SV, TOREN


@dataclass(frozen=True)
class Other:
    """One example. ``own`` are the fields of its kind."""

    code: str
    kind: str
    title: str
    summary: str
    provider: str
    levels: str
    topics: str
    own: Mapping[str, object] = field(default_factory=dict)
    material: str = ""
    licence: str = ""
    hub: str = ""
    audiences: str = "docent student"


O = Other  # noqa: E741 (a table reads better with short names)
OTHERS = [
    O("m01", "material", "Lespakket “De laatste week thuis”", "Een casus in vijf delen, met kaarten voor rollenspel en een handleiding voor docenten.", "ROC Duinrand (voorbeeld)", "mbo-3 mbo-4", "zorg-in-de-stervensfase mantelzorg-en-naasten", {"duration_minutes": 180, "material_version": "2.1"}, "lespakket casuistiek", "cc-by-sa", NHF),
    O("m02", "material", "Video: hoe vertel je dat het einde dichtbij is?", "Drie verpleegkundigen laten zien hoe zij het zeggen. Met kijkvragen voor in de klas.", "Hospice De Brug (voorbeeld)", "mbo-4 hbo", "gesprekken-over-het-levenseinde", {"duration_minutes": 12}, "video-of-animatie", "cc-by", NHF),
    O("m03", "material", "Presentatie: wat is palliatieve zorg?", "Twintig dia’s met uitleg in gewone taal, en per dia een tip voor de docent.", SV, "mbo-2 mbo-3", "waardigheid persoonsgerichte-zorg", {"duration_minutes": 45, "material_version": "1.3"}, "presentatie", "cc-by-nc"),
    O("m04", "material", "Toetsvragen symptomen: 60 vragen met uitleg", "Meerkeuze en open vragen over pijn, benauwdheid, misselijkheid en delier, met het waarom van elk antwoord.", "Hogeschool Hanzeland (voorbeeld)", "mbo-4 hbo", "symptoommanagement pijnbestrijding delier", {"material_version": "2026"}, "toetsvragen", "cc-by-nc-sa", LIG),
    O("m05", "material", "Casus mevrouw Voorbeeld: dementie en niet meer eten", "Een familie die het niet eens is, in drie scènes. Met vragen voor drie niveaus.", LINDE, "mbo-2 mbo-3 mbo-4", "dementie voeding-en-vocht morele-vragen", {"duration_minutes": 60}, "casuistiek", "cc-by-sa"),
    O("m06", "material", "Lesmodule proactieve zorgplanning", "Zes lessen van 90 minuten, met opdrachten op de werkplek en een beoordelingsformulier.", "Hogeschool IJoever (voorbeeld)", "hbo", "proactieve-zorgplanning individueel-zorgplan", {"duration_minutes": 540, "material_version": "3"}, "lesmodule", "cc-by", NHF),
    O("m07", "material", "Kaartspel Lastige vragen", "Zestig vragen van patiënten en naasten om op te oefenen. Zelf te printen.", "Practoraat Zorg en zingeving (voorbeeld)", "mbo-3 mbo-4 hbo", "zingeving-en-levensvragen gesprekken-over-het-levenseinde", {"duration_minutes": 30}, "oefenmateriaal", "cc0", "septet"),
    O("m08", "material", "Animatie: hoe werkt morfine?", "In drie minuten zonder vaktaal, met ondertiteling en een versie zonder geluid.", SV, "mbo-2 mbo-3 mbo-4", "pijnbestrijding", {"duration_minutes": 3}, "video-of-animatie", "cc-by-nd"),
    O("m09", "material", "Werkblad sociale kaart van je eigen wijk", "Studenten zoeken uit wie er thuis kan helpen en maken er een kaart van.", "ROC De Polder (voorbeeld)", "mbo-3 mbo-4", "mantelzorg-en-naasten coordinatie-en-continuiteit", {"duration_minutes": 90}, "oefenmateriaal", "cc-by", NHF),
    O("m10", "material", "Lesonderdeel mondzorg met poppen en smaken", "Een praktijkles die studenten niet vergeten: voelen, proeven en verzorgen.", "ROC Noorderlicht (voorbeeld)", "mbo-2 mbo-3", "mondzorg", {"duration_minutes": 75}, "lesonderdeel", "cc-by-sa", LIG),
    O("m11", "material", "Achtergrondartikel rouw in verschillende culturen", "Twaalf korte verhalen van naasten, met vragen om over na te praten.", TOREN, "hbo", "cultuursensitieve-communicatie omgaan-met-verlies", {}, "achtergrondmateriaal tekst", "cc-by-nc-nd"),
    O("m12", "material", "Podcastserie Aan het bed", "Zes gesprekken met hulpverleners over een patiënt die zij nooit vergeten.", TOREN, "mbo-4 hbo bij-nascholing", "zorg-voor-jezelf hoop-en-afscheid", {"duration_minutes": 150}, "achtergrondmateriaal", "all-rights-reserved"),
    O("m13", "material", "Simulatie benauwdheid: draaiboek", "Alles voor een simulatie van 40 minuten: scenario, rollen, observatielijst en nabespreking.", "Hogeschool Windkracht (voorbeeld)", "mbo-4 hbo", "benauwdheid angst-en-somberheid", {"duration_minutes": 40, "material_version": "1.1"}, "oefenmateriaal casuistiek", "cc-by-nc-sa", NHF),
    O("m14", "material", "Lespakket kinderen en afscheid", "Voorleesverhalen, tekenopdrachten en een brief aan ouders.", "Kinderthuiszorg Vlinder (voorbeeld)", "hbo", "kinderen-en-gezin rouwbegeleiding", {}, "lespakket", "cc-by"),
    O("m15", "material", "Checklist overdracht naar huis", "Eén bladzijde met wat er geregeld moet zijn, en een les om ermee te oefenen.", "Thuiszorg Twentestroom (voorbeeld)", "mbo-4 hbo", "coordinatie-en-continuiteit", {"duration_minutes": 50}, "oefenmateriaal", "cc0", LIG),
    O("m16", "material", "Ethische dilemma’s in tien strips", "Getekende verhalen waarbij de klas kiest hoe het verder gaat.", LINDE, "mbo-2 mbo-3 mbo-4", "morele-vragen euthanasie", {"duration_minutes": 60}, "casuistiek", "cc-by-nc"),
    O("m17", "material", "Kennisclip vermoeidheid", "Acht minuten over oorzaken en wat helpt, met een opdracht om energie te verdelen.", SV, "mbo-4 hbo", "vermoeidheid", {"duration_minutes": 8}, "video-of-animatie", "cc-by"),
    O("m18", "material", "Studiewijzer keuzedeel palliatieve zorg", "Een planning van 240 uur met leerdoelen, opdrachten en beslismomenten.", "ROC Domstad (voorbeeld)", "mbo-3 mbo-4", "deskundigheid", {"material_version": "2026-2027"}, "lesmodule achtergrondmateriaal", "cc-by-sa", "septet"),
    O("m19", "material", "Beoordelingsformulier gesprek over het levenseinde", "Voor docent, medestudent en acteur, met voorbeelden per niveau.", "Hogeschool Rijnoever (voorbeeld)", "mbo-4 hbo", "gesprekken-over-het-levenseinde", {}, "toetsvragen oefenmateriaal", "cc-by", "propallia"),
    O("m20", "material", "Website Woorden voor het einde", "Voorbeeldzinnen bij moeilijke momenten, per situatie te vinden.", "Patiëntenplatform Samen Verder (voorbeeld)", "mbo-3 mbo-4 hbo", "gesprekken-over-het-levenseinde hoop-en-afscheid", {}, "website", "cc-by", "", "docent student zorgverlener patient-of-naaste"),
    # Nearly the same as m17: for who keeps the catalogue, a pair to lay side by side.
    O("m21", "material", "Kennisclip: vermoeidheid", "Een filmpje van acht minuten over moe zijn, met een opdracht.", LINDE, "mbo-4", "vermoeidheid", {"duration_minutes": 8}, "video-of-animatie", "cc-by"),
    O("v01", "example", "Studenten lopen een nacht mee in het hospice", "Tien tweedejaars waakten een nacht mee en schreven er een brief over.", "ROC Duinrand (voorbeeld)", "mbo-3 mbo-4", "zorg-in-de-stervensfase", {"results": "Studenten durven daarna eerder vragen te stellen op hun stage. Het hospice wil het elk jaar doen.", "institutions": ["ROC Duinrand (voorbeeld)", "Hospice Duinzicht (voorbeeld)"]}, "", "", NHF),
    O("v02", "example", "Eén leerlijn van mbo 2 tot hbo", "Drie scholen legden hun lessen naast elkaar en haalden dubbel werk weg.", "Hogeschool Windkracht (voorbeeld)", "mbo-2 mbo-3 mbo-4 hbo", "deskundigheid", {"results": "Er kwam ruimte voor twaalf uur oefenen met gesprekken.", "institutions": ["ROC De Polder (voorbeeld)", "Hogeschool Windkracht (voorbeeld)"]}, "", "", NHF),
    O("v03", "example", "Patiënten als docent", "Vier mensen die ernstig ziek zijn gaven gastles over wat zij nodig hebben.", "Patiëntenplatform Samen Verder (voorbeeld)", "hbo", "persoonsgerichte-zorg", {"results": "Studenten noemen deze les als de les die bleef hangen. Voor- en nazorg voor de gastdocenten is nodig."}, "", ""),
    O("v04", "example", "Samen leren in de wijk: huisarts en wijkteam", "Elke maand één casus aan de keukentafel van de praktijk.", "Huisartsenpraktijk De Dijk (voorbeeld)", "bij-nascholing", "coordinatie-en-continuiteit", {"results": "Afspraken staan nu bij iedereen in het dossier."}, "", "", NHF, "zorgverlener opleidingscoordinator"),
    O("v05", "example", "Het gesprek oefenen met vrijwilligers als acteur", "Vrijwilligers spelen naasten; studenten oefenen zonder haast.", "Hospice Het Veen (voorbeeld)", "mbo-4", "gesprekken-over-het-levenseinde", {"results": "Zestien studenten per dag, zonder kosten voor acteurs."}, "", "", LIG),
    O("v06", "example", "Raamwerk op één A3 in de docentenkamer", "Een plaat waarop elk team zijn lessen plakt; gaten zie je meteen.", "Zorgcollege Westfriesland (voorbeeld)", "mbo-3 mbo-4", "deskundigheid", {"results": "Na een middag was duidelijk dat rouw nergens een plek had."}, "", "", NHF, "docent opleidingscoordinator beleidsmaker"),
    O("o01", "research", "Wat leren studenten van een overlijden op stage?", "Onderzoek naar ervaringen van mbo-studenten en wat begeleiders kunnen doen.", "Lectoraat Zorg dichtbij (voorbeeld)", "mbo-3 mbo-4", "omgaan-met-verlies zorg-voor-jezelf", {"question": "Wat helpt studenten die voor het eerst een overlijden meemaken?", "research_state": "running", "from": -400, "until": 300, "funder": "Voorbeeldfonds Onderwijs"}, "", "", LIG),
    O("o02", "research", "Leren in een leergemeenschap palliatieve zorg", "Actieonderzoek met vijf teams uit thuiszorg en onderwijs.", "Practoraat Zorg en zingeving (voorbeeld)", "mbo-4 hbo", "deskundigheid coordinatie-en-continuiteit", {"question": "Hoe leren teams van elkaar als zij een jaar lang samen oefenen?", "research_state": "finished", "from": -900, "until": -120, "results": "Teams die elke maand oefenen, bespreken zorgplanning vaker. Rapport en werkvormen zijn vrij te gebruiken."}, "", "cc-by", "septet"),
    O("o03", "research", "Simulatie of stage: waar leer je benauwdheid herkennen?", "Vergelijking van twee manieren van leren bij hbo-studenten.", "Universiteit Noord (voorbeeld)", "hbo", "benauwdheid", {"question": "Leidt simulatie tot even goede observaties als een stage?", "research_state": "running", "from": -200, "until": 500, "funder": "Voorbeeldfonds Onderwijs"}, "", "", LIG),
    O("o04", "research", "Project Taal rond het levenseinde", "Samen met nieuwkomers maken we lesmateriaal in zes talen.", TOREN, "mbo-2 mbo-3 hbo", "migranten-en-palliatieve-zorg cultuursensitieve-communicatie", {"question": "Welke woorden helpen als je de taal niet deelt?", "research_state": "planned", "from": 60, "until": 800}, "", ""),
    O("o05", "research", "Zicht op scholing in de regio", "Inventarisatie van alle scholing in Noord-Holland en Flevoland, elk half jaar bijgewerkt.", "Hogeschool IJoever (voorbeeld)", "bij-nascholing", "deskundigheid", {"question": "Wat is er, voor wie, en wat ontbreekt?", "research_state": "running", "from": -300, "until": 400}, "", "", NHF, "beleidsmaker opleidingscoordinator"),
    O("g01", "person", "Gastles over waken", "Een ervaren waakvrijwilliger vertelt en laat studenten oefenen met stil zijn.", "Vrijwilligersgroep Nabij (voorbeeld)", "mbo-2 mbo-3 mbo-4", "zorg-in-de-stervensfase", {"person_name": "Truus Voorbeeld", "person_role": "Waakvrijwilliger", "travels": "Kop van Noord-Holland"}, "", "", NHF),
    O("g02", "person", "Gastles palliatieve zorg bij migranten", "Met verhalen uit de praktijk en tijd voor vragen die je niet durft te stellen.", TOREN, "hbo", "migranten-en-palliatieve-zorg", {"person_name": "Samira Voorbeeld", "person_role": "Consulent en docent", "travels": "Heel Nederland en online"}, "", ""),
    O("g03", "person", "Een arts in de klas: wat doet de huisarts?", "Voor mbo-klassen die willen weten hoe een dag eruitziet.", "Huisartsenpraktijk De Dijk (voorbeeld)", "mbo-3 mbo-4", "coordinatie-en-continuiteit symptoommanagement", {"person_name": "Kees Voorbeeld", "person_role": "Huisarts", "travels": "Tot 30 km van Volendam"}, "", "", NHF),
    O("g04", "person", "Naaste vertelt: het laatste jaar van mijn vader", "Een zoon over wat hielp, wat pijn deed en wat hij graag had geweten.", "Patiëntenplatform Samen Verder (voorbeeld)", "mbo-4 hbo", "mantelzorg-en-naasten rouwbegeleiding", {"person_name": "Joost Voorbeeld", "person_role": "Naaste en ervaringsdeskundige", "travels": "Midden-Nederland en online"}, "", "", "septet"),
    O("g05", "person", "Gastcollege pijn en medicijnen", "Een apotheker maakt rekenen leuk, met voorbeelden uit de thuiszorg.", "Thuiszorg Flevozorg (voorbeeld)", "mbo-4 hbo", "pijnbestrijding", {"person_name": "Mei Voorbeeld", "person_role": "Apotheker", "travels": "Flevoland en online"}, "", "", NHF),
    O("h01", "tool", "Keuzehulp: welke werkvorm past bij mijn les?", "Zes vragen en je weet of een casus, spel of simulatie past.", "Hogeschool Windkracht (voorbeeld)", "mbo-3 mbo-4 hbo", "deskundigheid", {"duration_minutes": 5}, "", "cc-by", NHF),
    O("h02", "tool", "Rekenhulp pijnmedicatie om te oefenen", "Alleen voor in de les: oefen met omrekenen en zie waar het misgaat.", LINDE, "mbo-4 hbo", "pijnbestrijding", {"material_version": "4"}, "", "all-rights-reserved"),
    O("h03", "tool", "Zelfmeter voor teams: hoe staan wij ervoor?", "Twaalf stellingen om samen te bespreken, met een plaat als uitkomst.", TOREN, "bij-nascholing", "deskundigheid coordinatie-en-continuiteit", {"duration_minutes": 45}, "", "cc-by-nc", "", "zorgverlener opleidingscoordinator"),
    O("h04", "tool", "Gesprekshulp voor proactieve zorgplanning", "Vragen op volgorde, met ruimte voor eigen woorden. Ook op papier.", SV, "hbo bij-nascholing", "proactieve-zorgplanning", {}, "", "cc-by-sa", "", "zorgverlener docent"),
    O("e01", "source", "Voorbeeldbank lesmateriaal zorg", "Verzameling van open lesmateriaal van mbo-scholen, met filter op keuzedeel.", "", "mbo-2 mbo-3 mbo-4", "deskundigheid", {}, "", ""),
    O("e02", "source", "Voorbeeldportaal richtlijnen", "Richtlijnen over symptomen in de palliatieve fase, met samenvattingskaarten.", "", "hbo bij-nascholing", "symptoommanagement", {}, "", "", "", "zorgverlener docent"),
    O("e03", "source", "Voorbeeldsite voor patiënten en naasten", "Uitleg in gewone taal over ziek zijn, keuzes en afscheid.", "", "mbo-2 mbo-3", "hoop-en-afscheid mantelzorg-en-naasten", {}, "", "", "", "patient-of-naaste vrijwilliger"),
    O("e04", "source", "Voorbeeldkanaal met webinars", "Terugkijken van lezingen, met per lezing het niveau.", "", "bij-nascholing", "deskundigheid", {}, "", "", "", "zorgverlener"),
]  # fmt: skip
