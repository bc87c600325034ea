"""Two published entries turn out to be one: merging them, and taking that back.

The one that goes stays in the archive and knows where it went, so that its address keeps leading somewhere. What pointed at
it points at the other from then on: alignments, places in collections and lists, marks, reports, questions, relations.
How often both were looked at is added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused, archive_entry, change_entry, publish_entry
from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.content import KIND_FIELDS, EntryContent
from knooppunt.catalogue.models import Entry, EntryMerge, EntryState
from knooppunt.catalogue.offering.counting import move_counts, return_counts
from knooppunt.catalogue.offering.models import Submission
from knooppunt.core import changes
from knooppunt.core.versions import Conflict, save_version
from knooppunt.network.api import move_all, move_back

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KEPT, GONE, BOTH = "kept", "gone", "both"
# Of these both can stay: they are lists.
LISTS = frozenset({"runs", "accreditations", "links", "files", "outcomes", "institutions", "languages", "concepts"})
# Rows that follow from the content, the numbers of each day (those are added up), and what remembers merges.
_STAYS = tuple(
    f"catalogue.{name}"
    for name in ("run", "accreditation", "entrylink", "entryfile", "entryconcept", "entrycount", "entrymerge", "entry")
)


def merge_entries(
    *, kept: Entry, gone: Entry, choices: Mapping[str, str], seen: Mapping[int, int], by: User
) -> EntryMerge:
    """``gone`` goes on as ``kept``. ``choices``: field → whose text it becomes (``kept`` unless said), or both of a list.

    ``seen``: the versions that whoever merges looked at. Raises ``Refused`` when they cannot be one, ``Conflict``, ``Problems``.
    """
    with transaction.atomic():
        rows = {one.pk: one for one in Entry.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])}
        _refuse_unless_two(rows, kept, gone)
        kept, gone = rows[kept.pk], rows[gone.pk]
        for one in (kept, gone):
            if one.version != seen[one.pk]:
                raise Conflict(mine=one, current=one)
        before = kept.content
        content = EntryContent.from_dict(merged_content(kept.content, gone.content, choices))
        if content.to_dict() != before:
            kept = change_entry(entry=kept, content=content, seen=kept.version, by=by)
        moved = {"before": before, "version": kept.version}
        moved["pointers"] = move_all(model=Entry, gone=gone.pk, kept=kept.pk, without=_STAYS)
        moved["counts"] = move_counts(gone=gone.pk, kept=kept.pk)
        gone.merged_into = kept
        gone._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(gone, seen=gone.version, fields=["merged_into"])
        archive_entry(entry=gone, by=by, reason=_("Merged with “%(title)s”") % {"title": kept.title})
        changes.record(KIND, [kept.pk, gone.pk])
        return EntryMerge.objects.create(kept=kept, gone=gone, by=by, moved=moved)


def undo_merge(*, merge: EntryMerge, by: User) -> tuple[Entry, bool]:
    """Both are published again, each with what was its own. The second answer: whether the texts of the one that stayed
    could be put back too (not when somebody changed them since). Raises ``Refused`` when it was taken back already.
    """
    with transaction.atomic():
        merge = EntryMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        if merge.undone_at is not None:
            raise Refused(_("This merge was taken back already."))
        kept, gone = merge.kept, merge.gone
        if kept.binned_at or gone.binned_at:
            raise Refused(_("One of the two is in the bin. Bring it back first."))
        move_back(merge.moved["pointers"], gone=gone.pk, kept=kept.pk)
        return_counts(merge.moved["counts"], gone=gone.pk, kept=kept.pk)
        gone.merged_into = None
        gone._history_user = by  # type: ignore[attr-defined]
        save_version(gone, seen=gone.version, fields=["merged_into"])
        publish_entry(entry=gone, by=by, reason=_("The merge was taken back"))
        same = kept.version == merge.moved["version"]
        if same and kept.content != merge.moved["before"]:
            change_entry(entry=kept, content=EntryContent.from_stored(merge.moved["before"]), seen=kept.version, by=by)
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at"])
        changes.record(KIND, [kept.pk, gone.pk])
    return gone, same


def keep_apart(*, one: Entry, other: Entry, by: User) -> EntryMerge:
    """Somebody looked: these are two. It is kept as a merge that was taken back, so they are not shown as doubles again.

    Raises ``Refused`` for one entry twice.
    """
    if one.pk == other.pk:
        raise Refused(_("Choose two different entries that are both there."))
    low, high = sorted((one, other), key=lambda entry: entry.pk)
    found = EntryMerge.objects.filter(kept=low, gone=high, undone_at__isnull=False).first()
    return found or EntryMerge.objects.create(kept=low, gone=high, by=by, undone_at=timezone.now())


def merged_content(kept: Mapping[str, Any], gone: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """What the entry that stays holds afterwards, as ``from_dict`` takes it."""
    result = dict(kept)
    for name in KIND_FIELDS[kept["kind"]]:
        chosen = choices.get(name, KEPT)
        if name == "kind" or chosen == KEPT:
            continue
        value = _both(kept.get(name), gone.get(name)) if chosen == BOTH and name in LISTS else gone.get(name)
        if value in (None, ""):
            result.pop(name, None)
        else:
            result[name] = value
    if result.get("image") and not result.get("image_alt"):
        result["image_alt"] = gone.get("image_alt") or kept.get("image_alt", "")
    return _without_loose_points(result)


def _both(kept: Any, gone: Any) -> Any:
    if isinstance(kept, dict) or isinstance(gone, dict):
        first, second = kept or {}, gone or {}
        return {
            name: list(dict.fromkeys([*first.get(name, []), *second.get(name, [])])) for name in {**first, **second}
        }
    found = list(kept or [])
    bare = [_bare(one) for one in found]
    return found + [one for one in gone or [] if _bare(one) not in bare]


def _bare(one: Any) -> Any:
    """A row without its key: two runs that say the same are the same."""
    return {name: value for name, value in one.items() if name != "key"} if isinstance(one, dict) else one


def _without_loose_points(content: dict[str, Any]) -> dict[str, Any]:
    """Points for one run go when that run was not chosen."""
    keys = {run.get("key") for run in content.get("runs", [])}
    points = [one for one in content.get("accreditations", []) if not one.get("run") or one["run"] in keys]
    return content | {"accreditations": points} if "accreditations" in content else content


def _refuse_unless_two(rows: Mapping[int, Entry], kept: Entry, gone: Entry) -> None:
    if len(rows) < 2:
        raise Refused(_("Choose two different entries that are both there."))
    if rows[kept.pk].kind != rows[gone.pk].kind:
        raise Refused(_("These are of different kinds, so they cannot be one."))
    if any(one.state != EntryState.PUBLISHED for one in rows.values()):
        raise Refused(_("Only entries that are both published can be merged."))
    if Submission.objects.open().filter(entry_id=gone.pk).exists():
        raise Refused(_("A change of “%(title)s” is under way. Finish that first.") % {"title": rows[gone.pk].title})
