"""From one version to the next: which item became which, and what is aligned moves along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.bulk import Inserter, without_mapping
from knooppunt.core.versions import save_version
from knooppunt.framework.actions.matching import CHUNK, Match, Matcher, chunks, likeness_of, side_of, sides
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.ties import move_ties
from knooppunt.framework.alignments import move_alignments
from knooppunt.framework.models import Framework, FrameworkItem, ItemMapping
from knooppunt.network.names import fold

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

State = ItemMapping.State
_DECISION = ("state", "decided_by", "decided_at")


def map_versions(*, framework: Framework) -> dict[str, int]:
    """Say of each item of the previous version what became of it; decisions that people took stay.

    The same identifier, code or text is a candidate; likeness of the texts decides whether a person has to look. Writes
    only what differs from what was said before, in small transactions. Returns how many per state.
    """
    previous = framework.previous
    if previous is None:
        return {}
    counts: Counter[str] = Counter()
    with without_mapping():
        matcher = Matcher(framework)
        for olds in chunks(sides(previous)):
            found = matcher.find(olds)
            found |= matcher.most_alike([old for old in olds if old.pk not in found])
            counts += _save(framework, found)
    return {state: counts[state] for state in State.values}


def _save(framework: Framework, found: Mapping[int, Match]) -> Counter[str]:
    """Note what items became, unless a person decided. Returns how many per state."""
    counts: Counter[str] = Counter()
    new = Inserter(ItemMapping, ["old_id", "new_id", "state", "likeness"], same={"framework_id": framework.pk})
    with transaction.atomic():
        rows = ItemMapping.objects.filter(framework=framework, old__in=list(found))
        known = {row.old_id: row for row in rows.only("old", "decided_at", "new", "state", "likeness")}
        changed, missing = [], []
        for old, match in found.items():
            row = known.get(old)
            if row is not None and row.decided_at is not None:
                continue
            if row is None:
                missing.append((old, *match))
            elif (row.new_id, row.state, row.likeness) != match:
                row.new_id, row.state, row.likeness = match
                changed.append(row)
            counts[match.state] += 1
        new.insert(missing)
        ItemMapping.objects.bulk_update(changed, ["new", "state", "likeness"], batch_size=200)
    return counts


def note_new_words(item: FrameworkItem) -> None:
    """The words of an item of a draft changed: is it still clearly what its predecessor became? Decisions stay."""
    rows = ItemMapping.objects.filter(framework=item.framework_id, new=item, decided_at__isnull=True)
    for row in rows.select_related("old"):
        match = Matcher.judge(row.old, item)
        ItemMapping.objects.filter(pk=row.pk).update(state=match.state, likeness=match.likeness)


def decide_mapping(*, mapping: ItemMapping, new: FrameworkItem | None, seen: int, by: User) -> ItemMapping:
    """A person says what an item became, or that it has no successor (``new`` is none). May be said again, otherwise.

    When the version is published, what is aligned moves along at once. Raises ``Refused`` for an item of another
    version, and when it moved already; ``Conflict`` when somebody else decided since the reader looked.
    """
    if new is not None and new.framework_id != mapping.framework_id:
        raise Refused(_("Choose an item of the new version."))
    if mapping.moved_at:
        raise Refused(_("What was aligned to this item has moved along already. Change it where it stands now."))
    with transaction.atomic():
        mapping.new = new
        mapping.likeness = likeness_of(fold(mapping.old.full_statement), fold(new.full_statement)) if new else 0
        mapping.state = State.CONFIRMED if new else State.GONE
        mapping.decided_by, mapping.decided_at = by, timezone.now()
        if mapping.framework.is_public and new is not None:
            _move({mapping.old_id: new.pk}, mapping.framework, by)
            mapping.moved_at = timezone.now()
        save_version(mapping, seen=seen, fields=("new", "likeness", *_DECISION, "moved_at"))
    return mapping


def reopen_mapping(*, mapping: ItemMapping, seen: int) -> ItemMapping:
    """Take a decision back: it stands there again as comparing the texts left it. Reads all texts of the version once.

    Raises ``Refused`` when what is aligned moved along already; ``Conflict`` when somebody else decided since.
    """
    if mapping.moved_at:
        raise Refused(_("What was aligned to this item has moved along already. Change it where it stands now."))
    old, matcher = side_of(mapping.old), Matcher(mapping.framework)
    match = (matcher.find([old]) or matcher.most_alike([old]))[old.pk]
    with transaction.atomic():
        mapping.new_id, mapping.state, mapping.likeness = match
        mapping.decided_by = mapping.decided_at = None
        save_version(mapping, seen=seen, fields=("new", "likeness", *_DECISION))
    return mapping


def move_along(*, framework: Framework, by: User | None) -> int:
    """What is aligned to items whose successor is certain or confirmed goes along, and so do the ties that other
    frameworks have with them; returns how many alignments moved."""
    rows = ItemMapping.objects.filter(
        framework=framework, moved_at__isnull=True, new__isnull=False, state__in=(State.CERTAIN, State.CONFIRMED)
    )
    moved = last = 0
    with transaction.atomic():
        while chunk := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "old_id", "new_id")[:CHUNK]):
            moved += _move({old: new for _pk, old, new in chunk}, framework, by)
            last = chunk[-1][0]
        rows.update(moved_at=timezone.now())
    return moved


def _move(pairs: Mapping[int, int], framework: Framework, by: User | None) -> int:
    move_ties(pairs, framework=framework, by=by)
    return move_alignments(pairs, by=by)
