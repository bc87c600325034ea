"""Example trainings. All made up: providers, places and points exist in no register.

Each row: number, title, summary, provider, hub, levels, professions, topics, forms, study load, runs, price in euros
(None: on request), points. Runs are (days from today, place); a place of "" is online.
"""

# ruff: noqa: E501 (one example on each line)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SV, LINDE, TOREN = (
    "Scholingsbureau Voorbeeld",
    "Academie De Linde (voorbeeld)",
    "Expertisecentrum De Vuurtoren (voorbeeld)",
)
NHF, LIG = "noord-holland-flevoland", "ligare"
NURSES = "verzorgende-ig mbo-verpleegkundige hbo-verpleegkundige"
DOCTORS = "huisarts specialist-ouderengeneeskunde basisarts"


@dataclass(frozen=True)
class Training:
    """One example."""

    code: str
    title: str
    summary: str
    provider: str
    levels: str
    professions: str
    topics: str
    forms: str
    load: str
    runs: tuple[tuple[int, str], ...] = ()
    price: int | None = 0
    points: str = ""  # "kr-vv 6, gaia 5, napa ?"
    hub: str = ""
    hours: int = 6
    extra: Mapping[str, object] = field(default_factory=dict)


T = Training
ALWAYS, ASK = {"is_always_open": True}, {"is_on_request": True}
TRAININGS = [
    T("t01", "Zorg in de laatste dagen: herkennen, uitleggen, nabij zijn", "Je leert de stervensfase op tijd herkennen en er rustig over praten met naasten. Met een acteur oefen je twee gesprekken.", LINDE, "mbo-3 mbo-4 hbo", NURSES, "zorg-in-de-stervensfase gesprekken-over-het-levenseinde", "klassikaal", "1 dag, 6 uur", ((18, "Haarlem"), (60, "Almere"), (73, "Haarlem"), (-35, "Alkmaar")), 195, "kr-vv 6, vsr 6, gaia 5, napa ?", NHF),
    T("t02", "Palliatieve zorg in de wijk", "In acht korte delen leer je wat je thuis kunt doen bij onrust, pijn en benauwdheid. Je begint wanneer je wilt.", SV, "mbo-3 mbo-4", "verzorgende-ig mbo-verpleegkundige", "pijnbestrijding benauwdheid symptoommanagement", "e-learning", "4 uur, in delen", (), 0, "kr-vv 4", "", 4, ALWAYS),
    T("t03", "Samen beslissen over stoppen met eten en drinken", "Over luisteren, uitleggen en afspraken maken met de hele familie. Voor teams die samen willen leren.", LINDE, "mbo-4 hbo", NURSES, "voeding-en-vocht morele-vragen gezamenlijke-besluitvorming", "op-de-werkplek", "1 dagdeel, 3 uur", (), 1250, "kr-vv 3, gaia 3", "", 3, ASK),
    T("t04", "Proactieve zorgplanning: het gesprek beginnen", "Hoe begin je op tijd over wensen en grenzen? Je oefent met je eigen casus en schrijft een individueel zorgplan.", TOREN, "hbo hbo-master", "hbo-verpleegkundige verpleegkundig-specialist physician-assistant", "proactieve-zorgplanning individueel-zorgplan wilsverklaring-en-behandelgrenzen", "blended", "2 dagdelen en 4 uur thuis", ((11, "Amsterdam"), (39, "Utrecht"), (95, "Zwolle")), 345, "kr-vv 10, vsr 10, napa 10"),
    T("t05", "Markering: de surprise question in de praktijk", "Zou het je verbazen als deze patiënt binnen een jaar overlijdt? Je leert de vraag stellen en wat je daarna doet.", TOREN, "hbo wo-7 bij-nascholing", DOCTORS + " hbo-verpleegkundige", "markering proactieve-zorgplanning", "webinar", "1,5 uur", ((6, ""), (34, ""), (-22, "")), 45, "gaia 1,5, vsr 1,5, abc1 1,5", "", 2),
    T("t06", "Pijnbestrijding in de palliatieve fase", "Van pijn meten tot medicijnen ophogen: je rekent, overlegt en legt uit aan patiënt en naasten.", LINDE, "mbo-4 hbo", "mbo-verpleegkundige hbo-verpleegkundige", "pijnbestrijding symptoommanagement", "klassikaal", "1 dag, 6 uur", ((25, "Alkmaar"), (81, "Amsterdam")), 210, "kr-vv 6, vsr ?", NHF),
    T("t07", "Benauwdheid: angst en adem", "Wat doe je als iemand het benauwd krijgt? Houding, rust, lucht en medicijnen, met oefeningen die je morgen gebruikt.", SV, "mbo-3 mbo-4", "verzorgende-ig mbo-verpleegkundige fysiotherapeut", "benauwdheid angst-en-somberheid", "klassikaal", "1 dagdeel, 3 uur", ((14, "Zwolle"), (47, "Groningen")), 95, "kr-vv 3, krf 3", LIG, 3),
    T("t08", "Delier in de laatste levensfase", "Je herkent een delier, zoekt de oorzaak en weet wat helpt. Met filmpjes van echte gesprekken, gespeeld door acteurs.", SV, "mbo-4 hbo", NURSES, "delier symptoommanagement", "e-learning", "2 uur", (), 25, "kr-vv 2", "", 2, ALWAYS),
    T("t09", "Palliatieve sedatie: wie doet wat?", "Voor artsen en verpleegkundigen samen: de afspraken, de middelen, de uitleg aan de familie en de uren daarna.", TOREN, "hbo wo-7 bij-nascholing", DOCTORS + " hbo-verpleegkundige verpleegkundig-specialist", "palliatieve-sedatie zorg-in-de-stervensfase", "blended", "1 dag en 2 uur thuis", ((31, "Amsterdam"), (88, "Nijmegen")), 395, "gaia 7, vsr 7, kr-vv 7, napa 7"),
    T("t10", "Rouw bij jongeren in het mbo", "Hoe merk je dat een student rouwt, en wat zeg je dan? Voor docenten en loopbaanbegeleiders.", "ROC Duinrand (voorbeeld)", "mbo-2 mbo-3 mbo-4", "docent praktijkbegeleider", "rouwbegeleiding omgaan-met-verlies", "klassikaal", "1 dagdeel, 3 uur", ((20, "Haarlem"),), 0, "", NHF, 3),
    T("t11", "Waken en nabij zijn: voor vrijwilligers", "Wat doe je als je alleen maar hoeft te zijn? Drie avonden over stilte, aanraken, grenzen en je eigen verhaal.", "Vrijwilligersgroep Nabij (voorbeeld)", "functiegericht", "vrijwilliger", "zorg-in-de-stervensfase zingeving-en-levensvragen zorg-voor-jezelf", "klassikaal", "3 avonden", ((9, "Hoorn"), (65, "Hoorn")), 0, "", NHF, 9, {"schedule": "drie dinsdagavonden"}),
    T("t12", "Spiritualiteit: luisteren naar wat ertoe doet", "Levensvragen horen in gewone zinnen. Je oefent met de vragen die je zelf lastig vindt.", LINDE, "mbo-4 hbo", "geestelijk-verzorger maatschappelijk-werker " + NURSES, "zingeving-en-levensvragen hoop-en-afscheid", "klassikaal", "2 dagen", ((41, "Utrecht"), (42, "Utrecht")), 480, "skgv 10, kr-vv 10"),
    T("t13", "Palliatieve zorg voor mensen met dementie", "Signalen herkennen als iemand het niet meer kan zeggen. Met observatielijsten en een casus over eten.", SV, "mbo-3 mbo-4", "helpende verzorgende-ig mbo-verpleegkundige", "dementie symptoommanagement persoonsgerichte-zorg", "klassikaal", "1 dag, 6 uur", ((16, "Assen"), (52, "Enschede"), (100, "Emmen")), 175, "kr-vv 6", LIG),
    T("t14", "Mondzorg in tien minuten per dag", "Een droge mond is te verlichten. Korte les met plaatjes, producten en een oefening op elkaar.", SV, "mbo-2 mbo-3", "helpende verzorgende-ig", "mondzorg", "op-de-werkplek", "1 uur", (), 325, "", "", 1, ASK),
    T("t15", "Cultuursensitieve gesprekken over het levenseinde", "Niet iedereen praat op dezelfde manier over doodgaan. Je leert vragen stellen zonder te raden.", TOREN, "hbo bij-nascholing", "hbo-verpleegkundige huisarts maatschappelijk-werker", "cultuursensitieve-communicatie migranten-en-palliatieve-zorg gesprekken-over-het-levenseinde", "blended", "1 dagdeel en 2 uur thuis", ((28, "Den Haag"), (70, "Rotterdam")), 165, "kr-vv 5, gaia 5"),
    T("t16", "Leergang palliatieve zorg voor verpleegkundigen", "Tien lesdagen, een praktijkopdracht en een afsluitend gesprek. Voor wie de vraagbaak van het team wil zijn.", "Hogeschool IJoever (voorbeeld)", "hbo vvo", "mbo-verpleegkundige hbo-verpleegkundige", "proactieve-zorgplanning symptoommanagement zorg-in-de-stervensfase zorg-voor-jezelf", "blended", "10 dagen en 80 uur thuis", ((55, "Amsterdam"),), 2950, "kr-vv 60, vsr ?", NHF, 140, {"until": 250}),
    T("t17", "Palliatieve zorg bij kinderen: een eerste kennismaking", "Wat is anders als de patiënt een kind is? Over het gezin, school, spelen en afscheid.", "Kinderthuiszorg Vlinder (voorbeeld)", "hbo bij-nascholing", "hbo-verpleegkundige maatschappelijk-werker", "kinderen-en-gezin mantelzorg-en-naasten", "webinar", "2 uur", ((12, ""), (68, "")), 35, "kr-vv 2, skj 2", "", 2),
    T("t18", "Mantelzorgers steunen: wie zorgt voor de zorger?", "Je leert overbelasting zien en bespreken, en weet waar hulp te vinden is in de buurt.", "Thuiszorg De Wilg (voorbeeld)", "mbo-3 mbo-4", "verzorgende-ig mbo-verpleegkundige maatschappelijk-werker", "mantelzorg-en-naasten", "klassikaal", "1 dagdeel, 3 uur", ((23, "Heemstede"),), 60, "kr-vv 3", NHF, 3),
    T("t19", "Hoe zeg je dat het slecht nieuws is?", "Een training met acteurs voor artsen in opleiding. Je krijgt terugkoppeling van collega’s en van een naaste.", "Universiteit Amstelland (voorbeeld)", "wo-7", "basisarts medisch-specialist", "gesprekken-over-het-levenseinde hoop-en-afscheid", "klassikaal", "1 dag, 7 uur", ((37, "Amsterdam"), (107, "Amsterdam")), 280, "gaia 6", NHF, 7),
    T("t20", "Symposium Samen leren rond het levenseinde", "Eén dag met lezingen, werkplaatsen en een markt van lesmateriaal. Voor iedereen die lesgeeft over palliatieve zorg.", TOREN, "bij-nascholing", "docent praktijkbegeleider hbo-verpleegkundige", "deskundigheid coordinatie-en-continuiteit", "symposium", "1 dag", ((45, "Utrecht"),), 75, "kr-vv 5, gaia 5, vsr 5", "", 6, {"seats": 180}),
    T("t21", "Basiscursus palliatieve zorg voor helpenden", "In gewone taal: wat is palliatieve zorg, wat zie je en aan wie vertel je het? Met plaatjes en filmpjes.", "ROC De Polder (voorbeeld)", "mbo-2", "helpende", "persoonsgerichte-zorg waardigheid", "klassikaal", "4 ochtenden", ((13, "Lelystad"), (62, "Almere")), 0, "", NHF, 12, {"schedule": "vier maandagochtenden"}),
    T("t22", "Vermoeidheid en energie verdelen", "Samen met de patiënt kijken wat nog kan en wat mag wachten. Voor verpleegkundigen en fysiotherapeuten.", SV, "hbo", "hbo-verpleegkundige fysiotherapeut", "vermoeidheid symptoommanagement", "webinar", "1,5 uur", ((4, ""), (-50, "")), 30, "kr-vv 1,5, krf 1,5", "", 2),
    T("t23", "Angst en somberheid bij ernstige ziekte", "Wat is verdriet en wat is een depressie? Je oefent met vragen die helpen en weet wanneer je doorverwijst.", LINDE, "hbo bij-nascholing", "psycholoog maatschappelijk-werker hbo-verpleegkundige", "angst-en-somberheid", "klassikaal", "1 dag, 6 uur", ((50, "Alkmaar"),), 225, "kr-vv 6, gaia ?"),
    T("t24", "Moreel beraad: leren begeleiden", "Vier dagen om moreel beraad in je eigen team te leiden, ook als het spannend wordt.", TOREN, "hbo-master wo-7", "geestelijk-verzorger verpleegkundig-specialist specialist-ouderengeneeskunde", "morele-vragen euthanasie", "blended", "4 dagen en 16 uur thuis", ((77, "Amersfoort"),), 1450, "skgv 30, vsr 28, gaia 28", "", 44, {"until": 140}),
    T("t25", "Euthanasie en andere vragen aan de verpleegkundige", "Wat mag je zeggen, wat doe je wel en niet, en hoe zorg je voor jezelf? Met de wet in gewone woorden.", LINDE, "mbo-4 hbo", "mbo-verpleegkundige hbo-verpleegkundige", "euthanasie morele-vragen zorg-voor-jezelf", "klassikaal", "1 dagdeel, 3 uur", ((30, "Haarlem"), (-60, "Haarlem")), 110, "kr-vv 3", NHF, 3),
    T("t26", "Zorgen voor jezelf als je veel afscheid neemt", "Een dag stilstaan bij wat het werk met je doet. Met schrijven, wandelen en elkaar.", "Hospice De Brug (voorbeeld)", "functiegericht", "verzorgende-ig hbo-verpleegkundige vrijwilliger", "zorg-voor-jezelf omgaan-met-verlies", "klassikaal", "1 dag", ((21, "Almere"), (84, "Almere")), 85, "kr-vv 4", NHF),
    T("t27", "Casusbespreking palliatieve zorg: maandelijkse avond", "Huisartsen, wijkverpleegkundigen en apothekers bespreken samen twee casussen uit de regio.", "Netwerk Palliatieve Zorg Kop en Kust (voorbeeld)", "bij-nascholing", "huisarts hbo-verpleegkundige apotheker", "coordinatie-en-continuiteit symptoommanagement", "klassikaal", "2 uur per avond", ((8, "Den Helder"), (36, "Schagen"), (64, "Den Helder"), (92, "Schagen")), 0, "gaia 2, kr-vv 2", NHF, 2),
    T("t28", "Voeding en vocht: wat als eten niet meer hoeft?", "Je legt naasten rustig uit wat er verandert en wat je wel kunt doen.", SV, "mbo-3 mbo-4", "verzorgende-ig mbo-verpleegkundige", "voeding-en-vocht mantelzorg-en-naasten", "e-learning", "1,5 uur", (), 15, "kr-vv 1,5", "", 2, ALWAYS),
    T("t29", "Lesgeven over de dood: train de docent", "Hoe maak je een les die veilig is voor studenten die zelf iemand verloren? Je gaat naar huis met een eigen lesplan.", "Hogeschool Windkracht (voorbeeld)", "hbo", "docent praktijkbegeleider", "deskundigheid omgaan-met-verlies", "klassikaal", "2 dagdelen", ((27, "Almere"), (75, "Almere")), 0, "", NHF),
    T("t30", "Praktijkbegeleider in het hospice", "Je leert studenten begeleiden op een plek waar veel gebeurt en weinig te plannen valt.", "Hospice De Terp (voorbeeld)", "mbo-4 hbo", "praktijkbegeleider", "deskundigheid zorg-voor-jezelf", "op-de-werkplek", "2 dagen", ((33, "Leeuwarden"),), 150, "", LIG, 12),
    T("t31", "Klinisch redeneren bij symptomen", "Zes casussen waarin je stap voor stap zoekt wat er speelt. Je werkt in tweetallen van hbo en mbo.", "Hogeschool Hanzeland (voorbeeld)", "mbo-4 hbo", "mbo-verpleegkundige hbo-verpleegkundige", "symptoommanagement pijnbestrijding delier", "blended", "3 dagdelen", ((19, "Zwolle"), (97, "Zwolle")), 120, "kr-vv 9", LIG, 9),
    T("t32", "Wilsverklaring en behandelgrenzen bespreken", "Wat staat er, wat betekent het en wie moet het weten? Voor huisartsen en specialisten ouderengeneeskunde.", TOREN, "wo-7 bij-nascholing", "huisarts specialist-ouderengeneeskunde", "wilsverklaring-en-behandelgrenzen proactieve-zorgplanning", "webinar", "1 uur", ((15, ""),), 0, "abc1 1, gaia 1", "", 1),
    T("t33", "Palliatieve zorg in het ziekenhuis: de eerste 48 uur", "Van opname naar gesprek: wat regel je direct en wie vraag je erbij?", "Ziekenhuis Waterland-Noord (voorbeeld)", "hbo wo-7", "hbo-verpleegkundige basisarts physician-assistant", "coordinatie-en-continuiteit markering", "klassikaal", "1 dagdeel, 4 uur", ((44, "Purmerend"),), 130, "kr-vv 4, gaia 4, napa 4", NHF, 4),
    T("t34", "Transmurale samenwerking: de warme overdracht", "Je ontwerpt met collega’s uit je eigen keten één afspraak die maandag werkt.", "Thuiszorg Twentestroom (voorbeeld)", "hbo", "hbo-verpleegkundige huisarts", "coordinatie-en-continuiteit", "klassikaal", "1 dagdeel, 3 uur", ((26, "Hengelo (Overijssel)"),), 40, "kr-vv 3", LIG, 3),
    T("t35", "Kinderen voorbereiden op afscheid", "Wat vertel je een kind van vier, van acht en van veertien? Met boeken, spel en voorbeelden.", "Kinderthuiszorg Vlinder (voorbeeld)", "hbo", "maatschappelijk-werker psycholoog hbo-verpleegkundige", "kinderen-en-gezin rouwbegeleiding", "klassikaal", "1 dag, 6 uur", ((58, "Amersfoort"),), 190, "skj 6, kr-vv 6"),
    T("t36", "De laatste zorg: na het overlijden", "Verzorgen, begeleiden en regelen in de eerste uren. Met aandacht voor gebruiken uit verschillende culturen.", "ROC Noorderlicht (voorbeeld)", "mbo-3 mbo-4", "verzorgende-ig mbo-verpleegkundige", "zorg-in-de-stervensfase cultuursensitieve-communicatie", "klassikaal", "1 dagdeel, 3 uur", ((10, "Groningen"), (59, "Assen")), 70, "kr-vv 3", LIG, 3),
    T("t37", "Module Palliatieve zorg voor verpleegkundig specialisten", "Verdieping binnen de master: complexe symptomen, zorgplanning en leiderschap.", "Universiteit Noord (voorbeeld)", "manp hbo-master", "verpleegkundig-specialist", "symptoommanagement proactieve-zorgplanning deskundigheid", "blended", "5 ec, 140 uur", ((90, "Groningen"),), 890, "vsr 40", LIG, 140, {"until": 180}),
    T("t38", "Medicijnen in de stervensfase voor apothekers", "Stoppen, omzetten en klaarzetten: keuzes die thuis het verschil maken.", TOREN, "bij-nascholing", "apotheker huisarts", "symptoommanagement zorg-in-de-stervensfase", "webinar", "1,5 uur", ((22, ""), (-14, "")), 55, "gaia 1,5", "", 2),
    T("t39", "Proeverij: een uur over palliatieve zorg voor de hele school", "Korte lunchles voor docenten die er nog niet aan begonnen zijn. Wij komen naar je toe.", "ROC Hofstad (voorbeeld)", "mbo-2 mbo-3 mbo-4", "docent", "deskundigheid", "op-de-werkplek", "1 uur", (), 0, "", "propallia", 1, ASK),
    T("t40", "Gesprekken met naasten na het overlijden", "Een nagesprek doet goed, ook als er iets misging. Je oefent met drie situaties.", "Hospice De Kade (voorbeeld)", "mbo-4 hbo", NURSES, "rouwbegeleiding mantelzorg-en-naasten", "klassikaal", "1 dagdeel, 3 uur", ((24, "Gouda"),), 65, "kr-vv 3", "propallia", 3),
    T("t41", "Zingeving op school: werkvormen voor mbo-klassen", "Vijf werkvormen om met een klas te praten over hoop, angst en geluk.", "Practoraat Zorg en zingeving (voorbeeld)", "mbo-3 mbo-4", "docent", "zingeving-en-levensvragen", "klassikaal", "1 dagdeel, 3 uur", ((38, "Utrecht"),), 0, "", "septet", 3),
    T("t42", "Interprofessioneel leren: één patiënt, vijf beroepen", "Studenten van mbo, hbo en wo werken een dag samen aan één casus. Ook als format te leen.", "Universiteit Amstelland (voorbeeld)", "mbo-4 hbo wo-7", "mbo-verpleegkundige hbo-verpleegkundige basisarts fysiotherapeut", "gezamenlijke-besluitvorming coordinatie-en-continuiteit", "klassikaal", "1 dag", ((66, "Amsterdam"),), 0, "", NHF),
    T("t43", "Palliatieve zorg op de poli", "Korte gesprekken met grote vragen: hoe doe je dat in tien minuten?", "Ziekenhuis Drentse Aa (voorbeeld)", "hbo wo-7", "medisch-specialist physician-assistant hbo-verpleegkundige", "markering gesprekken-over-het-levenseinde", "webinar", "1 uur", ((17, ""),), 0, "gaia 1, napa 1, vsr 1", LIG, 1),
    T("t44", "Complementaire zorg: geur, aanraking en muziek", "Wat kun je aanbieden naast medicijnen, en wat is er over bekend?", SV, "mbo-3 mbo-4", NURSES, "symptoommanagement waardigheid", "klassikaal", "1 dag, 6 uur", ((-10, "Zwolle"), (-80, "Zwolle")), 185, "kr-vv 6", LIG),
    T("t45", "Keuzedeel-docenten: starten met palliatieve zorg", "Voor docenten die het keuzedeel gaan geven: opbouw, toetsing en samenwerking met de praktijk.", "ROC Domstad (voorbeeld)", "mbo-3 mbo-4", "docent", "deskundigheid", "blended", "2 dagdelen", ((29, "Utrecht"), (86, "Utrecht")), 0, "", "septet"),
    T("t46", "Palliative care in English: talking about the end of life", "An online session for nurses who work in English. You practise plain words for hard subjects.", SV, "hbo", "hbo-verpleegkundige", "gesprekken-over-het-levenseinde cultuursensitieve-communicatie", "webinar", "2 hours", ((40, ""),), 50, "kr-vv 2", "", 2, {"languages": "en"}),
]  # fmt: skip
