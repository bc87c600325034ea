"""Saving a list that was understood: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knooppunt.catalogue.actions.entries import NewEntry, change_entry, create_entries
from knooppunt.catalogue.models import EntryState
from knooppunt.catalogue.offering import mail
from knooppunt.catalogue.offering.actions.offering import offer_content
from knooppunt.catalogue.offering.actions.review import source_name
from knooppunt.catalogue.offering.importing.plan import EntryImport
from knooppunt.catalogue.offering.models import Submission

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


def publish_import(plan: EntryImport, *, by: User | None) -> dict[str, int]:
    """Put everything into the catalogue at once: for who keeps the installation. New entries in bulk.

    Raises ``ValueError`` for a plan with errors, ``Conflict`` when somebody changed one of the entries since the plan was
    made.
    """
    _refuse_errors(plan)
    source = source_name(plan.organisation)
    with transaction.atomic():
        rows = [
            NewEntry(one.content, state=EntryState.PUBLISHED, owner=by, source=source, source_id=one.source_id)
            for one in plan.entries
            if one.outcome == "new"
        ]
        if rows:
            create_entries(rows=rows, by=by)
        for one in plan.entries:
            if one.outcome == "changed" and one.entry is not None:
                change_entry(entry=one.entry, content=one.content, seen=one.entry.version, by=by)
    return plan.counts


def submit_import(plan: EntryImport, *, by: User) -> dict[str, int]:
    """Send everything in as the provider: what is new or changed is reviewed, dates and prices are published at once.

    Raises as ``publish_import``, and ``Refused`` when a reviewer has one of the entries in hand.
    """
    _refuse_errors(plan)
    outcomes, sent = {"new": 0, "changed": 0, "published": 0, "same": 0}, list[Submission]()
    with transaction.atomic():
        for one in plan.entries:
            done = offer_content(
                organisation=plan.organisation,
                source_id=one.source_id,
                content=one.content,
                by=by,
                origin=Submission.Origin.IMPORT,
                send_in=True,
                in_list=True,
            )
            outcomes[done.outcome] += 1
            if done.submission is not None and done.outcome in {"new", "changed"}:
                sent.append(done.submission)
        mail.tell_list_received([one for one in sent if one.state == Submission.State.SUBMITTED])
    return outcomes


def _refuse_errors(plan: EntryImport) -> None:
    if plan.errors:
        raise ValueError("A plan with errors is not saved.")
