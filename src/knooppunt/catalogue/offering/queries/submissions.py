"""Reading proposals: who sees which, what waits, and what a reviewer sees of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils import timezone

from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.offering.checks import Alike, Finding, check, likely_duplicates
from knooppunt.catalogue.offering.differences import Difference, differences
from knooppunt.catalogue.offering.labels import LABELS, label_of, names_for, shown
from knooppunt.catalogue.offering.models import Submission, SubmissionNote
from knooppunt.catalogue.offering.models.submissions import SubmissionQuerySet
from knooppunt.core import status
from knooppunt.core.models import StatusChange
from knooppunt.network.api import hubs_of, is_editor, mandates_of
from knooppunt.network.models import Organisation, Role

State = Submission.State
HALF_A_YEAR = dt.timedelta(days=182)


def reviewable_by(user: Any) -> SubmissionQuerySet:
    """What a reviewer may see: everything that was ever sent in for editors, that of the own region for ambassadors, and
    what the hub itself invited to.
    """
    rows = Submission.objects.exclude(state=State.UNCONFIRMED)
    sent = Q(submitted_at__isnull=False) | Q(origin=Submission.Origin.INVITED)
    if is_editor(user):
        return rows.filter(sent)
    return rows.filter(sent, hub__in=hubs_of(user, Role.AMBASSADOR))


def own_submissions(user: Any) -> SubmissionQuerySet:
    """The proposals of the organisations that ``user`` offers for."""
    own = [one.organisation_id for one in mandates_of(user) if one.role == Role.PROVIDER]
    return Submission.objects.filter(organisation__in=own).exclude(state=State.UNCONFIRMED)


def own_organisations(user: Any) -> list[Organisation]:
    """The organisations that ``user`` offers for, by name."""
    found = [one.organisation for one in mandates_of(user) if one.role == Role.PROVIDER and one.organisation]
    return sorted(found, key=lambda one: one.sort_name)


@dataclass(frozen=True)
class QueueFigures:
    """How the queue stands."""

    waiting: int
    late: int
    mine: int
    average_days: float | None  # until the answer, over what was answered in the last half year


def with_words(submissions: SubmissionQuerySet, words: str) -> SubmissionQuerySet:
    """Those with each of the words (the first ten) in their title or in the name of their provider."""
    for word in words.split()[:10]:
        submissions = submissions.filter(
            Q(title__icontains=word) | Q(provider_name__icontains=word) | Q(organisation__name__icontains=word)
        )
    return submissions


def queue_figures(user: Any) -> QueueFigures:
    """How the queue of ``user`` stands. One query."""
    today = timezone.localdate()
    waits = Q(state__in=Submission.WITH_REVIEWER)
    lately = Q(decided_at__gte=timezone.now() - HALF_A_YEAR)
    counts = reviewable_by(user).aggregate(
        waiting=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(due_on__lt=today)),
        mine=Count("pk", filter=waits & Q(assignee_id=user.pk)),
        average=Avg("waited_days", filter=lately),
    )
    return QueueFigures(counts["waiting"], counts["late"], counts["mine"], counts["average"])


def fields_of(content: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(name, text) of everything that is filled in, in the order of the form."""
    return [(label_of(name), shown(name, content[name], names)) for name in LABELS if content.get(name)]


@dataclass
class Review:
    """Everything that a reviewer (or, without internal notes, the proposer) sees of one proposal."""

    submission: Submission
    fields: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Difference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    notes: list[SubmissionNote] = field(default_factory=list)
    history: list[StatusChange] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Difference]:
        """The fields about which a person must choose."""
        return [one for one in self.changes if one.is_conflict]


def review_of(submission: Submission, *, internal: bool) -> Review:
    """Read everything about one proposal. At most a dozen queries, whatever it holds."""
    content = EntryContent.from_stored(submission.content)
    entry = submission.entry
    now = entry.content if entry else {}
    names = names_for(submission.content, submission.base, now)
    notes = submission.notes.select_related("by")
    result = Review(submission, fields=fields_of(submission.content, names))
    if entry is not None and not submission.is_ended:
        result.changes = differences(submission.base, now, submission.content, names)
    result.notes = list(notes if internal else notes.filter(is_internal=False))
    result.history = list(status.history_of("catalogue.submission", submission.pk))
    if not submission.is_ended:
        result.findings = check(content, provider_name=submission.provider_name, entry=entry)
        result.alike = likely_duplicates(content, apart_from=entry) if internal and entry is None else []
    return result


def other_window(submission: Submission, typed: EntryContent) -> list[Difference]:
    """Where what is saved by now differs from what somebody typed who saw an older version. Three queries."""
    now, here = submission.content, typed.to_dict()
    return differences(now, now, here, names_for(now, here))


def titles_of(states: Iterable[str]) -> dict[str, str]:
    """The words of states."""
    return {state: str(State(state).label) for state in states if state in State.values}
