"""A fictional register: organisations that say they are examples, and contacts that cannot exist."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from knooppunt.network.actions.contacts import FunctionData, add_function, create_contact, end_function
from knooppunt.network.actions.organisations import OrganisationData, create_organisation
from knooppunt.network.models import Contact, Hub, Organisation, StakeholderRelation
from knooppunt.network.names import fold
from knooppunt.network.parsing import parse_place

NHF, LIGARE = "noord-holland-flevoland", "ligare"

# name (without "(voorbeeld)"), kind, places, hubs, aliases
ORGANISATIONS: list[tuple[str, str, list[str], list[str], list[str]]] = [
    ("ROC Duinrand", "mbo", ["Haarlem", "Hoofddorp"], [NHF], ["Duinrand College"]),
    ("ROC De Polder", "mbo", ["Lelystad", "Almere"], [NHF], []),
    ("Zorgcollege Westfriesland", "mbo", ["Hoorn"], [NHF], ["ZCW"]),
    ("Hogeschool IJoever", "hbo", ["Amsterdam"], [NHF], ["HIJ"]),
    ("Hogeschool Windkracht", "hbo", ["Almere"], [NHF], []),
    ("Universiteit Amstelland", "wo", ["Amsterdam"], [NHF], []),
    ("Academie De Linde", "nascholing", ["Alkmaar"], [NHF], []),
    ("Hospice De Brug", "hospice", ["Almere"], [NHF], []),
    ("Hospice Duinzicht", "hospice", ["Alkmaar"], [NHF], []),
    ("Ziekenhuis Waterland-Noord", "ziekenhuis", ["Purmerend"], [NHF], []),
    ("Ziekenhuis Het Gooise Veld", "ziekenhuis", ["Hilversum"], [NHF], []),
    ("Verpleeghuis Zeebries", "verpleeghuis", ["Zandvoort"], [NHF], []),
    ("Verpleeghuis De Meerpaal", "verpleeghuis", ["Dronten"], [NHF], []),
    ("Thuiszorg De Wilg", "thuiszorg", ["Haarlem", "Heemstede"], [NHF], []),
    ("Thuiszorg Flevozorg", "thuiszorg", ["Lelystad"], [NHF], []),
    ("Huisartsenpraktijk De Dijk", "huisartsenpraktijk", ["Volendam"], [NHF], []),
    ("Netwerk Palliatieve Zorg Kop en Kust", "netwerk", ["Den Helder"], [NHF], []),
    ("Expertisecentrum De Vuurtoren", "expertisecentrum", ["Amsterdam"], [NHF], []),
    ("Vrijwilligersgroep Nabij", "vrijwilligers", ["Hoorn"], [NHF], []),
    ("ROC Noorderlicht", "mbo", ["Groningen", "Assen"], [LIGARE], []),
    ("Hogeschool Hanzeland", "hbo", ["Zwolle"], [LIGARE], []),
    ("Universiteit Noord", "wo", ["Groningen"], [LIGARE], []),
    ("Hospice De Terp", "hospice", ["Leeuwarden"], [LIGARE], []),
    ("Hospice Het Veen", "hospice", ["Emmen"], [LIGARE], []),
    ("Ziekenhuis Drentse Aa", "ziekenhuis", ["Assen"], [LIGARE], []),
    ("Thuiszorg Twentestroom", "thuiszorg", ["Enschede", "Hengelo (Overijssel)"], [LIGARE], []),
    ("Lectoraat Zorg dichtbij", "lectoraat", ["Groningen"], [LIGARE], []),
    ("Netwerk Palliatieve Zorg Elfsteden", "netwerk", ["Sneek"], [LIGARE], []),
    ("ROC Hofstad", "mbo", ["Den Haag"], ["propallia"], []),
    ("Hogeschool Rijnoever", "hbo", ["Leiden"], ["propallia"], []),
    ("Hospice De Kade", "hospice", ["Gouda"], ["propallia"], []),
    ("ROC Domstad", "mbo", ["Utrecht"], ["septet"], []),
    ("Practoraat Zorg en zingeving", "practoraat", ["Utrecht"], ["septet"], []),
    ("ROC Maasmond", "mbo", ["Rotterdam"], ["zuidwest"], []),
    ("Hospice De Zeeuwse Ster", "hospice", ["Goes"], ["zuidwest"], []),
    ("ROC Waalbocht", "mbo", ["Nijmegen"], ["palzo"], []),
    ("Hogeschool Heuvelland", "hbo", ["Maastricht", "Heerlen"], ["limburg-zuidoost-brabant"], []),
    ("Ziekenhuis De Kempen", "ziekenhuis", ["Eindhoven"], ["limburg-zuidoost-brabant"], []),
    ("Kinderthuiszorg Vlinder", "thuiszorg", ["Amersfoort"], ["kinderpalliatieve-zorg", NHF], []),
    ("Patiëntenplatform Samen Verder", "patienten", ["Utrecht"], ["landelijk"], []),
    ("Landelijke Onderwijstafel Zorg", "tafel", ["Utrecht"], ["landelijk"], []),
]
PARTS = {"Lectoraat Zorg dichtbij": "Hogeschool Hanzeland", "Practoraat Zorg en zingeving": "ROC Domstad"}

# first name, hub, organisation, function, sector
CONTACTS: list[tuple[str, str, str, str, str]] = [
    ("Anna", NHF, "ROC Duinrand", "docent", "mbo"),
    ("Bram", NHF, "ROC De Polder", "opleidingsmanager", "mbo"),
    ("Carla", NHF, "Zorgcollege Westfriesland", "onderwijsontwikkelaar", "mbo"),
    ("Daan", NHF, "Hogeschool IJoever", "docent", "hbo"),
    ("Esra", NHF, "Universiteit Amstelland", "onderzoeker", "wo"),
    ("Femke", NHF, "Hospice De Brug", "zorgverlener", "praktijk"),
    ("Gijs", NHF, "Thuiszorg De Wilg", "opleidingscoordinator", "praktijk"),
    ("Hanna", NHF, "Academie De Linde", "opleider", "nascholing"),
    ("Ilias", NHF, "Netwerk Palliatieve Zorg Kop en Kust", "netwerkcoordinator", "praktijk"),
    ("Jolien", LIGARE, "ROC Noorderlicht", "docent", "mbo"),
    ("Karim", LIGARE, "Hogeschool Hanzeland", "onderwijsontwikkelaar", "hbo"),
    ("Lotte", LIGARE, "Hospice De Terp", "praktijkbegeleider", "praktijk"),
    ("Mees", LIGARE, "Netwerk Palliatieve Zorg Elfsteden", "netwerkcoordinator", "praktijk"),
    ("Nadia", "propallia", "ROC Hofstad", "docent", "mbo"),
    ("Olaf", "zuidwest", "ROC Maasmond", "opleidingsmanager", "mbo"),
]
NOTES = {
    "ROC Duinrand": "Voorbeeld: wil het raamwerk in leerjaar 2 gebruiken. Bellen na de herfstvakantie.",
    "Hospice De Brug": "Voorbeeld: ontvangt graag studenten, hoogstens acht tegelijk.",
}


def load_demo_register() -> str:
    """Load the fictional register, once: it is left alone when organisations of it are there."""
    if Organisation.all_objects.filter(name=example_name("ROC Duinrand")).exists():
        return "0 organisations"
    with transaction.atomic():
        hubs = {hub.slug: hub for hub in Hub.objects.all()}
        made = {name: _organisation(name, kind, places, aliases, [hubs[slug] for slug in here if slug in hubs])
                for name, kind, places, here, aliases in ORGANISATIONS}  # fmt: skip
        for part, whole in PARTS.items():
            Organisation.objects.filter(pk=made[part].pk).update(parent=made[whole])
        for name, text in NOTES.items():
            StakeholderRelation.objects.filter(organisation=made[name]).update(notes=text)
        for row in CONTACTS:
            _contact(*row, hubs=hubs, organisations=made)
        _somebody_moved(made)
    return f"{len(made)} organisations, {len(CONTACTS)} contacts"


def example_name(name: str) -> str:
    """The name of a fictional organisation, which says that it is one."""
    return f"{name} (voorbeeld)"


def _organisation(name: str, kind: str, places: list[str], aliases: list[str], hubs: list[Hub]) -> Organisation:
    domain = fold(name).replace(" ", "-")
    data = OrganisationData(
        name=example_name(name),
        kind=kind,
        aliases=aliases,
        places=[parse_place(place) for place in places],
        website=f"https://www.{domain}.example",
        role_mailbox=f"onderwijs@{domain}.example",
    )
    return create_organisation(data=data, hubs=hubs, by=None)


def _contact(
    first: str,
    slug: str,
    organisation: str,
    function: str,
    sector: str,
    *,
    hubs: dict[str, Hub],
    organisations: dict[str, Organisation],
) -> None:
    at = organisations[organisation]
    if slug in hubs:
        create_contact(
            values={
                "name": f"{first} Voorbeeld",
                "email": f"{first.lower()}@{fold(organisation).replace(' ', '-')}.example",
                "sector": sector,
            },
            hubs=[hubs[slug]],
            by=None,
            function=FunctionData(at, function, from_date=dt.date(2023, 9, 1)),
            notes="Voorbeeld: liefst per mail, niet op vrijdag." if first in {"Anna", "Jolien"} else "",
        )


def _somebody_moved(organisations: dict[str, Organisation]) -> None:
    """One contact changed jobs, so that the history of functions has something to show."""
    bram = Contact.objects.filter(name="Bram Voorbeeld").first()
    if bram:
        end_function(function=bram.functions.get(), on=dt.date(2024, 12, 31), by=None)
        begin = FunctionData(organisations["Hogeschool Windkracht"], "opleidingsmanager", from_date=dt.date(2025, 1, 1))
        add_function(contact=bram, function=begin, by=None)
