"""Suggesting, confirming and declining alignments, and taking them along to a new version of a framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.matching import Candidate, best_matches
from knooppunt.catalogue.models import Alignment, Entry
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.framework.models import FrameworkItem

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MOST_SUGGESTIONS = 12
JUDGED = ("type", "level", "depth", "evidence", "state", "confirmed_by", "confirmed_at")


@dataclass(frozen=True)
class Judgement:
    """What a person says of an alignment."""

    type: str = Alignment.Type.TEACHES
    level: str = ""
    depth: str = ""
    evidence: str = ""


def suggest_alignments(*, entry: Entry, candidates: list[Candidate] | None = None) -> list[Alignment]:
    """Suggest items of current frameworks whose words the text of the entry uses; each with its reason.

    What was confirmed, declined or suggested already is left alone. ``candidates`` for many entries in a row.
    """
    content = content_of(entry)
    text = " ".join([content.title, content.summary, content.description, *content.outcomes, content.programme_text])
    tags = {code for codes in content.concepts.values() for code in codes}
    known = set(entry.alignments.values_list("item_id", flat=True))
    found = best_matches(text, tags, candidates if candidates is not None else item_candidates(), without=known)
    with transaction.atomic():
        made = Alignment.objects.bulk_create(
            [
                Alignment(entry=entry, item_id=match.item, reason=match.reason[:300], score=match.score)
                for match in found[:MOST_SUGGESTIONS]
            ]
        )
    return made


def item_candidates() -> list[Candidate]:
    """The items to compare with: of frameworks that are published and not replaced. One query."""
    rows = FrameworkItem.objects.filter(framework__state="published", framework__binned_at=None, retired_on=None)
    return [
        Candidate(pk, f"{short} {text}", short or text, frozenset(code for codes in tags.values() for code in codes))
        for pk, text, short, tags in rows.values_list("pk", "full_statement", "abbreviated", "tags")
    ]


def add_alignment(*, entry: Entry, item: FrameworkItem, judgement: Judgement, by: User) -> Alignment:
    """A person aligns the entry, which counts as confirmed. Raises ``Refused`` when it is there already."""
    made = Alignment(entry=entry, item=item, proposed_by=by)
    _fill(made, judgement, by)
    try:
        with transaction.atomic():
            made.save()
            changes.record(KIND, [entry.pk])
    except IntegrityError as error:
        raise Refused(_("This alignment is there already.")) from error
    return made


def confirm_alignment(*, alignment: Alignment, judgement: Judgement, seen: int, by: User) -> Alignment:
    """A person says that it is right, in these words. Raises ``Conflict``, and ``Refused`` for a second one of its type."""
    _fill(alignment, judgement, by)
    try:
        with transaction.atomic():
            save_version(alignment, seen=seen, fields=JUDGED)
            changes.record(KIND, [alignment.entry_id])
    except IntegrityError as error:
        raise Refused(_("This alignment is there already.")) from error
    return alignment


def decline_alignment(*, alignment: Alignment, seen: int, by: User) -> Alignment:
    """A person says that it is not right: it is neither shown nor suggested again. Raises ``Conflict``."""
    alignment.state = Alignment.State.DECLINED
    alignment.confirmed_by, alignment.confirmed_at = by, timezone.now()
    with transaction.atomic():
        save_version(alignment, seen=seen, fields=["state", "confirmed_by", "confirmed_at"])
        changes.record(KIND, [alignment.entry_id])
    return alignment


def move_to_new_items(*, pairs: Mapping[int, int], by: User | None) -> int:
    """Take alignments along from old to new items, in the caller's transaction; returns how many moved.

    Where the new item has the same alignment already, the old one stays with the old version.
    """
    moved = []
    rows = list(Alignment.objects.filter(item__in=pairs).order_by("pk"))
    there = set(Alignment.objects.filter(item__in=pairs.values()).values_list("entry_id", "item_id", "type"))
    with transaction.atomic():
        for row in rows:
            target = (row.entry_id, pairs[row.item_id], row.type)
            if target in there:
                continue
            there.add(target)
            row.item_id = pairs[row.item_id]
            save_version(row, seen=row.version, fields=["item"])
            moved.append(row)
        changes.record(KIND, {row.entry_id for row in moved})
    return len(moved)


def _fill(alignment: Alignment, judgement: Judgement, by: User) -> None:
    alignment.type, alignment.level = judgement.type, judgement.level
    alignment.depth, alignment.evidence = judgement.depth, judgement.evidence.strip()
    alignment.state = Alignment.State.CONFIRMED
    alignment.confirmed_by, alignment.confirmed_at = by, timezone.now()
