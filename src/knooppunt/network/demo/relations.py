"""What hubs keep in the fictional register: stages, cadences, ties, tags, saved filters, research, and doubles to merge."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from knooppunt.network.actions.consents import give_consent
from knooppunt.network.actions.contacts import FunctionData, create_contact
from knooppunt.network.actions.organisations import OrganisationData, create_organisation
from knooppunt.network.actions.research import add_research
from knooppunt.network.actions.segments import save_segment
from knooppunt.network.actions.stakeholders import note_stages
from knooppunt.network.actions.tags import set_tags
from knooppunt.network.actions.ties import TieData, add_tie
from knooppunt.network.actions.touches import refresh_touches
from knooppunt.network.cadence import due_of
from knooppunt.network.forms.relations import activities_of
from knooppunt.network.models import Consent, Contact, Hub, HubContact, Organisation, Segment, StakeholderRelation
from knooppunt.network.models.organisations import Stage, Weight

from .register import LIGARE, NHF, example_name

# organisation, stage a year ago (None: new this year), stage now, cadence in months
STAGES: list[tuple[str, str | None, str, int | None]] = [
    ("ROC Duinrand", Stage.COOPERATING, Stage.PARTNER, 3),
    ("ROC De Polder", Stage.FIRST_CONTACT, Stage.COOPERATING, 3),
    ("Zorgcollege Westfriesland", Stage.COOPERATING, Stage.FIRST_CONTACT, 6),
    ("Hogeschool IJoever", Stage.COOPERATING, Stage.COOPERATING, 6),
    ("Hogeschool Windkracht", None, Stage.FIRST_CONTACT, 6),
    ("Universiteit Amstelland", Stage.FIRST_CONTACT, Stage.FIRST_CONTACT, 12),
    ("Academie De Linde", Stage.PARTNER, Stage.PARTNER, 6),
    ("Hospice De Brug", Stage.PARTNER, Stage.PARTNER, 3),
    ("Ziekenhuis Waterland-Noord", Stage.COOPERATING, Stage.DORMANT, None),
    ("Thuiszorg De Wilg", Stage.FIRST_CONTACT, Stage.COOPERATING, 6),
    ("Netwerk Palliatieve Zorg Kop en Kust", Stage.COOPERATING, Stage.PARTNER, 1),
    ("Expertisecentrum De Vuurtoren", Stage.COOPERATING, Stage.COOPERATING, 6),
    ("ROC Noorderlicht", Stage.COOPERATING, Stage.PARTNER, 3),
    ("Hogeschool Hanzeland", Stage.FIRST_CONTACT, Stage.COOPERATING, 6),
    ("Hospice De Terp", Stage.COOPERATING, Stage.COOPERATING, 6),
]
LEVELS = {
    "ROC Duinrand": ["mbo-2", "mbo-3", "mbo-4"],
    "ROC De Polder": ["mbo-3", "mbo-4"],
    "Zorgcollege Westfriesland": ["mbo-3"],
    "Hogeschool IJoever": ["ad", "hbo", "manp"],
    "Hogeschool Windkracht": ["hbo"],
    "Universiteit Amstelland": ["wo-6", "wo-7"],
    "Academie De Linde": ["bij-nascholing"],
    "ROC Noorderlicht": ["mbo-3", "mbo-4"],
    "Hogeschool Hanzeland": ["hbo", "pa"],
}
# first, kind, second, own hub only
TIES = [
    ("Hospice De Brug", "stageplaats", "ROC De Polder", False),
    ("Thuiszorg De Wilg", "stageplaats", "ROC Duinrand", False),
    ("Expertisecentrum De Vuurtoren", "adviseert", "Hogeschool IJoever", False),
    ("Universiteit Amstelland", "werkt-samen", "Expertisecentrum De Vuurtoren", False),
    ("Academie De Linde", "gastlessen", "ROC Duinrand", True),
    ("Lectoraat Zorg dichtbij", "werkt-samen", "Hospice De Terp", False),
]
TAGS = {
    "ROC Duinrand": ["keuzedeel", "kennismarkt"],
    "ROC De Polder": ["keuzedeel"],
    "Hospice De Brug": ["gastlessen"],
    "Thuiszorg De Wilg": ["kennismarkt"],
}
PEOPLE = {
    "Anna": (["raamwerk", "rouw"], ["didactiek"], ["mbo-3", "mbo-4"]),
    "Daan": (["proactieve-zorgplanning"], ["fysiek", "e-learning"], ["hbo"]),
    "Esra": (["onderzoek"], ["onderzoek"], ["wo-7"]),
    "Hanna": (["nascholing"], ["gastlessen", "stervensfase"], ["bij-nascholing"]),
    "Jolien": (["raamwerk"], ["cultuur"], ["mbo-4"]),
    "Karim": (["didactiek"], ["spiritueel"], ["hbo"]),
}
CONSENT_TEXT = "Voorbeeld: andere leden mogen mijn naam, organisatie en functie in het netwerkoverzicht zien."


def load_demo_relations() -> str:
    """Load it once, after register and plans: it is left alone when a hub has tags."""
    nhf, ligare = (Hub.objects.filter(slug=slug).first() for slug in (NHF, LIGARE))
    if nhf is None or ligare is None or nhf.tags.exists():
        return "0 relations"
    with transaction.atomic():
        names = {one.name: one for one in Organisation.objects.filter(name__endswith="(voorbeeld)")}
        found = {name: names[example_name(name)] for name in (row[0] for row in STAGES) if example_name(name) in names}
        _stages(found)
        for name, levels in LEVELS.items():
            Organisation.objects.filter(name=example_name(name)).update(levels=levels)
        for first, kind, second, private in TIES:
            data = TieData(kind, names[example_name(first)], names[example_name(second)], nhf if private else None)
            add_tie(data=data, by=None)
        for name, tags in TAGS.items():
            set_tags(hub=nhf, subject=names[example_name(name)], names=tags)
        _people(nhf)
        _support(nhf, names[example_name("Academie De Linde")])
        _support(ligare, names[example_name("Hogeschool Hanzeland")])
        _research(nhf, ligare, names)
        _segments(nhf)
        _doubles(nhf)
        for hub in (nhf, ligare):
            refresh_touches(hub)
    return f"{len(found)} relations"


def _stages(found: dict[str, Organisation]) -> None:
    today = timezone.localdate()
    long_ago = today - dt.timedelta(days=800)
    for name, before, now, months in STAGES:
        if name not in found:
            continue
        for relation in StakeholderRelation.objects.filter(organisation=found[name]):
            relation.since = long_ago if before else today - dt.timedelta(days=90)
            relation.stage, relation.cadence_months = now, months
            relation.due_on = due_of(relation)
            if now in {Stage.PARTNER, Stage.COOPERATING}:
                relation.influence, relation.interest = Weight.MIDDLE, Weight.HIGH
                relation.verified_on = today - dt.timedelta(days=200)
            relation.save()
            if before and before != now:
                note_stages([(relation, before)], by=None)
                relation.stages.filter(stage=now).update(on=today - dt.timedelta(days=60))
    duinrand = StakeholderRelation.objects.filter(organisation=found["ROC Duinrand"])
    duinrand.update(
        needs="Voorbeeld: lesmateriaal voor leerjaar 2 en een gastles over rouw.",
        brings="Voorbeeld: twee docenten die het raamwerk goed kennen.",
        next_step="Kennismarkt voorbereiden",
        next_step_on=today + dt.timedelta(days=18),
    )


def _people(hub: Hub) -> None:
    for first, (interests, expertise, levels) in PEOPLE.items():
        for contact in Contact.objects.filter(name=f"{first} Voorbeeld"):
            Contact.objects.filter(pk=contact.pk).update(interests=interests, expertise=expertise)
            contact.functions.current().update(levels=levels)
            give_consent(
                contact=contact,
                purpose=Consent.Purpose.DIRECTORY,
                text=CONSENT_TEXT,
                text_version="voorbeeld-1",
                source=Consent.Source.HUB,
            )
    for known in HubContact.objects.filter(hub=hub, contact__name__in=["Anna Voorbeeld", "Ilias Voorbeeld"]):
        known.cadence_months, known.since = 2, timezone.localdate() - dt.timedelta(days=100)
        known.due_on = due_of(known)
        known.save()


def _support(hub: Hub, organisation: Organisation) -> None:
    """A supporting structure that could take over the first activities of the plan."""
    relation = StakeholderRelation.objects.get(hub=hub, organisation=organisation)
    relation.is_supporting = True
    relation.save()
    for activity in activities_of(hub)[:2]:
        relation.supported.create(lineage=activity.lineage, label=activity.label, kind="could_take_over")


def _research(nhf: Hub, ligare: Hub, names: dict[str, Organisation]) -> None:
    today = timezone.localdate()
    add_research(
        hub=nhf,
        values={
            "title": "Leren van naasten in het mbo (voorbeeld)",
            "funder": "Voorbeeldfonds Zorgonderzoek",
            "state": "writing",
            "hub_part": "Voorbeeld: meedenken over de vraag, en twee scholen vinden die meedoen.",
            "deadline": today + dt.timedelta(days=40),
            "lead": names[example_name("Universiteit Amstelland")],
            "visibility": "network",
        },
        partners=[names[example_name("ROC Duinrand")], names[example_name("Expertisecentrum De Vuurtoren")]],
        by=None,
    )
    add_research(
        hub=ligare,
        values={
            "title": "Gesprekken over het levenseinde oefenen (voorbeeld)",
            "funder": "Voorbeeldfonds Zorgonderzoek",
            "state": "submitted",
            "submitted_on": today - dt.timedelta(days=30),
            "lead": names[example_name("Lectoraat Zorg dichtbij")],
            "visibility": "hub",
        },
        partners=[names[example_name("Hospice De Terp")]],
        by=None,
    )


def _segments(hub: Hub) -> None:
    for name, subject, query in (
        ("Onze scholen", Segment.Subject.ORGANISATIONS, "ons=1&soort=hbo&soort=mbo&soort=wo"),
        ("Een jaar niet gesproken", Segment.Subject.ORGANISATIONS, "contact=jaar&ons=1"),
        ("Docenten mbo", Segment.Subject.CONTACTS, "functie=docent&sector=mbo"),
    ):
        save_segment(hub=hub, subject=subject, name=name, query=query, by=None)


def _doubles(hub: Hub) -> None:
    """One organisation and one contact that were added twice, to try merging on."""
    double = OrganisationData(
        name="Hospice de Brug Almere (voorbeeld)",
        kind="hospice",
        places=[("Almere", "flevoland")],
        website="https://www.hospice-de-brug.example",
    )
    made = create_organisation(data=double, hubs=[hub], by=None)
    create_contact(
        values={"name": "F. Voorbeeld", "email": "femke@hospice-de-brug.example", "sector": "praktijk"},
        hubs=[hub],
        by=None,
        function=FunctionData(made, "zorgverlener"),
    )
