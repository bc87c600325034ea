"""Putting the examples into place, and moving their dates along with today."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts.demo import persona_user
from knooppunt.catalogue.actions.entries import NewEntry, change_entry, create_entries
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.demo.building import other_content, training_content
from knooppunt.catalogue.demo.collections import load_collections
from knooppunt.catalogue.demo.others import OTHERS
from knooppunt.catalogue.demo.trainings import TRAININGS
from knooppunt.catalogue.models import Entry, EntryRelation, EntryState, QualityLabel, QualityMark
from knooppunt.framework.models import Concept
from knooppunt.network.api import OrganisationData, create_organisation
from knooppunt.network.models import Hub, Organisation

SOURCE = "voorbeelden"
DRAFTS = {"t39": EntryState.DRAFT, "m19": EntryState.DRAFT, "t44": EntryState.HIDDEN, "v06": EntryState.ARCHIVED}
OLD = {"t03", "m12", "h02", "e04"}  # not checked for more than a year
UNVERIFIED = {"m11", "o05"}
RELATIONS = [
    ("t04", "m06", "related"),
    ("m03", "m18", "part_of"),
    ("m04", "m18", "part_of"),
    ("t45", "m18", "related"),
    ("m13", "o03", "related"),
    ("t10", "v03", "related"),
]


def load_demo_entries() -> str:
    """Load the example entries (demo loader). Run again later, it moves the dates of untouched ones to today."""
    today = timezone.localdate()
    contents = _contents(today)
    with transaction.atomic():
        known = {entry.source_id: entry for entry in Entry.all_objects.filter(source=SOURCE)}
        made = _make({code: content for code, content in contents.items() if code not in known}, today)
        moved = _move(known, contents)
        if made:
            entries = known | {entry.source_id: entry for entry in made}
            _relate(entries)
            _mark(entries, today)
            load_collections(entries, today)
    return f"{len(made)} entries of the catalogue, {moved} moved along"


def _contents(today: dt.date) -> dict[str, EntryContent]:
    providers, hubs = _providers(), set(Hub.objects.values_list("slug", flat=True))
    domains = {
        topic: parent or "kernwaarden-en-principes"
        for topic, parent in Concept.objects.of("topics").values_list("code", "parent__code")
    }
    found = {
        row.code: training_content(row, today=today, provider=providers[row.provider], domains=domains)
        for row in TRAININGS
    }
    for other in OTHERS:
        provider = providers[other.provider] if other.provider else ""
        found[other.code] = other_content(other, today=today, provider=provider, domains=domains)
    # A demo may begin with other hubs than ours.
    return {code: _at_known_hub(content, hubs) for code, content in found.items()}


def _at_known_hub(content: EntryContent, hubs: set[str]) -> EntryContent:
    return content if content.hub in hubs | {""} else EntryContent.from_dict(content.to_dict() | {"hub": ""})


def _providers() -> dict[str, str]:
    """Name → UUID; organisations that the example register does not have are made."""
    names = {row.provider for row in TRAININGS} | {row.provider for row in OTHERS if row.provider}
    found = {one.name: str(one.uuid) for one in Organisation.objects.filter(name__in=names)}
    for name in sorted(names - set(found)):
        made = create_organisation(data=OrganisationData(name, "nascholing"), hubs=[], by=None)
        found[name] = str(made.uuid)
    return found


def _make(contents: dict[str, EntryContent], today: dt.date) -> list[Entry]:
    editor, provider = persona_user("redacteur"), persona_user("aanbieder")
    rows = []
    for number, (code, content) in enumerate(contents.items()):
        ago = 420 if code in OLD else 200 if code in UNVERIFIED else (number * 7) % 150 + 3
        checked = today - dt.timedelta(days=ago)
        rows.append(
            NewEntry(
                content,
                state=DRAFTS.get(code, EntryState.PUBLISHED),
                owner=provider if code.startswith("t") and number % 3 == 0 else editor,
                source=SOURCE,
                source_id=code,
                checked_on=checked,
                review_by=checked + dt.timedelta(days=365),
                published_at=timezone.now() - dt.timedelta(days=ago + 2, minutes=number),
                is_example=True,
            )
        )
    made = create_entries(rows=rows, by=editor) if rows else []
    late = [entry.pk for entry in made if entry.source_id in UNVERIFIED]
    Entry.objects.filter(pk__in=late).update(unverified_since=today - dt.timedelta(days=12))
    return made


def _move(known: dict[str, Entry], contents: dict[str, EntryContent]) -> int:
    moved = 0
    for code, entry in known.items():
        content = contents.get(code)
        untouched = entry.version == 1 and not entry.is_binned
        if content and content.runs and untouched and content.to_dict() != entry.content:
            change_entry(entry=entry, content=content, seen=entry.version, by=None)
            Entry.objects.filter(pk=entry.pk).update(version=1)  # still untouched by people
            moved += 1
    return moved


def _relate(entries: dict[str, Entry]) -> None:
    EntryRelation.objects.bulk_create(
        [EntryRelation(entry=entries[one], other=entries[other], type=how) for one, other, how in RELATIONS],
        ignore_conflicts=True,
    )


def _mark(entries: dict[str, Entry], today: dt.date) -> None:
    label, _made = QualityLabel.objects.get_or_create(
        code="voorbeeld-initieel",
        defaults={
            "name": "Geschikt voor initieel onderwijs (voorbeeld)",
            "labeller": "Werkgroep Keurmerk (voorbeeld)",
            "description": "Twee mensen bekeken inhoud, vorm, gegevens en rechten. Dit keurmerk is verzonnen.",
        },
    )
    review = (
        "Inhoud: klopt en is actueel.\nVorm: bruikbaar in een les van anderhalf uur.\n"
        "Gegevens: volledig.\nRechten: duidelijk. (Verzonnen voorbeeld.)"
    )
    for code in ("m01", "m06", "m03", "t02"):
        QualityMark.objects.get_or_create(
            entry=entries[code],
            label=label,
            defaults={
                "given_on": today - dt.timedelta(days=60),
                "valid_until": today + dt.timedelta(days=900),
                "review": review,
            },
        )
