"""The columns of a list of entries: how they are called, what they hold, and where that goes in a content.

One list may give an entry several rows: the first says what it is, the others (same own identifier) add a date or points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.core.tables import TableRow
from knooppunt.network.names import fold

Place = Literal["content", "concepts", "run", "points", "link", "special"]


@dataclass(frozen=True)
class ListColumn:
    """One column. ``target`` is the field, list of terms or kind of link that it fills."""

    title: str
    target: str
    place: Place
    about: Promise
    also: tuple[str, ...] = ()
    many: bool = False  # several values, with a semicolon between them


_MANY = _("several with a semicolon (;) between them")
_NAME = _("a name or code from the list of terms; several with a semicolon (;) between them")
_DATE = _("a date, such as 10-12-2026")
_EUROS = _("euros, such as 195 or 1.000,50")
_TEXT = _("text")
_FLAG = _("yes or no")

COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("Kenmerk", "source_id", "special", _("required: your own identifier; the same one is the same entry"),
               ("id", "eigen kenmerk", "identifier", "source id", "source identifier", "nummer", "code")),
    ListColumn("Soort", "kind", "special",
               _("training, teaching material, example, research, guest lecturer, tool or source; empty is training"),
               ("kind", "type")),
    ListColumn("Titel", "title", "content", _("required; at most 200 characters"), ("title", "naam", "name")),
    ListColumn("Samenvatting", "summary", "content", _("required; at most 200 characters"),
               ("summary", "korte omschrijving")),
    ListColumn("Beschrijving", "description", "content", _TEXT, ("description", "omschrijving", "toelichting")),
    ListColumn("Website", "site", "link", _("a web address"), ("url", "link", "site", "webadres")),
    ListColumn("Aanmelden", "enrol", "link", _("the web address where people enrol"),
               ("enrol url", "inschrijven", "inschrijflink")),
    ListColumn("Contact", "contact", "content", _("a role mailbox; everybody sees it"), ("e mail", "email", "mail")),
    ListColumn("Regio", "hub", "special", _("the short name of a hub; empty is national"),
               ("hub", "knooppunt", "region")),
    ListColumn("Doelgroepen", "audiences", "concepts", _NAME, ("doelgroep", "audience", "audiences"), many=True),
    ListColumn("Niveaus", "levels", "concepts", _NAME, ("niveau", "level", "levels"), many=True),
    ListColumn("Beroepen", "professions", "concepts", _NAME, ("beroep", "profession", "professions"), many=True),
    ListColumn("Domeinen", "domains", "concepts", _NAME, ("domein", "domain", "domains"), many=True),
    ListColumn("Onderwerpen", "topics", "concepts", _NAME, ("onderwerp", "topic", "topics"), many=True),
    ListColumn("CanMEDS-rollen", "canmeds", "concepts", _NAME, ("canmeds", "canmeds rol", "rollen"), many=True),
    ListColumn("Vorm", "forms", "concepts", _NAME, ("vormen", "form", "forms"), many=True),
    ListColumn("Soort materiaal", "material-kinds", "concepts", _NAME, ("material kind", "material kinds"), many=True),
    ListColumn("Talen", "languages", "content", _("a name or code of a language; several with a semicolon (;) between them"),
               ("taal", "language", "languages"), many=True),
    ListColumn("Kosten", "cost", "special", _("free, paid or on request"), ("cost",)),
    ListColumn("Prijs", "price_incl", "special", _EUROS, ("price", "prijs incl btw", "price incl")),
    ListColumn("Prijs excl. btw", "price_excl", "run", _EUROS, ("price excl",)),
    ListColumn("Licentie", "licence", "special", _("a code such as cc-by"), ("licence", "license")),
    ListColumn("Studiebelasting", "study_load", "content", _TEXT, ("study load", "duur", "tijdsduur")),
    ListColumn("Studie-uren", "study_hours", "content", _("a number of hours"), ("study hours", "uren", "sbu")),
    ListColumn("Voorkennis", "prior_knowledge", "content", _TEXT, ("prior knowledge",)),
    ListColumn("Leeruitkomsten", "outcomes", "content", _MANY,
               ("outcomes", "leerdoelen", "learning outcomes"), many=True),
    ListColumn("Certificaat", "certificate", "content", _TEXT, ("certificate",)),
    ListColumn("Op aanvraag", "is_on_request", "content", _FLAG, ("on request",)),
    ListColumn("Altijd te starten", "is_always_open", "content", _FLAG, ("always open", "doorlopend")),
    ListColumn("Startdatum", "starts_on", "run", _DATE, ("datum", "start", "start date", "starts on", "van")),
    ListColumn("Einddatum", "ends_on", "run", _DATE, ("eind", "end date", "ends on", "tot")),
    ListColumn("Begintijd", "starts_at", "run", _("a time, such as 9.30"), ("starts at", "start time")),
    ListColumn("Eindtijd", "ends_at", "run", _("a time, such as 16.30"), ("ends at", "end time")),
    ListColumn("Plaats", "place", "run", _TEXT, ("place", "locatie", "stad", "city")),
    ListColumn("Online", "is_online", "run", _FLAG, ()),
    ListColumn("Plekken", "seats", "run", _("a whole number"), ("seats", "aantal plekken")),
    ListColumn("Plekken vrij", "seats_left", "run", _("a whole number"), ("seats left",)),
    ListColumn("Stand", "state", "special", _("open, planned, full or cancelled"), ("state", "status", "staat")),
    ListColumn("Punten", "points", "points", _("a register and its points: V&V 6; GAIA 5"),
               ("accreditatie", "accreditaties", "points", "accreditation"), many=True),
    ListColumn("Punten geldig tot", "valid_until", "points", _DATE,
               ("geldig tot", "valid until", "accreditatie geldig tot")),
    ListColumn("Richtlijn", "guideline", "content", _TEXT, ("guideline",)),
    ListColumn("Versie van de richtlijn", "guideline_version", "content", _TEXT,
               ("guideline version", "richtlijnversie")),
    ListColumn("Groepsgrootte", "group_size", "content", _TEXT, ("group size",)),
    ListColumn("Programma", "programme_text", "content", _TEXT, ("programme", "program")),
    ListColumn("Toetsing", "assessment", "content", _TEXT, ("assessment", "toets")),
    ListColumn("Voorwaarden", "terms", "content", _TEXT, ("terms", "voorwaarden voor gebruik")),
    ListColumn("Toelichting bij de prijs", "price_note", "content", _TEXT, ("price note", "toelichting prijs")),
    ListColumn("Versie", "material_version", "content", _("of teaching material or a tool: text"), ("version",)),
    ListColumn("Duur in minuten", "duration_minutes", "content", _("of teaching material or a tool: a whole number"),
               ("duration minutes", "minuten")),
    ListColumn("Onderzoeksvraag", "question", "content", _("of research: text"), ("question", "vraagstelling")),
    ListColumn("Looptijd van", "period_from", "content", _("of research or an example: a date"), ("period from",)),
    ListColumn("Looptijd tot", "period_until", "content", _("of research or an example: a date"), ("period until",)),
    ListColumn("Financier", "funder", "content", _("of research: text"), ("funder", "subsidiegever")),
    ListColumn("Instellingen", "institutions", "content",
               _("of research or an example; several with a semicolon (;) between them"),
               ("institutions", "instelling", "institution"), many=True),
    ListColumn("Stand van het onderzoek", "research_state", "special", _("planned, running or finished"),
               ("research state", "fase")),
    ListColumn("Resultaten", "results", "content", _("of research or an example: text"), ("results", "resultaat")),
    ListColumn("Naam gastdocent", "person_name", "content", _("of a guest lecturer: required"),
               ("guest lecturer", "naam van de gastdocent", "person name")),
    ListColumn("Functie gastdocent", "person_role", "content", _("of a guest lecturer: text"),
               ("functie van de gastdocent", "person role")),
    ListColumn("Reisafstand", "travels", "content", _("how far a guest lecturer travels: text"), ("travels",)),
    ListColumn("Toestemming op", "consent_on", "content",
               _("of a guest lecturer: required; the day on which the person agreed to be shown"),
               ("datum toestemming", "consent on")),
    ListColumn("Toestemming blijkt uit", "consent_note", "content",
               _("of a guest lecturer: required; how the person agreed, such as a mail"), ("consent note",)),
)  # fmt: skip
_BY_NAME = {fold(name): column for column in COLUMNS for name in (column.title, *column.also)}


def find_columns(header: TableRow) -> tuple[Mapping[str, int], list[str]]:
    """Title of ours → position, and the titles that are not ours. Of two columns with one meaning the first counts."""
    positions: dict[str, int] = {}
    ignored: list[str] = []
    for position, text in enumerate(header.cells):
        column = _BY_NAME.get(fold(text))
        if column is None or column.title in positions:
            if text:
                ignored.append(text[:80])
            continue
        positions[column.title] = position
    return positions, ignored
