"""The texts of the example template. Written for this demo: generic, nobody's real plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """A national theme and what the example template says about it."""

    slug: str
    title: str
    short_title: str
    aliases: tuple[str, ...]
    goal: str
    focus: tuple[str, ...]
    activities: tuple[tuple[str, str], ...]  # text, deliverable


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "onderwijsraamwerk",
        "Onderwijsraamwerk palliatieve zorg",
        "Onderwijsraamwerk",
        ("Onderwijsraamwerk", "OWR", "Onderwijsraamwerk 2.0", "Raamwerk"),
        "Scholen in de regio kennen het onderwijsraamwerk en geven het een plek in hun programma.",
        (
            "Elke school met zorgopleidingen in de regio heeft een vaste contactpersoon.",
            "Per school is bekend hoe ver zij is met het raamwerk.",
            "Scholen weten waar zij met vragen over het raamwerk terechtkunnen.",
        ),
        (
            (
                "We spreken elke school minstens een keer per jaar over het raamwerk.",
                "Een bijgewerkt overzicht per school",
            ),
            ("We laten twee scholen zien hoe zij hun programma langs het raamwerk leggen.", ""),
            ("We verzamelen lesmateriaal dat bij het raamwerk past en delen dat.", ""),
        ),
    ),
    Chapter(
        "bijeenkomsten",
        "Bijeenkomsten en ontmoetingen",
        "Bijeenkomsten",
        ("Bijeenkomsten", "Ontmoetingen", "Netwerkbijeenkomsten"),
        "Mensen uit onderwijs, zorg en onderzoek ontmoeten elkaar en leren van elkaar.",
        (
            "Contactpersonen van scholen en zorg komen minstens twee keer per jaar bij elkaar.",
            "Nieuwe partners in de regio zijn welkom geheten.",
        ),
        (
            ("We organiseren twee bijeenkomsten voor contactpersonen.", "Een kort verslag per bijeenkomst"),
            ("We gaan elk jaar na of de lijst met partners nog klopt.", "Een nagekeken lijst"),
            ("We maken kennis met twee organisaties die nog niet meedoen.", ""),
        ),
    ),
    Chapter(
        "communicatie",
        "Communicatie",
        "Communicatie",
        ("Communicatie en zichtbaarheid", "Zichtbaarheid"),
        "Iedereen die lesgeeft of leert over palliatieve zorg weet ons te vinden.",
        (
            "De eigen pagina van het knooppunt is actueel.",
            "Goede voorbeelden uit de regio worden gedeeld.",
            "Scholen en zorgorganisaties ontvangen vier keer per jaar nieuws.",
        ),
        (
            ("We schrijven vier nieuwsberichten over onderwijs in de regio.", ""),
            ("We beschrijven elk halfjaar een goed voorbeeld.", "Twee beschreven voorbeelden"),
            ("We doen mee aan landelijke acties rond palliatieve zorg.", ""),
        ),
    ),
    Chapter(
        "deskundigheid",
        "Deskundigheidsbevordering",
        "Deskundigheid",
        ("Scholing", "Bij- en nascholing", "Deskundigheid"),
        "Het aanbod van scholing in de regio is bekend en sluit aan op wat mensen nodig hebben.",
        (
            "Er is een overzicht van scholing in de regio.",
            "We weten welke scholing wordt gemist.",
        ),
        (
            ("We houden het overzicht van scholing en gastdocenten bij.", ""),
            ("We vragen zorgorganisaties welke scholing zij missen.", "Een korte lijst met wensen"),
            ("We brengen gastdocenten en scholen met elkaar in contact.", ""),
        ),
    ),
    Chapter(
        "praktijk-en-onderzoek",
        "Verbinding zorgpraktijk en onderzoek",
        "Praktijk en onderzoek",
        ("Praktijk en onderzoek", "Zorgpraktijk en onderzoek", "Onderzoek"),
        "Onderwijs, zorgpraktijk en onderzoek gebruiken elkaars kennis.",
        (
            "Resultaten van onderzoek vinden hun weg naar lessen.",
            "Vragen uit de praktijk komen terecht bij onderzoekers en studenten.",
        ),
        (
            ("We delen elk halfjaar wat de samenwerking heeft opgeleverd.", "Halfjaarbericht"),
            ("We koppelen studenten aan vragen uit de praktijk.", ""),
            ("We praten onderzoekers en docenten bij over elkaars werk.", ""),
        ),
    ),
    Chapter(
        "borging",
        "Borging",
        "Borging",
        ("Borging en continuïteit", "Continuïteit"),
        "Het knooppunt heeft een vaste plek in de regio, ook als mensen wisselen.",
        (
            "Het consortium en de scholen dragen het knooppunt samen.",
            "Het is duidelijk wie welk werk kan overnemen.",
        ),
        (
            ("We houden bij waar onze uren naartoe gaan.", ""),
            ("We bespreken elk jaar met het consortium wat het knooppunt nodig heeft.", "Een afspraak over inzet"),
            ("We leggen ons werk zo vast dat een ander het kan overnemen.", ""),
        ),
    ),
)

# What a hub adds of its own: "couleur locale". Taken in turn.
LOCAL: tuple[tuple[str, str], ...] = (
    ("bijeenkomsten", "We houden een kennismarkt voor studenten in de regio."),
    ("communicatie", "We maken een kaart van alle scholen en zorgorganisaties in de regio."),
    ("deskundigheid", "We proberen een leerkring voor praktijkbegeleiders uit."),
    ("onderwijsraamwerk", "We helpen een school met een keuzedeel over palliatieve zorg."),
    ("borging", "We maken afspraken met een school die een deel van het werk wil overnemen."),
)

REASONS: tuple[str, ...] = (
    "Twee scholen hebben pas volgend voorjaar tijd.",
    "De contactpersoon is gewisseld, we beginnen opnieuw.",
    "De bijeenkomst is verplaatst naar het najaar.",
    "Er is meer uitzoekwerk dan we dachten.",
)
