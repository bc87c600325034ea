"""From a content to the columns and rows that repeat it. Nothing else writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knooppunt.catalogue.actions.references import References
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.content import Run as RunContent
from knooppunt.catalogue.models import (
    Accreditation,
    EnrolmentWindow,
    Entry,
    EntryConcept,
    EntryFile,
    EntryLink,
    Run,
)

KIND = "catalogue.entry"  # in the change table and the status table
# Columns of an entry that follow from its content.
CONTENT_FIELDS = (
    "content", "kind", "title", "summary", "provider", "hub", "contact", "licence", "image", "guideline",
    "guideline_version",
)  # fmt: skip
_BATCH = 500


def fill(entry: Entry, content: EntryContent, known: References) -> None:
    """Give ``entry`` the columns of ``content``; saves nothing. A hub that got another address, or merged, is named as it
    is called now.
    """
    hub = known.hubs.get(content.hub)
    entry.content = content.to_dict() | ({"hub": hub.slug} if hub else {})
    entry.kind, entry.title, entry.summary = content.kind, content.title, content.summary
    entry.provider_id = known.providers.get(content.provider)
    entry.hub_id = hub.pk if hub else None
    entry.image_id = known.files.get(content.image)
    entry.contact, entry.licence = content.contact, content.licence
    entry.guideline, entry.guideline_version = content.guideline, content.guideline_version


def store_parts(entries: Sequence[tuple[Entry, EntryContent]], known: References) -> None:
    """Write the rows of new entries, in bulk: a constant number of queries per 500 rows of a kind."""
    _store_concepts(entries, known)
    _store_links_and_files(entries, known)
    _store_runs(entries)


def replace_parts(entry: Entry, old: EntryContent, new: EntryContent, known: References) -> None:
    """Bring the rows of ``entry`` from ``old`` to ``new``. Links that stay keep what the link check found."""
    if old.concepts != new.concepts:
        wanted = set(known.concept_ids(new))
        have = set(entry.entry_concepts.values_list("concept_id", flat=True))
        entry.entry_concepts.filter(concept_id__in=have - wanted).delete()
        EntryConcept.objects.bulk_create([EntryConcept(entry=entry, concept_id=pk) for pk in wanted - have])
    if old.links != new.links:
        _replace_links(entry, new)
    if old.files != new.files:
        entry.files.all().delete()
        EntryFile.objects.bulk_create(_files(entry, new, known))
    if (old.runs, old.accreditations) != (new.runs, new.accreditations):
        entry.accreditations.all().delete()
        entry.runs.all().delete()
        _store_runs([(entry, new)])


def _store_concepts(entries: Sequence[tuple[Entry, EntryContent]], known: References) -> None:
    EntryConcept.objects.bulk_create(
        [EntryConcept(entry=entry, concept_id=pk) for entry, content in entries for pk in known.concept_ids(content)],
        batch_size=_BATCH,
    )


def _store_links_and_files(entries: Sequence[tuple[Entry, EntryContent]], known: References) -> None:
    links = [link for entry, content in entries for link in _links(entry, content)]
    files = [file for entry, content in entries for file in _files(entry, content, known)]
    EntryLink.objects.bulk_create(links, batch_size=_BATCH)
    EntryFile.objects.bulk_create(files, batch_size=_BATCH)


def _links(entry: Entry, content: EntryContent) -> list[EntryLink]:
    return [EntryLink(entry=entry, url=link.url, label=link.label, kind=link.kind) for link in content.links]


def _files(entry: Entry, content: EntryContent, known: References) -> list[EntryFile]:
    once = {one.file: one for one in content.files}
    return [EntryFile(entry=entry, file_id=known.files[one.file], label=one.label) for one in once.values()]


def _replace_links(entry: Entry, content: EntryContent) -> None:
    found = {link.url: (link.checked_at, link.status, link.failures) for link in entry.links.all()}
    entry.links.all().delete()
    rows = _links(entry, content)
    for row in rows:
        if row.url in found:
            row.checked_at, row.status, row.failures = found[row.url]
    EntryLink.objects.bulk_create(rows)


def _store_runs(entries: Sequence[tuple[Entry, EntryContent]]) -> None:
    runs: dict[tuple[int, str], Run] = {}
    windows: list[EnrolmentWindow] = []
    points: list[Accreditation] = []
    for entry, content in entries:
        for one in content.runs:
            if one.starts_on is None:  # a draft may say that later
                continue
            run = Run(entry=entry, key=one.key, **_run_columns(one))
            runs[entry.pk, one.key] = run
            windows += [
                EnrolmentWindow(run=run, group=w.group, opens_on=w.opens_on, closes_on=w.closes_on) for w in one.windows
            ]
    Run.objects.bulk_create(runs.values(), batch_size=_BATCH)
    EnrolmentWindow.objects.bulk_create(windows, batch_size=_BATCH)
    for entry, content in entries:
        points += [
            Accreditation(
                entry=entry,
                run=runs.get((entry.pk, one.run)),
                register=one.register,
                points=one.points,
                category=one.category,
                number=one.number,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
                is_pending=one.is_pending,
            )
            for one in content.accreditations
            if one.register
        ]
    Accreditation.objects.bulk_create(points, batch_size=_BATCH)


_SAME = (
    "starts_on", "starts_at", "ends_at", "is_online", "place", "latitude", "longitude", "price_incl", "price_excl",
    "seats_left", "state",
)  # fmt: skip


def _run_columns(one: RunContent) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _SAME} | {"ends_on": one.ends_on or one.starts_on}
