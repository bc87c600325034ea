"""From the rows of the examples to contents. The same day gives the same content, everywhere."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.demo.others import Other
from knooppunt.catalogue.demo.texts import EXAMPLE, KNOWLEDGE, OUTCOMES, PROGRAMME, WAYS
from knooppunt.catalogue.demo.trainings import Training
from knooppunt.network.places import place_named

GUIDELINE = "Richtlijn Voorbeeld palliatieve zorg"
NAMESPACE = uuid.UUID("5f0a4b5e-7f0c-4c58-9c39-8c1f3a1d6b10")


def training_content(row: Training, *, today: dt.date, provider: str, domains: dict[str, str]) -> EntryContent:
    """The content of an example training, with runs counted from ``today``."""
    topics, forms = row.topics.split(), row.forms.split()
    data: dict[str, Any] = {
        "kind": "training",
        "title": row.title,
        "summary": row.summary,
        "description": f"{row.summary}\n\n{WAYS[forms[0]]}\n\n{EXAMPLE}",
        "provider": provider,
        "hub": row.hub,
        "contact": f"scholing.{row.code}@aanbieder.example",
        "concepts": {
            "audiences": _audiences(row.professions.split()),
            "levels": row.levels.split(),
            "professions": row.professions.split(),
            "domains": list(dict.fromkeys(domains[topic] for topic in topics)),
            "topics": topics,
            "forms": forms,
            "canmeds": _roles(topics),
        },
        "cost": "free" if row.price == 0 else "paid",
        "study_load": row.load,
        "study_hours": row.hours,
        "group_size": "10 tot 16 deelnemers" if forms[0] == "klassikaal" else "",
        "outcomes": [line for topic in topics for line in OUTCOMES.get(topic, ())],
        "prior_knowledge": KNOWLEDGE if "mbo-3" in row.levels else "",
        "programme_text": PROGRAMME if forms[0] in {"klassikaal", "blended"} else "",
        "certificate": "Je krijgt een bewijs van deelname." if row.points else "",
        "links": [{"url": f"https://aanbieder.example/scholing/{row.code}", "label": "Pagina van de aanbieder"}],
        "guideline": GUIDELINE if "symptoommanagement" in topics else "",
        "guideline_version": guideline_version(row.code, today) if "symptoommanagement" in topics else "",
        "runs": [_run(row, number, today) for number in range(len(row.runs))],
        "accreditations": list(_points(row, today)),
        **{name: row.extra[name] for name in ("is_on_request", "is_always_open", "languages") if name in row.extra},
    }
    if not row.runs and row.price:
        data |= {"price_incl": row.price * 100, "price_note": "Per groep" if row.price > 300 else ""}
    return EntryContent.from_dict(data)


def other_content(row: Other, *, today: dt.date, provider: str, domains: dict[str, str]) -> EntryContent:
    """The content of an example of another kind."""
    topics = row.topics.split()
    own = dict(row.own)
    if row.kind == "person":
        own |= {"consent_on": (today - dt.timedelta(days=90)).isoformat(), "consent_note": "Per mail (voorbeeld)"}
    for name, target in (("from", "period_from"), ("until", "period_until")):
        if name in own:
            own[target] = (today + dt.timedelta(days=int(str(own.pop(name))))).replace(day=1).isoformat()
    return EntryContent.from_dict(
        {
            "kind": row.kind,
            "title": row.title,
            "summary": row.summary,
            "description": f"{row.summary}\n\n{EXAMPLE}",
            "provider": provider,
            "hub": row.hub,
            "contact": f"vragen.{row.code}@aanbieder.example",
            "concepts": {
                "audiences": row.audiences.split(),
                "levels": row.levels.split(),
                "domains": list(dict.fromkeys(domains[topic] for topic in topics)),
                "topics": topics,
                "canmeds": _roles(topics),
                "material-kinds": row.material.split(),
            },
            "licence": row.licence,
            "cost": "free" if row.kind != "person" else "on_request",
            "links": [{"url": f"https://aanbieder.example/{row.kind}/{row.code}"}],
            **own,
        }
    )


def guideline_version(code: str, today: dt.date) -> str:
    """Of the guideline that an example rests on: there is one of this year, and half of them follow it already."""
    return str(today.year - int(code[1:]) % 2)


def run_key(code: str, number: int) -> str:
    """The key of a run of an example; the same wherever the examples are made."""
    return str(uuid.uuid5(NAMESPACE, f"{code}/{number}"))


def _run(row: Training, number: int, today: dt.date) -> dict[str, Any]:
    days, place = row.runs[number]
    first = today + dt.timedelta(days=days)
    if first.weekday() > 4:  # nobody trains at the weekend
        first += dt.timedelta(days=7 - first.weekday())
    evening = row.hours <= 3 and number % 2 == 1
    begin, end = ("19:30", "21:30") if evening else ("9:30", "12:30" if row.hours <= 4 else "16:30")
    known = place_named(place) if place else None
    seats = int(str(row.extra.get("seats", 16)))
    left = (4, seats - 4, 0, seats - 2)[(number + len(row.title)) % 4]
    run: dict[str, Any] = {
        "key": run_key(row.code, number),
        "starts_on": first.isoformat(),
        "starts_at": begin,
        "ends_at": end,
        "is_online": not place,
        "place": place,
        "latitude": known.latitude if known else None,
        "longitude": known.longitude if known else None,
        "seats": seats,
        "seats_left": left,
        "state": "full" if left == 0 else "open",
        "enrol_url": f"https://aanbieder.example/aanmelden/{row.code}/{number + 1}",
        "schedule": str(row.extra.get("schedule", "")),
    }
    if "until" in row.extra:
        run["ends_on"] = (today + dt.timedelta(days=int(str(row.extra["until"])))).isoformat()
    if row.price is not None:
        run |= {"price_incl": row.price * 100, "vat_exempt": row.price > 0}
        run["price_note"] = "Met lunch en werkboek." if row.price > 150 and place else ""
    if row.code in {"t01", "t16", "t20"}:
        run["windows"] = [
            {"group": "Leden van het netwerk", "closes_on": (first - dt.timedelta(days=3)).isoformat()},
            {
                "group": "Anderen",
                "opens_on": (first - dt.timedelta(days=45)).isoformat(),
                "closes_on": (first - dt.timedelta(days=3)).isoformat(),
            },
        ]
    return run


def _points(row: Training, today: dt.date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in row.points.replace("1,5", "1.5").split(","):
        if not part.strip():
            continue
        register, number = part.split()
        one: dict[str, Any] = {"register": register}
        if number == "?":
            found.append(one | {"is_pending": True})
            continue
        # One in a while has ended, as happens.
        ends = today + dt.timedelta(days=-20 if row.code in {"t08", "t44"} else 200 + len(row.title))
        one |= {
            "points": number,
            "category": "Vakinhoudelijk",
            "number": f"VOORBEELD-{row.code.upper()}-{register.upper()}",
        }
        found.append(one | {"valid_from": (ends - dt.timedelta(days=365)).isoformat(), "valid_until": ends.isoformat()})
    return found


def _audiences(professions: list[str]) -> list[str]:
    found = {
        "docent": "docent",
        "praktijkbegeleider": "opleidingscoordinator",
        "vrijwilliger": "vrijwilliger",
    }
    return list(dict.fromkeys(found.get(one, "zorgverlener") for one in professions))


def _roles(topics: list[str]) -> list[str]:
    found = ["zorgverlener"]
    if {"gesprekken-over-het-levenseinde", "cultuursensitieve-communicatie", "proactieve-zorgplanning"} & set(topics):
        found.append("communicator")
    if {"coordinatie-en-continuiteit", "gezamenlijke-besluitvorming"} & set(topics):
        found.append("samenwerkingspartner")
    if {"morele-vragen", "euthanasie", "zorg-voor-jezelf", "deskundigheid"} & set(topics):
        found.append("professional-en-kwaliteitsbevorderaar")
    return found
