"""Sentences from which descriptions and learning outcomes of the examples are made, per topic."""

from __future__ import annotations

# topic → what one can do afterwards
OUTCOMES: dict[str, tuple[str, ...]] = {
    "zorg-in-de-stervensfase": (
        "Je herkent de tekenen dat iemand binnen enkele dagen kan overlijden.",
        "Je legt in gewone woorden uit wat er gebeurt.",
        "Je weet wanneer je een arts of het consultatieteam belt.",
    ),
    "pijnbestrijding": (
        "Je meet pijn op een manier die bij de persoon past.",
        "Je legt uit wat een medicijn doet en wat bijwerkingen zijn.",
    ),
    "benauwdheid": (
        "Je helpt iemand rustig te worden bij benauwdheid.",
        "Je kent vier dingen die zonder medicijnen helpen.",
    ),
    "delier": ("Je herkent een delier, ook het stille.", "Je stelt naasten gerust en legt uit wat er gebeurt."),
    "proactieve-zorgplanning": (
        "Je begint op tijd een gesprek over wensen en grenzen.",
        "Je schrijft afspraken zo op dat een ander ermee verder kan.",
    ),
    "markering": ("Je stelt op tijd vast dat iemand in de palliatieve fase is.",),
    "gesprekken-over-het-levenseinde": (
        "Je brengt moeilijk nieuws in rustige, korte zinnen.",
        "Je laat stiltes bestaan en reageert op emotie.",
    ),
    "dementie": ("Je ziet pijn en onrust bij iemand die het niet kan zeggen.",),
    "mantelzorg-en-naasten": ("Je vraagt naasten wat zij nodig hebben.", "Je ziet overbelasting op tijd."),
    "rouwbegeleiding": ("Je herkent gewone rouw en weet wanneer er meer hulp nodig is.",),
    "omgaan-met-verlies": ("Je maakt ruimte voor verlies in een groep.",),
    "zingeving-en-levensvragen": (
        "Je hoort levensvragen in gewone zinnen.",
        "Je stelt een open vraag en geeft geen antwoord.",
    ),
    "morele-vragen": ("Je benoemt wat er moreel op het spel staat.",),
    "euthanasie": ("Je weet wat je rol wel en niet is bij een verzoek om euthanasie.",),
    "palliatieve-sedatie": ("Je kent de voorwaarden voor palliatieve sedatie en ieders taak.",),
    "cultuursensitieve-communicatie": ("Je vraagt door zonder in te vullen.",),
    "kinderen-en-gezin": ("Je sluit aan bij de leeftijd van een kind.",),
    "zorg-voor-jezelf": ("Je merkt wat het werk met je doet en weet wat je oplaadt.",),
    "deskundigheid": ("Je maakt een les of opdracht die je de volgende week gebruikt.",),
    "coordinatie-en-continuiteit": ("Je maakt een overdracht waar een ander direct mee verder kan.",),
    "voeding-en-vocht": ("Je legt uit waarom eten en drinken verandert.",),
    "mondzorg": ("Je verzorgt een droge mond en kiest het juiste middel.",),
    "vermoeidheid": ("Je helpt iemand de energie van een dag te verdelen.",),
    "symptoommanagement": ("Je werkt stap voor stap van klacht naar oorzaak.",),
}
# form → how it goes
WAYS: dict[str, str] = {
    "klassikaal": "We wisselen korte uitleg af met oefenen in kleine groepen. Je brengt zelf een situatie mee.",
    "webinar": "Je kijkt live mee en stelt vragen in de chat. Terugkijken kan tot vier weken daarna.",
    "e-learning": "Je werkt in je eigen tempo en kunt op elk moment stoppen en verdergaan.",
    "blended": "Vooraf bereid je thuis een casus voor. Op de lesdagen oefen je daarmee verder.",
    "op-de-werkplek": "De trainer komt naar jullie toe en werkt met wat er bij jullie speelt.",
    "symposium": "In de ochtend lezingen voor iedereen, in de middag kies je twee werkplaatsen.",
}
EXAMPLE = "Dit is een verzonnen voorbeeld. Het bestaat niet en je kunt je er niet echt voor aanmelden."
PROGRAMME = (
    "- Kennismaken en wat je meebrengt\n- Uitleg met een casus\n- Oefenen in tweetallen of met een acteur\n"
    "- Wat neem je mee naar morgen?"
)
KNOWLEDGE = "Je werkt in de zorg of je doet een zorgopleiding. Ervaring met sterven is niet nodig."
