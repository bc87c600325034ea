"""A person's own list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from knooppunt.accounts.models import User
from knooppunt.catalogue.models import Entry, KeptEntry
from knooppunt.catalogue.queries.collections import MOST_KEPT


def keep_entries(*, user: User, entries: Iterable[int]) -> int:
    """Put published entries on the list of ``user``; those that are there stay. Returns how many are new."""
    with transaction.atomic():
        have = set(KeptEntry.objects.filter(user=user).values_list("entry_id", flat=True))
        wanted = list(dict.fromkeys(entries))[:MOST_KEPT]
        found = Entry.objects.published().filter(pk__in=wanted).exclude(pk__in=have).values_list("pk", flat=True)
        living, room = set(found), max(0, MOST_KEPT - len(have))
        new = [KeptEntry(user=user, entry_id=pk) for pk in [one for one in wanted if one in living][:room]]
        KeptEntry.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def drop_entry(*, user: User, entry: int) -> int:
    """Take an entry off the list of ``user``."""
    return KeptEntry.objects.filter(user=user, entry_id=entry).delete()[0]
