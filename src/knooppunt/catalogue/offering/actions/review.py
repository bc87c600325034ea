"""What reviewers do: take, note, return, approve, bring together with what is there already."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import (
    Refused,
    change_entry,
    close_question,
    confirm_entry,
    create_entry,
    publish_entry,
)
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering import mail
from knooppunt.catalogue.offering.actions.submissions import PROPOSED, State, locked, move
from knooppunt.catalogue.offering.differences import conflicts, merged
from knooppunt.catalogue.offering.models import CheckRound, Submission, SubmissionNote
from knooppunt.core.versions import Conflict
from knooppunt.network.api import OrganisationData, create_organisation
from knooppunt.network.models import Hub, Organisation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

REVIEW = "catalogue.review_submission"


def assign_submission(*, submission: Submission, to: User, by: User) -> Submission:
    """Put a proposal in the hands of ``to`` (often oneself). The proposer hears that somebody began.

    Raises ``PermissionDenied`` when ``to`` may not review it, ``Refused`` when it is not with the reviewers.
    """
    if not to.has_perm(REVIEW, submission):
        raise PermissionDenied("may not review this")
    with transaction.atomic():
        submission = _with_reviewers(submission)
        first = submission.state == State.SUBMITTED
        if first:
            move(submission, State.IN_REVIEW, by=by, assignee=to)
            mail.tell_proposer(submission, "taken")
        elif submission.assignee_id != to.pk:
            move(submission, State.IN_REVIEW, by=by, assignee=to)
        if to.pk != by.pk:
            mail.tell_assignee(submission)
    return submission


def route_submission(*, submission: Submission, hub: Hub | None, by: User) -> Submission:
    """Hand it to another hub, or to the editors (no hub). Nobody has it in hand then. Raises ``Refused``."""
    with transaction.atomic():
        submission = _with_reviewers(submission)
        content = dict(submission.content)
        content["hub"] = hub.slug if hub else ""
        move(submission, State.SUBMITTED, by=by, hub=hub, assignee=None, content=content)
        mail.tell_reviewers(submission)
    return submission


def note_submission(*, submission: Submission, text: str, is_internal: bool, by: User) -> SubmissionNote:
    """Write something down: among reviewers, or for the proposer, who gets it by mail as well."""
    with transaction.atomic():
        note = _write_note(submission, text, by, is_internal=is_internal)
        if not is_internal:
            mail.tell_proposer(submission, "note", text=text)
    return note


def _write_note(submission: Submission, text: str, by: User, *, is_internal: bool = False) -> SubmissionNote:
    return SubmissionNote.objects.create(submission=submission, text=text, is_internal=is_internal, by=by)


def return_submission(*, submission: Submission, reason: str, by: User) -> Submission:
    """Back to the proposer, with what is to be mended. Raises ``Refused`` without a reason."""
    if not reason.strip():
        raise Refused(_("Say what is to be mended, so that the proposer can."))
    with transaction.atomic():
        submission = _with_reviewers(submission)
        _write_note(submission, reason, by)
        move(submission, State.RETURNED, by=by, reason=reason, **_answered(submission))
        mail.tell_proposer(submission, "returned", text=reason)
    return submission


def decline_submission(*, submission: Submission, reason: str, by: User) -> Submission:
    """It will not come into the catalogue (spam, somewhere else already). Told with the reason, unless it is empty.

    Also what was returned and nobody mends, and an invitation that should not have gone out. Raises ``Refused``.
    """
    with transaction.atomic():
        submission = locked(submission)
        if not submission.may_be_declined:
            raise Refused(_not_with_reviewers(submission))
        if reason.strip():
            _write_note(submission, reason, by)
            mail.tell_proposer(submission, "declined", text=reason)
        move(submission, State.WITHDRAWN, by=by, reason=reason, **_answered(submission))
    return submission


def approve_submission(
    *,
    submission: Submission,
    by: User,
    organisation: Organisation | None = None,
    new_organisation: OrganisationData | None = None,
    keep: Collection[str] = (),
    seen: int | None = None,
    entry_seen: int = 0,
) -> Entry:
    """Bring it into the catalogue, in one transaction with everything that belongs to it.

    ``organisation`` (or ``new_organisation``) when the proposer named the provider in words. For a change of an entry
    ``keep`` names the fields that stay as they are. ``seen`` and ``entry_seen`` are the versions of proposal and entry that the
    reviewer saw: ``Conflict`` when one changed since. Raises ``Problems`` and ``Refused``.
    """
    with transaction.atomic():
        submission = _with_reviewers(submission)
        if seen is not None and submission.version != seen:
            raise Conflict(mine=submission, current=submission)
        if new_organisation is not None:
            organisation = create_organisation(
                data=new_organisation, hubs=[submission.hub] if submission.hub else [], by=by
            )
        proposed = dict(submission.content)
        if organisation is not None:
            proposed["provider"] = str(organisation.uuid)
        if submission.entry is None:
            entry = _publish_new(submission, proposed, by)
        else:
            entry = _publish_change(submission, submission.entry, proposed, keep, entry_seen, by)
        move(
            submission,
            State.APPROVED,
            by=by,
            entry=entry,
            organisation=organisation or submission.organisation,
            **_answered(submission),
        )
        mail.tell_proposer(submission, "approved")
    return entry


def merge_into(*, submission: Submission, entry: Entry, by: User) -> Submission:
    """The proposal is about something that is there already: from now on it is a change of that entry.

    What the proposal leaves empty is no change. Raises ``Refused`` when the entry has another change under way.
    """
    with transaction.atomic():
        submission = _with_reviewers(submission)
        now, proposed = dict(entry.content), submission.base.get(PROPOSED, submission.content)
        content = {**now, **{name: value for name, value in submission.content.items() if value not in ("", [], {})}}
        content["provider"] = now.get("provider", content.get("provider", ""))
        try:
            with transaction.atomic():
                move(
                    submission,
                    submission.state,
                    by=by,
                    entry=entry,
                    base=now | {PROPOSED: proposed},
                    base_version=entry.version,
                    content=content,
                )
        except IntegrityError as error:
            raise Refused(_("A change of this entry is under way already. Open that one.")) from error
    return submission


def part_again(*, submission: Submission, by: User) -> Submission:
    """Two different things after all: what a reviewer made a change of an entry is a proposal of its own again. Raises
    ``Refused`` when it never was, or when somebody went on with it since.
    """
    with transaction.atomic():
        submission = _with_reviewers(submission)
        if PROPOSED not in submission.base:
            raise Refused(_("This proposal cannot be taken apart from the entry (any more)."))
        content = submission.base[PROPOSED] | {"hub": submission.hub.slug if submission.hub else ""}
        move(submission, submission.state, by=by, entry=None, base={}, base_version=0, content=content)
    return submission


def open_conflicts(submission: Submission) -> list[str]:
    """The fields that somebody else changed in the entry since the proposal began, and the proposal too."""
    if submission.entry is None or submission.entry.version == submission.base_version:
        return []
    return conflicts(submission.base, submission.entry.content, submission.content)


def _publish_new(submission: Submission, proposed: dict[str, Any], by: User) -> Entry:
    return create_entry(
        content=EntryContent.from_stored(proposed),
        by=by,
        state=EntryState.PUBLISHED,
        owner=submission.proposer or by,
        source=_source_of(submission),
        source_id=str(submission.source_id),
    )


def _publish_change(
    submission: Submission, entry: Entry, proposed: dict[str, Any], keep: Collection[str], seen: int, by: User
) -> Entry:
    if entry.is_binned:
        raise Refused(_("The entry that this changes is in the bin. Bring it back first, or end this proposal."))
    if entry.version != seen:
        raise Conflict(mine=entry, current=entry)
    content = EntryContent.from_stored(merged(submission.base, entry.content, proposed, keep=keep))
    entry = change_entry(entry=entry, content=content, seen=seen, by=by)
    close_question(entry=entry, answer=CheckRound.Answer.CHANGED)
    if entry.state == EntryState.PUBLISHED:
        return confirm_entry(entry=entry, by=by)
    return publish_entry(entry=entry, by=by)


def _source_of(submission: Submission) -> str:
    """Under which name identifiers of this proposer stand: one of its own per organisation."""
    if not submission.source_id or submission.organisation is None:
        return ""
    return source_name(submission.organisation)


def source_name(organisation: Organisation) -> str:
    """The source under which the own identifiers of an organisation stand."""
    return f"aanbieder:{organisation.uuid}"


def _answered(submission: Submission) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "waited_days": submission.waiting_days}


def _with_reviewers(submission: Submission) -> Submission:
    found = locked(submission)
    if found.state not in Submission.WITH_REVIEWER:
        raise Refused(_not_with_reviewers(found))
    return found


def _not_with_reviewers(submission: Submission) -> str:
    return _("This proposal is not with the reviewers (it is “%(state)s”).") % {"state": submission.get_state_display()}
