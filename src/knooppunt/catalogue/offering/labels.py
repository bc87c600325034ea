"""How the fields of a content are called, and how their values read: for differences, previews and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.content import Cost, Kind, LinkKind, RunState
from knooppunt.framework.models import Concept
from knooppunt.network.models import Hub, Organisation

LABELS: dict[str, Promise] = {
    "kind": _("Kind"),
    "title": _("Title"),
    "summary": _("Summary"),
    "description": _("Description"),
    "provider": _("Provider"),
    "hub": _("Region"),
    "contact": _("Contact mailbox"),
    "languages": _("Languages"),
    "concepts": _("For whom and about what"),
    "cost": _("Cost"),
    "price_incl": _("Price"),
    "price_note": _("Note with the price"),
    "licence": _("Licence"),
    "terms": _("Terms of use"),
    "guideline": _("Guideline it rests on"),
    "guideline_version": _("Version of the guideline"),
    "links": _("Links"),
    "files": _("Files"),
    "image": _("Picture"),
    "image_alt": _("What the picture shows"),
    "study_load": _("Study load"),
    "study_hours": _("Hours of study"),
    "group_size": _("Group size"),
    "prior_knowledge": _("Prior knowledge"),
    "outcomes": _("Learning outcomes"),
    "programme_text": _("Programme"),
    "assessment": _("Assessment"),
    "certificate": _("Certificate"),
    "is_on_request": _("Dates by arrangement"),
    "is_always_open": _("Start whenever you like"),
    "runs": _("Dates and places"),
    "accreditations": _("Points for a register"),
    "material_version": _("Version"),
    "duration_minutes": _("Duration in minutes"),
    "question": _("Research question"),
    "period_from": _("From"),
    "period_until": _("Until"),
    "funder": _("Funder"),
    "institutions": _("Institutions"),
    "research_state": _("State of the research"),
    "results": _("Results"),
    "person_name": _("Name"),
    "person_role": _("Role"),
    "travels": _("How far do you travel?"),
    "consent_on": _("Consent given on"),
    "consent_note": _("How consent was given"),
}
_CODES: dict[str, Mapping[str, Any]] = {
    "kind": dict(Kind.choices),
    "cost": dict(Cost.choices),
}


def label_of(path: str) -> str:
    """The name of the field at a path such as ``runs.2.starts_on``: "Dates and places, row 3"."""
    field, _dot, rest = path.partition(".")
    label = str(LABELS.get(field, field))
    number = rest.partition(".")[0]
    if number.isdigit():
        return gettext("%(field)s, row %(number)s") % {"field": label, "number": int(number) + 1}
    return label


def shown(field: str, value: Any, names: Mapping[str, str]) -> str:
    """A value of ``to_dict`` as people read it; several lines where there are several. ``names`` maps codes and UUIDs."""
    if value in (None, "", [], {}):
        return ""
    if field == "runs":
        return "\n".join(_run(one) for one in value)
    if field == "accreditations":
        return "\n".join(_accreditation(one, names) for one in value)
    if field == "links":
        kinds = dict(LinkKind.choices)
        return "\n".join(
            f"{kinds.get(one.get('kind', 'site'), '')}: {one.get('label', '')} {one.get('url', '')}".strip()
            for one in value
        )
    if field == "concepts":
        return "\n".join(", ".join(names.get(code, code) for code in codes) for codes in value.values())
    if field in _CODES:
        return str(_CODES[field].get(value, value))
    if field == "price_incl":
        return money(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and field in {"period_from", "period_until", "consent_on"}:
        return _day(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(
            names.get(str(one), str(one)) if not isinstance(one, dict) else one.get("label", "") for one in value
        )
    return names.get(str(value), str(value))


def money(cents: int | None) -> str:
    """Cents as "€ 195" or "€ 12,50"."""
    if cents is None:
        return ""
    euros, rest = divmod(cents, 100)
    whole = f"{euros:,}".replace(",", ".")
    return f"€ {whole},{rest:02d}" if rest else f"€ {whole}"


def _day(text: str) -> str:
    try:
        return date_format(dt.date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


def _run(one: Mapping[str, Any]) -> str:
    days = _day(one.get("starts_on", ""))
    if one.get("ends_on") and one["ends_on"] != one.get("starts_on"):
        days = f"{days} – {_day(one['ends_on'])}"
    times = " – ".join(one[name] for name in ("starts_at", "ends_at") if one.get(name))
    where = one.get("place", "") or (gettext("online") if one.get("is_online") else "")
    states = dict(RunState.choices)
    state = one.get("state", RunState.OPEN)
    parts = [
        days,
        times,
        where,
        money(one.get("price_incl")),
        "" if state == RunState.OPEN else str(states.get(state, "")),
    ]
    return ", ".join(part for part in parts if part)


def _accreditation(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    parts = [names.get(one.get("register", ""), one.get("register", ""))]
    if one.get("is_pending"):
        parts.append(gettext("applied for"))
    elif one.get("points") is not None:
        parts.append(gettext("%(points)s points") % {"points": one["points"]})
    parts += [
        one.get("category", ""),
        gettext("number %(number)s") % {"number": one["number"]} if one.get("number") else "",
    ]
    if one.get("valid_until"):
        parts.append(gettext("valid until %(day)s") % {"day": _day(one["valid_until"])})
    return ", ".join(part for part in parts if part)


def codes_in(content: Mapping[str, Any]) -> set[str]:
    """Every code and UUID in a content that has a name elsewhere."""
    found = {code for codes in content.get("concepts", {}).values() for code in codes}
    found |= {one.get("register", "") for one in content.get("accreditations", [])}
    found |= {str(content.get(name, "")) for name in ("provider", "hub", "licence")}
    return found - {""}


def names_for(*contents: Mapping[str, Any]) -> dict[str, str]:
    """Codes and UUIDs in these contents → how people call them. Three queries."""
    wanted = {code for content in contents for code in codes_in(content)}
    uuids = {code for code in wanted if len(code) == 36 and code.count("-") == 4}
    names = {concept.code: concept.label for concept in Concept.objects.filter(code__in=wanted - uuids)}
    names.update(Hub.objects.filter(slug__in=wanted - uuids).values_list("slug", "short_name"))
    for uuid, name in Organisation.all_objects.filter(uuid__in=uuids).values_list("uuid", "name"):
        names[str(uuid)] = name
    return names
