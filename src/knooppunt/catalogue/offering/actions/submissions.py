"""What the proposer does: propose, confirm, mend, submit, withdraw."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import EntryContent, Problems
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering import mail
from knooppunt.catalogue.offering.actions import links
from knooppunt.catalogue.offering.checks import Finding, addresses_in, as_data, check, stops
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.queries.hubs import hubs_now
from knooppunt.core import grants, status
from knooppunt.core.versions import save_version
from knooppunt.network.models import Hub, Organisation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "catalogue.submission"  # in the status table
ANSWER_DAYS = 14  # within which an answer is promised
State, Origin = Submission.State, Submission.Origin
PROPOSED = Submission.PROPOSED
_CONTENT = ["content", "title", "kind", "hub", "provider_name"]


@dataclass(frozen=True)
class Proposer:
    """Who proposes: a visitor with a mailbox, or a user for an organisation."""

    email: str = ""
    name: str = ""
    user: User | None = None
    organisation: Organisation | None = None
    provider_name: str = ""
    language: str = "nl"


def propose_entry(*, content: EntryContent, proposer: Proposer) -> Submission:
    """A visitor proposes something; it waits until the mailbox is confirmed by the link that is mailed.

    Raises ``Problems`` with what must be mended first, ``ValidationError`` for a bad address.
    """
    validate_email(proposer.email)
    _refuse(check(content, provider_name=proposer.provider_name))
    with transaction.atomic():
        submission = _new(content, proposer, Origin.VISITOR, State.UNCONFIRMED)
        mail.ask_to_confirm(submission)
    return submission


def confirm_proposal(*, submission: Submission) -> Submission:
    """The mailbox is real: the proposal goes to review. Confirming twice changes nothing."""
    with transaction.atomic():
        submission = locked(submission)
        if submission.state == State.UNCONFIRMED:
            _submit(submission, _found(submission), by=None)
    return submission


def start_draft(
    *,
    content: EntryContent,
    proposer: Proposer,
    origin: str = Origin.PROVIDER,
    entry: Entry | None = None,
    source_id: str = "",
) -> Submission:
    """A draft, for a new entry or for changes to ``entry``; ``source_id`` is what another system calls it. Raises ``Refused``
    when a change is already under way.
    """
    try:
        with transaction.atomic():
            return _new(content, proposer, origin, State.DRAFT, entry=entry, source_id=source_id)
    except IntegrityError as error:
        if entry is not None and Submission.objects.open().filter(entry=entry).exists():
            raise Refused(_("A change of this entry is under way already. Open that one.")) from error
        raise


def save_submission(
    *, submission: Submission, seen: int, content: EntryContent, by: User | None, provider_name: str | None = None
) -> Submission:
    """Keep what was mended. Only while it lies with the proposer. Raises ``Refused``, ``Conflict``."""
    _refuse_unless_with_proposer(submission)
    _fill(submission, content)
    if provider_name is not None:
        submission.provider_name = provider_name
    # Who goes on with it took it as a change of that entry: what it was before is no longer what was proposed.
    submission.base = {name: value for name, value in submission.base.items() if name != PROPOSED}
    return save_version(submission, seen=seen, fields=[*_CONTENT, "base"])


def submit(*, submission: Submission, by: User | None) -> Submission:
    """Send it in for review. Raises ``Problems`` with what must be mended first, ``Refused`` when it is not with the
    proposer.
    """
    with transaction.atomic():
        return submit_held(locked(submission), by=by)


def submit_held(submission: Submission, *, by: User | None, in_list: bool = False) -> Submission:
    """As ``submit``, of a row that is ``locked``. ``in_list``: it was checked with others, and one mail about all follows."""
    _refuse_unless_with_proposer(submission)
    found = [] if in_list else _found(submission)
    _refuse(found)
    _submit(submission, found, by=by, in_list=in_list)
    return submission


def withdraw_submission(*, submission: Submission, by: User | None) -> Submission:
    """The proposer takes it back. Raises ``Refused`` when it has ended already."""
    with transaction.atomic():
        submission = locked(submission)
        if submission.is_ended:
            raise Refused(_("This proposal has ended already."))
        move(submission, State.WITHDRAWN, by=by, decided_at=None)
    return submission


def reopen_submission(*, submission: Submission, by: User | None) -> Submission:
    """The proposer goes on after all: it is where it was before withdrawing, with everything that was typed.

    Raises ``Refused`` for what did not end that way, and when the entry has another change under way by now.
    """
    try:
        with transaction.atomic():
            submission = locked(submission)
            mine = Submission.objects.open().filter(
                organisation=submission.organisation, source_id=submission.source_id
            )
            if not submission.may_be_reopened or (submission.source_id and mine.exists()):
                raise Refused(_("This proposal cannot be brought back (any more)."))
            last = status.history_of(KIND, submission.pk).first()
            move(submission, last.old if last and last.old else State.DRAFT, by=by)
    except IntegrityError as error:
        raise Refused(_("A change of this entry is under way already. Open that one.")) from error
    return submission


def invite_to_offer(
    *, content: EntryContent, organisation: Organisation | None, email: str, hub: Hub | None, by: User, name: str = ""
) -> Submission:
    """Fill in an entry for an organisation and mail it the link with which it mends and sends it in, without account.

    Raises ``ValidationError`` for a bad address.
    """
    validate_email(email)
    proposer = Proposer(email=email, name=name, organisation=organisation)
    with transaction.atomic():
        submission = _new(content, proposer, Origin.INVITED, State.DRAFT)
        submission.hub = hub
        submission.save(update_fields=["hub"])
        mail.tell_proposer(submission, "invited", text=_("This comes from %(name)s.") % {"name": by})
    return submission


def delete_unconfirmed(*, now: dt.datetime | None = None) -> int:
    """Proposals and addresses that nobody confirmed within a week go; returns how many."""
    limit = (now or timezone.now()) - mail.CONFIRM_WITHIN
    old = Submission.objects.filter(state=State.UNCONFIRMED, created_at__lt=limit)
    for pk in old.values_list("pk", flat=True):
        grants.revoke_all(scope=mail.SUBMISSION, subject_kind=KIND, subject_id=pk)
    return old.delete()[0]


def move(submission: Submission, state: str, *, by: User | None, reason: str = "", **values: Any) -> None:
    """Bring it to another state, within the caller's transaction: written down, version raised."""
    old, submission.state = submission.state, state
    for name, value in values.items():
        setattr(submission, name, value)
    save_version(submission, seen=submission.version, fields=["state", *values])
    status.record(subject_kind=KIND, subject_id=submission.pk, old=old, new=state, by=by, reason=reason)


def _submit(submission: Submission, found: list[Finding], *, by: User | None, in_list: bool = False) -> None:
    now = timezone.now()
    move(
        submission,
        State.SUBMITTED,
        by=by,
        submitted_at=now,
        due_on=timezone.localtime(now).date() + dt.timedelta(days=ANSWER_DAYS),
        findings=as_data(found),
        decided_at=None,
    )
    links.watch(list(addresses_in(EntryContent.from_stored(submission.content))))
    if not in_list:
        mail.tell_received(submission)


def _new(
    content: EntryContent,
    proposer: Proposer,
    origin: str,
    state: str,
    *,
    entry: Entry | None = None,
    source_id: str = "",
) -> Submission:
    submission = Submission(
        state=state,
        origin=origin,
        entry=entry,
        base=entry.content if entry else {},
        base_version=entry.version if entry else 0,
        organisation=proposer.organisation,
        provider_name=proposer.provider_name,
        proposer_name=proposer.name or (proposer.user.name if proposer.user else ""),
        proposer_email=proposer.email or (proposer.user.email if proposer.user else ""),
        proposer=proposer.user,
        language=proposer.language,
        source_id=source_id,
    )
    _fill(submission, content)
    submission.save()
    status.record(subject_kind=KIND, subject_id=submission.pk, old="", new=state, by=proposer.user)
    return submission


def _fill(submission: Submission, content: EntryContent) -> None:
    now = hubs_now([content.hub]).get(content.hub)
    submission.content = (replace(content, hub=now.slug) if now else content).to_dict()
    submission.title, submission.kind = content.title, content.kind
    submission.hub = Hub.objects.open().filter(pk=now.pk).first() if now else None


def _found(submission: Submission) -> list[Finding]:
    content = EntryContent.from_stored(submission.content)
    return check(content, provider_name=submission.provider_name, entry=submission.entry)


def _refuse(found: list[Finding]) -> None:
    if wrong := stops(found):
        raise Problems({one.field: [one.text] for one in wrong})


def _refuse_unless_with_proposer(submission: Submission) -> None:
    if not submission.may_mend:
        raise Refused(_("This proposal is not with you at the moment, so it cannot be changed."))


def locked(submission: Submission) -> Submission:
    """The row as it is now, held until the end of the transaction."""
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("hub", "entry", "organisation", "proposer").get(pk=submission.pk)
