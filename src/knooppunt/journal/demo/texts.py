"""What example moments say. Clearly fictional: no real persons, no real agreements."""

from __future__ import annotations

from dataclasses import dataclass

from knooppunt.journal.models import MomentKind


@dataclass(frozen=True)
class Example:
    """One sort of moment: its kind, usual minutes, what was done, and what it may yield."""

    kind: str
    minutes: tuple[int, ...]
    note: str
    results: tuple[str, ...] = ()
    meets: bool = True  # with an organisation
    travels: bool = False


EXAMPLES: tuple[Example, ...] = (
    Example(
        MomentKind.CONVERSATION, (30, 45, 60), "Kennismaking met de opleiding over palliatieve zorg in het eerste leerjaar.",
        ("De opleiding wil het raamwerk naast het eigen programma leggen.", "Vervolggesprek na de toetsweek."),
    ),
    Example(MomentKind.CONVERSATION, (15, 20, 30), "Gebeld over de planning van de gastles."),
    Example(
        MomentKind.CONVERSATION, (45, 60), "Gesproken over stageplekken in het hospice.",
        ("Twee studenten mogen in het voorjaar komen meelopen.",),
    ),
    Example(
        MomentKind.MEETING, (60, 90, 120), "Overleg met de werkgroep onderwijs.",
        ("De werkgroep kiest drie onderdelen om als eerste op te pakken.", "Afgesproken wie de voorbeelden verzamelt."),
    ),
    Example(MomentKind.MEETING, (60, 90), "Overleg met het consortium over de voortgang."),
    Example(
        MomentKind.MEETING, (120, 180), "Regiobijeenkomst voor docenten en praktijkbegeleiders.",
        ("Zeventien deelnemers. Drie scholen willen samen een keuzedeel maken.", "Veel vraag naar korte lessen over rouw."),
    ),
    Example(
        MomentKind.VISIT, (90, 120, 150), "Op bezoek geweest en rondgeleid.",
        ("Er is een ruimte waar ook scholing kan.", "Zij willen een goed voorbeeld delen."), travels=True,
    ),
    Example(
        MomentKind.TRAINING, (60, 90, 120), "Gastles gegeven over de tien onderwerpen van het kwaliteitskader.",
        ("Studenten waardeerden vooral de casus.", "De les staat nu bij het aanbod."), travels=True,
    ),
    Example(MomentKind.MAIL, (15, 20, 30), "Vragen beantwoord over scholing en materiaal."),
    Example(MomentKind.MAIL, (10, 15), "Uitnodiging verstuurd voor de bijeenkomst.", meets=False),
    Example(MomentKind.WRITING, (45, 60, 90), "Verslag gemaakt en rondgestuurd.", meets=False),
    Example(
        MomentKind.WRITING, (60, 90, 120), "Gewerkt aan de flyer en de tekst voor de nieuwsbrief.",
        ("De flyer is klaar en staat online.",), meets=False,
    ),
    Example(MomentKind.WRITING, (30, 45), "Actieplan bijgewerkt.", meets=False),
    Example(MomentKind.OTHER, (30, 60), "Voorbereid en materiaal uitgezocht.", meets=False),
    Example("", (30, 45, 60), "Van alles geregeld rond de bijeenkomst.", meets=False),
)  # fmt: skip
HIGHLIGHTS: tuple[tuple[str, str], ...] = (
    ("Drie scholen gaan samen een keuzedeel palliatieve zorg maken.", "Ze beginnen na de zomer met een eerste groep."),
    ("Studenten liepen een dag mee in het hospice.", "Alle acht schreven er een verslag over dat we mogen delen."),
    (
        "Docenten en verpleegkundigen gaven voor het eerst samen les.",
        "De les staat bij het aanbod, ook voor andere scholen.",
    ),
    ("De regiobijeenkomst was vol.", "Veertig mensen uit onderwijs, praktijk en onderzoek vonden elkaar."),
)
