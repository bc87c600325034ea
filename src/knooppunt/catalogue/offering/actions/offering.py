"""What a provider (a person, a list, another system) does with its own entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused, archive_entry, change_entry, close_question
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.actions.review import source_name
from knooppunt.catalogue.offering.actions.submissions import (
    Proposer,
    State,
    locked,
    move,
    save_submission,
    start_draft,
    submit_held,
)
from knooppunt.catalogue.offering.differences import same
from knooppunt.catalogue.offering.labels import LABELS
from knooppunt.catalogue.offering.models import CheckRound, Submission
from knooppunt.catalogue.queries.hubs import slug_now
from knooppunt.network.models import Organisation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

# What a provider changes in a published entry without a review: dates, places and prices, and how to reach them.
# Everything that says what the thing *is* (and its points) is looked at first.
DIRECT = frozenset(
    [
        "runs",
        "price_incl",
        "price_note",
        "cost",
        "contact",
        "links",
        "study_load",
        "group_size",
        "is_on_request",
        "is_always_open",
    ]
)


@dataclass(frozen=True)
class Offered:
    """What became of one content that was handed in."""

    outcome: str  # new, changed, published, same
    submission: Submission | None = None
    entry: Entry | None = None


def start_change(*, entry: Entry, proposer: Proposer) -> Submission:
    """Begin changing an entry: the change that is under way already, or a new draft of it. Raises ``Refused`` while what
    somebody else proposed about it is open.
    """
    busy = Submission.objects.open().filter(entry=entry).first()
    if busy is None:
        try:
            return start_draft(content=EntryContent.from_stored(entry.content), proposer=proposer, entry=entry)
        except Refused:  # the second of two presses at once
            busy = Submission.objects.open().get(entry=entry)
    if proposer.organisation is not None:
        _refuse_strange(busy, proposer.organisation)
    return busy


def publish_or_submit(*, submission: Submission, by: User | None, in_list: bool = False) -> Offered:
    """Send in what is with the provider. A change that touches only ``DIRECT`` fields of a published entry is published
    at once. Raises ``Problems``, ``Refused``, ``Conflict``. ``in_list`` as with ``submit_held``.
    """
    with transaction.atomic():
        held = locked(submission)
        entry = held.entry
        if entry is None or entry.state != EntryState.PUBLISHED:
            return Offered("new", submit_held(held, by=by, in_list=in_list))
        if not held.may_mend:
            raise Refused(_("This proposal is not with you at the moment, so it cannot be changed."))
        changed = changed_fields(entry.content, held.content)
        if not changed:
            raise Refused(_("Nothing was changed yet."))
        if not changed <= DIRECT or entry.version != held.base_version:  # a reviewer brings two changes together
            return Offered("changed", submit_held(held, by=by, in_list=in_list))
        content = EntryContent.from_stored(held.content)
        entry = change_entry(entry=entry, content=content, seen=held.base_version, by=by)
        move(held, State.APPROVED, by=by)
        close_question(entry=entry, answer=CheckRound.Answer.CHANGED)
    return Offered("published", held, entry)


@transaction.atomic
def offer_content(
    *,
    organisation: Organisation,
    source_id: str,
    content: EntryContent,
    by: User | None,
    origin: str,
    send_in: bool,
    in_list: bool = False,
) -> Offered:
    """Take in one content under the provider's own identifier: makes, changes or leaves as it is.

    Sent twice changes nothing the second time, also when both come at once. Raises ``Problems``, and ``Refused`` while a
    reviewer has it in hand. ``in_list`` as with ``submit_held``.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    mine = Entry.objects.filter(source=source_name(organisation), source_id=source_id)
    entry = mine.select_related("merged_into").first()
    if entry is not None and entry.merged_into is not None:
        raise Refused(
            _("“%(title)s” was merged with entry %(number)d, “%(other)s”. Send that one only.")
            % {"title": entry.title, "number": entry.merged_into.pk, "other": entry.merged_into.title}
        )
    open_one = _open_submission(organisation, source_id, entry)
    if open_one is not None:
        _refuse_strange(open_one, organisation)
    there = open_one.content if open_one else (entry.content if entry else {})
    content = replace(content, provider=str(organisation.uuid), hub=slug_now(content.hub))
    content = _without_strange_files(content, there)
    proposer = Proposer(
        user=by,
        email=(by.email if by else organisation.role_mailbox),
        name=(by.name if by else organisation.name),
        organisation=organisation,
    )
    data = content.to_dict()
    if open_one is not None:
        return _again(open_one, content, data, by, send_in, in_list)
    if entry is not None and not changed_fields(entry.content, data):
        return Offered("same", entry=entry)
    draft = start_draft(content=content, proposer=proposer, origin=origin, entry=entry, source_id=source_id)
    if not send_in:
        return Offered("changed" if entry else "new", draft, entry)
    return publish_or_submit(submission=draft, by=by, in_list=in_list)


def _refuse_strange(busy: Submission, organisation: Organisation) -> None:
    """Somebody else's proposal that a reviewer brought together with an entry of ours is theirs, not ours to change."""
    if busy.organisation_id != organisation.pk:
        raise Refused(
            _("Somebody else proposed a change of this entry. You can change it when a reviewer has answered that.")
        )


def _without_strange_files(content: EntryContent, there: Mapping[str, Any]) -> EntryContent:
    """Files and the picture stay those that are there: knowing the UUID of somebody else's file does not publish it."""
    old = EntryContent.from_stored(there)
    return replace(content, files=old.files, image=old.image, image_alt=old.image_alt)


def _again(
    open_one: Submission,
    content: EntryContent,
    data: Mapping[str, Any],
    by: User | None,
    send_in: bool,
    in_list: bool,
) -> Offered:
    if not changed_fields(open_one.content, data):
        if send_in and open_one.may_mend and open_one.state == State.DRAFT:
            return publish_or_submit(submission=open_one, by=by, in_list=in_list)
        return Offered("same", open_one, open_one.entry)
    if open_one.state == State.IN_REVIEW:
        raise Refused(_("Somebody is reviewing this at the moment. Try again when there is an answer."))
    held = locked(open_one)
    if held.state == State.SUBMITTED:  # nobody has begun: it is taken back, and sent in anew
        move(held, State.DRAFT, by=by)
    held = save_submission(submission=held, seen=held.version, content=content, by=by)
    if not send_in:
        return Offered("changed", held, held.entry)
    done = publish_or_submit(submission=held, by=by, in_list=in_list)
    return Offered("changed", done.submission, held.entry)


def _open_submission(organisation: Organisation, source_id: str, entry: Entry | None) -> Submission | None:
    mine = Submission.objects.open().filter(organisation=organisation)
    if entry is not None:
        return Submission.objects.open().filter(entry=entry).first()
    return mine.filter(source_id=source_id).first() if source_id else None


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """The names of the fields that differ; keys of runs alone are no difference."""
    return {name for name in LABELS if not same(_without_keys(name, old), _without_keys(name, new))}


def _without_keys(name: str, content: Mapping[str, Any]) -> Any:
    value = content.get(name)
    if name != "runs" or not value:
        return value
    return [{part: one[part] for part in one if part != "key"} for one in value]


def copy_content(content: EntryContent, *, title: str) -> EntryContent:
    """The same thing once more, without its dates and points: those belong to the first one."""
    return replace(content, title=title[:200], runs=(), accreditations=())


def stop_entry(*, entry: Entry, by: User, reason: str) -> Entry:
    """The provider no longer offers it: to the archive. Raises ``Refused``."""
    return archive_entry(entry=entry, by=by, reason=reason)
