"""An entry in the words of schema.org, for search engines: a data block in the page, no script."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from knooppunt.catalogue import words
from knooppunt.catalogue.content import Cost, Kind, Run, RunState
from knooppunt.catalogue.models import Collection
from knooppunt.catalogue.queries.collections import Part
from knooppunt.catalogue.queries.pages import EntryPage
from knooppunt.core.linked_data import absolute, data_block

TYPES: dict[str, str] = {
    Kind.TRAINING: "Course",
    Kind.MATERIAL: "LearningResource",
    Kind.EXAMPLE: "CreativeWork",
    Kind.RESEARCH: "ResearchProject",
    Kind.PERSON: "Person",
    Kind.TOOL: "LearningResource",
    Kind.SOURCE: "WebSite",
}
LICENCES = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    **{
        f"cc-{code}": f"https://creativecommons.org/licenses/{code}/4.0/"
        for code in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
    },
}
AVAILABILITY = {
    RunState.OPEN: "https://schema.org/InStock",
    RunState.PLANNED: "https://schema.org/PreOrder",
    RunState.FULL: "https://schema.org/SoldOut",
    RunState.CANCELLED: "https://schema.org/Discontinued",
}
STATUS = {True: "https://schema.org/EventCancelled", False: "https://schema.org/EventScheduled"}
ATTENDANCE = {
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "onsite": "https://schema.org/OfflineEventAttendanceMode",
    "both": "https://schema.org/MixedEventAttendanceMode",
}
CATEGORY = {Cost.FREE.value: "Free", Cost.PAID.value: "Paid"}
IS_FREE = {Cost.FREE.value: True, Cost.PAID.value: False}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def json_ld_of(page: EntryPage) -> SafeString:
    """The text of the data block of an entry."""
    return data_block(linked_data(page))


def linked_collection(collection: Collection, parts: list[Part]) -> dict[str, Any]:
    """A collection as a list of the entries that everybody may see, in its order."""
    cards = [part.card for part in parts if part.card]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "@id": f"urn:uuid:{collection.uuid}",
        "url": absolute(collection.get_absolute_url()),
        "name": collection.title,
        "numberOfItems": len(cards),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": card.title, "url": absolute(card.url)}
            for place, card in enumerate(cards, 1)
        ],
    }


def linked_data(page: EntryPage) -> dict[str, Any]:
    """The entry as schema.org describes such things."""
    entry, content = page.entry, page.content
    own: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES[entry.kind],
        "@id": f"urn:uuid:{entry.uuid}",
        "url": absolute(entry.get_absolute_url()),
        "name": content.person_name if entry.kind == Kind.PERSON else entry.title,
        "description": entry.summary,
    }
    if entry.kind == Kind.PERSON:
        return own | _without_empty({"jobTitle": content.person_role, "knowsAbout": _labels(page, "topics")})
    own["inLanguage"] = list(content.languages)
    own |= _without_empty(
        {
            "provider": _organisation(page),
            "keywords": [*_labels(page, "domains"), *_labels(page, "topics")],
            "audience": [
                {"@type": "EducationalAudience", "educationalRole": name} for name in _labels(page, "audiences")
            ],
            "license": LICENCES.get(content.licence),
            "datePublished": entry.published_at.date().isoformat() if entry.published_at else None,
            "dateModified": entry.changed_at.date().isoformat(),
        }
    )
    if entry.kind in {Kind.TRAINING, Kind.MATERIAL, Kind.TOOL}:
        own |= _teaching(page)
    return own


def _teaching(page: EntryPage) -> dict[str, Any]:
    content = page.content
    instances = [_instance(run, page) for run in words.coming_runs(content, timezone.localdate())]
    return _without_empty(
        {
            "educationalLevel": _labels(page, "levels"),
            "teaches": list(content.outcomes) + [row.title for row in page.confirmed if row.type == "teaches"],
            "assesses": [row.title for row in page.confirmed if row.type == "assesses"],
            "coursePrerequisites": content.prior_knowledge,
            "learningResourceType": _labels(page, "material-kinds"),
            "timeRequired": f"PT{content.duration_minutes}M" if content.duration_minutes else None,
            "isAccessibleForFree": IS_FREE.get(content.cost),
            "offers": _course_offer(page) if page.entry.kind == Kind.TRAINING else None,
            "educationalCredentialAwarded": content.certificate,
            "hasCourseInstance": instances,
        }
    )


def _organisation(page: EntryPage) -> dict[str, Any] | None:
    found = page.entry.provider
    if found is None:
        return None
    url = absolute(reverse("catalogue:provider", args=[found.pk]))
    return {"@type": "Organization", "name": found.name, "url": url}


def _course_offer(page: EntryPage) -> dict[str, Any] | None:
    """What a course costs: as it was said, else the lowest price of the coming runs. Each run tells its own price as well."""
    content = page.content
    coming = [run for run in words.coming_runs(content, timezone.localdate()) if run.state != RunState.CANCELLED]
    prices = [run.price_incl for run in coming if run.price_incl is not None]
    cents = content.price_incl if content.price_incl is not None else min(prices, default=None)
    category = CATEGORY.get(content.cost)
    if category is None and cents is not None:
        category = CATEGORY[Cost.PAID if cents else Cost.FREE]
    if category is None:
        return None
    price = f"{cents / 100:.2f}" if cents is not None else None
    return _without_empty(
        {"@type": "Offer", "category": category, "price": price, "priceCurrency": "EUR" if price else None}
    )


def _instance(run: Run, page: EntryPage) -> dict[str, Any]:
    assert run.starts_on is not None
    place = {"@type": "Place", "name": run.place, "address": run.address or run.place} if run.place else None
    if place and run.latitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": run.latitude, "longitude": run.longitude}  # type: ignore[assignment]
    virtual = {"@type": "VirtualLocation", "url": run.enrol_url or absolute(page.entry.get_absolute_url())}
    mode = ["online", "onsite"] if run.is_online and run.place else ["online"] if run.is_online else ["onsite"]
    hours = page.content.study_hours
    return _without_empty(
        {
            "@type": ["CourseInstance", "EducationEvent"],
            "@id": f"urn:uuid:{run.key}",
            "name": page.entry.title,
            "courseMode": mode,
            "startDate": _moment(run.starts_on, run.starts_at),
            "endDate": _moment(run.ends_on or run.starts_on, run.ends_at),
            "eventStatus": STATUS[run.state == RunState.CANCELLED],
            "eventAttendanceMode": ATTENDANCE["both" if len(mode) == 2 else mode[0]],
            "courseWorkload": f"PT{round(float(hours) * 60)}M" if hours else None,
            "courseSchedule": _schedule(run),
            "organizer": _organisation(page),
            "location": [one for one in (place, virtual if run.is_online else None) if one],
            "offers": _offer(run),
        }
    )


def _schedule(run: Run) -> dict[str, Any] | None:
    """Only of one day: how often people meet in between is said in words, if at all."""
    if run.ends_on not in (None, run.starts_on):
        return None
    return {"@type": "Schedule", "repeatFrequency": "Daily", "repeatCount": 1}


def _offer(run: Run) -> dict[str, Any] | None:
    if run.price_incl is None:
        return None
    return _without_empty(
        {
            "@type": "Offer",
            "price": f"{run.price_incl / 100:.2f}",
            "priceCurrency": "EUR",
            "url": run.enrol_url,
            "availability": AVAILABILITY[RunState(run.state)],
        }
    )


def _moment(day: dt.date, time: dt.time | None) -> str:
    """A date, or a moment with the hours that Amsterdam is ahead of UTC then."""
    return dt.datetime.combine(day, time, AMSTERDAM).isoformat(timespec="minutes") if time else day.isoformat()


def _labels(page: EntryPage, scheme: str) -> list[str]:
    return [term.label for term in page.terms.get(scheme, [])]


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}
