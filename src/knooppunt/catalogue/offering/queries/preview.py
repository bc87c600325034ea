"""A proposal drawn as its public page will be. Nothing is stored for it."""

from __future__ import annotations

import copy

from django.utils import timezone

from knooppunt.catalogue.actions.references import References
from knooppunt.catalogue.actions.storing import fill
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.queries.pages import EntryPage, FileAddress, page_of
from knooppunt.network.models import Organisation


def preview_of(submission: Submission, *, file_at: FileAddress) -> EntryPage:
    """The page of the entry as it would be when this was approved today. About ten queries, whatever it holds."""
    content = EntryContent.from_stored(submission.content)
    entry = copy.copy(submission.entry) if submission.entry else Entry(pk=0)
    fill(entry, content, References.of([content]))
    if entry.provider_id is None and submission.provider_name:
        entry.provider = Organisation(name=submission.provider_name)
    entry.checked_on, entry.unverified_since = timezone.localdate(), None
    return page_of(entry, file_at=file_at)
