"""An entry in the words of schema.org, for search engines: a data block in the page, no script."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from knooppunt.catalogue import words
from knooppunt.catalogue.content import Kind, Run, RunState
from knooppunt.catalogue.queries.pages import EntryPage

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
STATUS = "https://schema.org/EventCancelled"
_SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld_of(page: EntryPage) -> SafeString:
    """The text of the data block. Nothing in it can end the element it stands in."""
    text = json.dumps(linked_data(page), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_SAFE))


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
            "provider": {"@type": "Organization", "name": entry.provider.name} if entry.provider else None,
            "keywords": [*_labels(page, "domains"), *_labels(page, "topics")],
            "audience": [
                {"@type": "EducationalAudience", "educationalRole": name} for name in _labels(page, "audiences")
            ],
            "license": LICENCES.get(content.licence),
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
            "isAccessibleForFree": True if content.cost == "free" else None,
            "hasCourseInstance": instances,
        }
    )


def _instance(run: Run, page: EntryPage) -> dict[str, Any]:
    assert run.starts_on is not None
    place = {"@type": "Place", "name": run.place, "address": run.address or run.place} if run.place else None
    if place and run.latitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": run.latitude, "longitude": run.longitude}  # type: ignore[assignment]
    virtual = {"@type": "VirtualLocation", "url": run.enrol_url or absolute(page.entry.get_absolute_url())}
    mode = ["online", "onsite"] if run.is_online and run.place else ["online"] if run.is_online else ["onsite"]
    return _without_empty(
        {
            "@type": ["CourseInstance", "EducationEvent"],
            "@id": f"urn:uuid:{run.key}",
            "name": page.entry.title,
            "courseMode": mode,
            "startDate": _moment(run.starts_on, run.starts_at),
            "endDate": _moment(run.ends_on or run.starts_on, run.ends_at),
            "eventStatus": STATUS if run.state == RunState.CANCELLED else None,
            "location": [one for one in (place, virtual if run.is_online else None) if one],
            "offers": _offer(run),
        }
    )


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


def _moment(day: Any, time: Any) -> str:
    return f"{day.isoformat()}T{time:%H:%M}" if time else str(day.isoformat())


def _labels(page: EntryPage, scheme: str) -> list[str]:
    return [term.label for term in page.terms.get(scheme, [])]


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def absolute(path: str) -> str:
    """A path as others reach it."""
    return f"{settings.SITE_URL}{path}"
