"""Making, changing, publishing, hiding and deleting entries. Every writer of entries comes through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.references import References
from knooppunt.catalogue.actions.storing import CONTENT_FIELDS, KIND, fill, replace_parts, store_parts
from knooppunt.catalogue.content import EntryContent, Problems, problems_of
from knooppunt.catalogue.models import CheckRound, Entry, EntryState
from knooppunt.core import bin, changes, status
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

REVIEW_AFTER = dt.timedelta(days=365)  # without other agreement somebody looks again after a year
# From which state an entry may go to which.
MOVES: dict[str, frozenset[str]] = {
    EntryState.DRAFT: frozenset({EntryState.SUBMITTED, EntryState.PUBLISHED, EntryState.ARCHIVED}),
    EntryState.SUBMITTED: frozenset({EntryState.RETURNED, EntryState.PUBLISHED, EntryState.DRAFT, EntryState.ARCHIVED}),
    EntryState.RETURNED: frozenset({EntryState.SUBMITTED, EntryState.PUBLISHED, EntryState.DRAFT, EntryState.ARCHIVED}),
    EntryState.PUBLISHED: frozenset({EntryState.HIDDEN, EntryState.ARCHIVED, EntryState.DRAFT}),
    EntryState.HIDDEN: frozenset({EntryState.PUBLISHED, EntryState.ARCHIVED, EntryState.DRAFT}),
    EntryState.ARCHIVED: frozenset({EntryState.DRAFT, EntryState.PUBLISHED}),
}


class Refused(Exception):
    """It cannot be done; the text is a sentence for the person."""


@dataclass(frozen=True)
class NewEntry:
    """A content with what stands beside it. ``published_at`` only for what was published elsewhere or in examples."""

    content: EntryContent
    state: str = EntryState.DRAFT
    owner: User | None = None
    source: str = ""
    source_id: str = ""
    checked_on: dt.date | None = None
    review_by: dt.date | None = None
    published_at: dt.datetime | None = None
    is_example: bool = False


def create_entry(
    *,
    content: EntryContent,
    by: User | None,
    state: str = EntryState.DRAFT,
    owner: User | None = None,
    source: str = "",
    source_id: str = "",
) -> Entry:
    """Make one entry, owned by ``owner`` or else ``by``. Raises ``Problems`` by path, and ``Refused``.

    About a dozen queries, however many runs. A state other than draft asks for a complete content.
    """
    row = NewEntry(content, state=state, owner=owner or by, source=source, source_id=source_id)
    return create_entries(rows=[row], by=by)[0]


def create_entries(*, rows: Sequence[NewEntry], by: User | None, keep_history: bool = True) -> list[Entry]:
    """Make many entries, all or none, with a constant number of queries per 500. ``keep_history=False`` only for what
    is made by the hundred thousand to measure with.

    Raises ``Problems`` whose paths begin with the number of the row when there are several; ``Refused`` when a source
    already has an entry with one of the identifiers.
    """
    known = References.of(row.content for row in rows)
    _refuse_problems(rows, known)
    now = timezone.now()
    entries = []
    for row in rows:
        published = row.state == EntryState.PUBLISHED
        checked = row.checked_on or (timezone.localdate() if published else None)
        entry = Entry(
            state=row.state,
            owner=row.owner,
            source=row.source,
            source_id=row.source_id,
            checked_on=checked,
            review_by=row.review_by or (checked + REVIEW_AFTER if checked else None),
            published_at=row.published_at or (now if published else None),
            is_example=row.is_example,
        )
        fill(entry, row.content, known)
        entries.append(entry)
    try:
        with transaction.atomic():
            Entry.objects.bulk_create(entries, batch_size=500)
            store_parts([(entry, row.content) for entry, row in zip(entries, rows, strict=True)], known)
            if keep_history:
                Entry.history.bulk_history_create(entries, batch_size=500, default_user=by)
            new = [status.NewStatus(entry.pk, "", entry.state) for entry in entries]
            status.record_statuses(subject_kind=KIND, rows=new, by=by)
            changes.record(KIND, [entry.pk for entry in entries])
    except IntegrityError as error:
        if "source" in str(error):
            raise Refused(_("This source already has an entry with this identifier.")) from error
        raise
    return entries


def change_entry(*, entry: Entry, content: EntryContent, seen: int, by: User | None) -> Entry:
    """Write all of ``content`` over what was there. Raises ``Conflict`` when somebody was first, and ``Problems``.

    What everybody sees must stay complete. The state does not change: who may publish what is not asked here.
    """
    known = References.of([content])
    _raise_if_any(_problems(content, known, complete=entry.state in _COMPLETE))
    old = EntryContent.from_stored(entry.content)
    with transaction.atomic():
        fill(entry, content, known)
        entry._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(entry, seen=seen, fields=CONTENT_FIELDS)
        replace_parts(entry, old, content, known)
        changes.record(KIND, [entry.pk])
    return entry


def move_entry(*, entry: Entry, state: str, by: User | None, seen: int | None = None, reason: str = "") -> Entry:
    """Bring an entry to another state. To where it is already: nothing happens.

    Raises ``Refused`` for a move that does not exist, ``Problems`` when what is missing stands in the way, ``Conflict``.
    """
    if state == entry.state:
        return entry
    if state not in MOVES[entry.state]:
        raise Refused(
            _("From “%(old)s” an entry cannot go to “%(new)s”.")
            % {"old": entry.get_state_display(), "new": EntryState(state).label}
        )
    if state in _COMPLETE:
        content = EntryContent.from_stored(entry.content)
        _raise_if_any(_problems(content, References.of([content]), complete=True))
    old = entry.state
    with transaction.atomic():
        entry.state = state
        fields = ["state"]
        if state == EntryState.PUBLISHED:
            entry.published_at = entry.published_at or timezone.now()
            fields += ["published_at", *_checked(entry)]
        entry._history_user = by  # type: ignore[attr-defined]
        save_version(entry, seen=entry.version if seen is None else seen, fields=fields)
        status.record(subject_kind=KIND, subject_id=entry.pk, old=old, new=state, by=by, reason=reason)
        changes.record(KIND, [entry.pk])
        if state == EntryState.PUBLISHED:
            close_question(entry=entry)
    return entry


def publish_entry(*, entry: Entry, by: User | None, seen: int | None = None, reason: str = "") -> Entry:
    """Show it to everybody; counts as checked today. Raises as ``move_entry``."""
    return move_entry(entry=entry, state=EntryState.PUBLISHED, by=by, seen=seen, reason=reason)


def hide_entry(*, entry: Entry, by: User | None, seen: int | None = None, reason: str = "") -> Entry:
    """Take it off the site; it stays as it is. Raises as ``move_entry``."""
    return move_entry(entry=entry, state=EntryState.HIDDEN, by=by, seen=seen, reason=reason)


def archive_entry(*, entry: Entry, by: User | None, seen: int | None = None, reason: str = "") -> Entry:
    """It is over; kept for who looks back. Raises as ``move_entry``."""
    return move_entry(entry=entry, state=EntryState.ARCHIVED, by=by, seen=seen, reason=reason)


def confirm_entry(*, entry: Entry, by: User | None, review_by: dt.date | None = None) -> Entry:
    """Somebody looked: it is still right, today. No longer unverified; ``review_by`` is a year from now by default."""
    with transaction.atomic():
        fields = _checked(entry, review_by)
        entry._history_user = by  # type: ignore[attr-defined]
        save_version(entry, seen=entry.version, fields=fields)
        changes.record(KIND, [entry.pk])
        close_question(entry=entry)
    return entry


def close_question(*, entry: Entry, answer: str = CheckRound.Answer.CONFIRMED) -> None:
    """The open question "is this still right?" about an entry is answered: nobody is reminded, nothing is hidden."""
    CheckRound.objects.filter(entry=entry, answered_at__isnull=True).update(answered_at=timezone.now(), answer=answer)


def restore_check(*, entry: Entry, before: dt.datetime) -> Entry:
    """State, check and agreed date as they were at ``before``, when one step was taken since: that one is taken back. After
    none, or when somebody did more, the entry stays as it is.
    """
    was = entry.history.filter(history_date__lt=before).order_by("-history_date", "-history_id").first()
    if was is None or entry.history.filter(history_date__gte=before).count() != 1:
        return entry
    old, fields = entry.state, ["state", "checked_on", "review_by", "unverified_since"]
    for name in fields:
        setattr(entry, name, getattr(was, name))
    with transaction.atomic():
        save_version(entry, seen=entry.version, fields=fields)
        if entry.state != old:
            status.record(subject_kind=KIND, subject_id=entry.pk, old=old, new=entry.state, by=None)
        changes.record(KIND, [entry.pk])
    return entry


def mark_unverified(*, entries: Iterable[Entry], by: User | None = None) -> int:
    """Nobody answered whether these are still right: say so from today on. Returns how many were not marked before."""
    fresh = [entry for entry in entries if entry.unverified_since is None]
    with transaction.atomic():
        for entry in fresh:
            entry.unverified_since = timezone.localdate()
            entry._history_user = by  # type: ignore[attr-defined]
            save_version(entry, seen=entry.version, fields=["unverified_since"])
        changes.record(KIND, [entry.pk for entry in fresh])
    return len(fresh)


def give_entry(*, entry: Entry, owner: User | None, by: User | None, seen: int | None = None) -> Entry:
    """Somebody else looks after it from now on."""
    with transaction.atomic():
        entry.owner = owner
        entry._history_user = by  # type: ignore[attr-defined]
        save_version(entry, seen=entry.version if seen is None else seen, fields=["owner"])
    return entry


def delete_entry(*, entry: Entry, by: User | None) -> BinBatch:
    """Into the bin, for 30 days."""
    return bin.bin_objects(objects=[entry], by=by, label=entry.title)


def note_binned(rows: Sequence[Entry], binned: bool) -> None:
    """Tell the change table about entries that went into the bin or came back (listener of ``core.bin``)."""
    changes.record(KIND, [row.pk for row in rows], deleted=binned)


_COMPLETE = frozenset({EntryState.PUBLISHED, EntryState.SUBMITTED})


def _checked(entry: Entry, review_by: dt.date | None = None) -> list[str]:
    today = timezone.localdate()
    entry.checked_on, entry.review_by, entry.unverified_since = today, review_by or today + REVIEW_AFTER, None
    return ["checked_on", "review_by", "unverified_since"]


def _problems(content: EntryContent, known: References, *, complete: bool) -> dict[str, list[str]]:
    found = problems_of(content, complete=complete)
    for path, texts in known.problems_of(content).items():
        found.setdefault(path, []).extend(texts)
    return found


def _refuse_problems(rows: Sequence[NewEntry], known: References) -> None:
    wrong: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        found = _problems(row.content, known, complete=row.state in _COMPLETE)
        wrong |= found if len(rows) == 1 else {f"{number}.{path}": texts for path, texts in found.items()}
    _raise_if_any(wrong)


def _raise_if_any(wrong: dict[str, list[str]]) -> None:
    if wrong:
        raise Problems(wrong)


def check_content(content: EntryContent, *, complete: bool = True) -> dict[str, list[str]]:
    """Path → sentences: everything that would make ``create_entry`` raise ``Problems``. Five queries."""
    return _problems(content, References.of([content]), complete=complete)
